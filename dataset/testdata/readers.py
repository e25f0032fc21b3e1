"""Reads what winnow has written as users of other tools do.

readers.py package FOLDER       Parquet and JSON lines give every reader the same rows
readers.py csv FILE WANT        three readers of CSV give the cells of the JSON list WANT
readers.py tei SCHEMA FILE...   the files are valid by a RELAX NG schema
"""

import csv
import glob
import json
import os
import sys


def sorted_rows(rows):
    return sorted(rows, key=lambda r: r["id"])


def alike(what, a, b):
    if len(a) != len(b):
        sys.exit(f"{what}: {len(a)} rows and {len(b)}")
    for x, y in zip(a, b):
        if x != y:
            names = [k for k in x if x[k] != y.get(k)] + [k for k in y if k not in x]
            sys.exit(f"{what}: row {x['id']} differs in {names}: {[(x.get(k), y.get(k)) for k in names]}")


def package(folder):
    import duckdb
    import pandas as pd
    import pyarrow as pa
    import pyarrow.json
    import pyarrow.parquet
    from datasets import load_dataset

    parquet = sorted(glob.glob(f"{folder}/data/*.parquet"))
    lines = sorted(glob.glob(f"{folder}/data/*.jsonl.gz"))
    tables = [pa.parquet.read_table(name) for name in parquet]
    schema = tables[0].schema
    typed = pa.json.ParseOptions(explicit_schema=schema)
    want = sorted_rows(pa.concat_tables(tables).to_pylist())
    read = pa.concat_tables([pa.json.read_json(name, parse_options=typed) for name in lines])
    got, types = ({f.name: f.type for f in each} for each in (read.schema, schema))
    if got != types:
        sys.exit(f"pyarrow: types {[(k, t, got.get(k)) for k, t in types.items() if got.get(k) != t]}")
    alike("pyarrow", want, sorted_rows(read.to_pylist()))

    # The guide's own lines.
    first = duckdb.sql(f"from '{folder}/data/*.parquet' order by id")
    duckdb.sql(f"create table same as from '{folder}/data/*.parquet' limit 0")
    duckdb.sql(f"insert into same by name from read_json('{folder}/data/*.jsonl.gz', timestampformat = '%-d', dateformat = '%-d')")
    second = duckdb.sql("from same order by id")
    names = first.columns
    alike("duckdb, Parquet", want, [dict(zip(names, r)) for r in first.fetchall()])
    alike("duckdb, JSON lines", want, [dict(zip(second.columns, r)) for r in second.fetchall()])
    same_types("duckdb", dict(zip(names, first.types)), dict(zip(second.columns, second.types)))

    a = pd.concat(pd.read_parquet(name) for name in parquet).sort_values("id")
    b = pd.concat(
        pd.read_json(name, lines=True, dtype=False, convert_dates=False).astype(pd.read_parquet(other).dtypes)
        for name, other in zip(lines, parquet)
    ).sort_values("id")
    same_types("pandas", dict(a.dtypes), dict(b.dtypes))
    if list(a.columns) != list(b.columns) or list(a.columns) != names:
        sys.exit(f"pandas: columns {list(a.columns)} and {list(b.columns)}")
    for frame, what in ((a, "Parquet"), (b, "JSON lines")):
        rows = [{k: plain(v) for k, v in r.items()} for r in frame.to_dict("records")]
        alike("pandas, " + what, want, rows)

    hub = load_dataset(folder)
    features = next(iter(hub.values())).features
    again = load_dataset("json", data_files={s: f"{folder}/data/{s}-*.jsonl.gz" for s in hub}, features=features)
    same_types("datasets", features, next(iter(again.values())).features)
    alike("datasets, Parquet", want, sorted_rows([r for s in hub.values() for r in s.to_list()]))
    alike("datasets, JSON lines", want, sorted_rows([r for s in again.values() for r in s.to_list()]))
    for split, rows in hub.items():
        if rows.num_rows != again[split].num_rows or set(rows["split"]) != {split}:
            sys.exit(f"datasets: split {split} differs")
    print(len(want), "rows,", len(names), "columns")


def same_types(what, a, b):
    if dict(a) != dict(b):
        sys.exit(f"{what}: types {[(k, a[k], b.get(k)) for k in a if a[k] != b.get(k)]}")


def plain(value):
    """None for what pandas has instead, lists for arrays."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float) and value != value:
        return None
    return value


def read_csv(file, want):
    import duckdb
    import pandas as pd

    with open(want, encoding="utf-8") as f:
        want = json.load(f)
    csv.field_size_limit(1 << 30)
    with open(file, newline="", encoding="utf-8") as f:
        python = list(csv.reader(f))
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    pandas = [list(frame.columns)] + frame.values.tolist()
    rel = duckdb.sql(f"from read_csv('{file}', all_varchar = true, header = true)")
    duck = [rel.columns] + [["" if v is None else v for v in row] for row in rel.fetchall()]
    for name, got in (("csv", python), ("pandas", pandas), ("duckdb", duck)):
        if len(got) != len(want):
            sys.exit(f"{name}: {len(got)} lines, want {len(want)}")
        for i, (x, y) in enumerate(zip(got, want)):
            if x != y:
                sys.exit(f"{name}: line {i} is {x!r}, want {y!r}")
    for row in python[1:]:
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
                sys.exit(f"a spreadsheet would run {cell!r}")
    print(len(want) - 1, "lines")


def tei(schema, files):
    from lxml import etree

    rules = etree.RelaxNG(etree.parse(schema))
    for file in files:
        if not rules.validate(etree.parse(file)):
            sys.exit(f"{file}: {rules.error_log}")
    print(len(files), "files")


os.environ["HF_HUB_OFFLINE"] = "1"
match sys.argv[1:]:
    case ["package", folder]:
        package(folder)
    case ["csv", file, want]:
        read_csv(file, want)
    case ["tei", schema, *files]:
        tei(schema, files)
    case _:
        sys.exit(__doc__)
