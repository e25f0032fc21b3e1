"""Boosts the trees of the block model, from what `train matrix` wrote.

    python boost.py -matrix DIR -out DIR            the model of all pages: blocks.model
    python boost.py -matrix DIR -out DIR -folds     also fold-N.model, each without the sites of fold N

The linear part comes from the files that linear.py has put into the same folder.

The same input and versions give the same bytes.
"""

import argparse
import json
import pathlib
import struct

import numpy as np
import xgboost as xgb

MAGIC = b"winnow blocks 2\n"
NO_LINEAR = bytes(20)
LEAF = 255
SHIFT = 0.6  # extract/decide.go: marginShift

# The model is the mean of the margins of these; more members did not rate better.
BAG = [
    dict(eta=0.08, max_depth=6, min_child_weight=0.5, subsample=0.7, colsample_bytree=0.4,
         reg_lambda=2, max_bin=128, seed=1, rounds=260),
]


def load(folder):
    pages = [json.loads(line) for line in open(folder / "pages.jsonl")]
    width = pages[0]["features"]
    x = np.fromfile(folder / "features.f32", dtype="<f4").reshape(-1, width)
    label, weight, words, page = np.fromfile(folder / "blocks.f32", dtype="<f4").reshape(-1, 4).T
    return x, label, weight, words, page.astype(int), pages


def boost(x, label, weight, settings, threads):
    settings = dict(settings)
    rounds = settings.pop("rounds")
    params = dict(settings, objective="binary:logistic", tree_method="hist", base_score=0.5, nthread=threads)
    data = xgb.QuantileDMatrix(x, label, weight=weight, max_bin=params["max_bin"], nthread=threads)
    return xgb.train(params, data, num_boost_round=rounds)


def trees(booster, share):
    """Yields each tree as preorder nodes (feature, value, distance to the right child)."""
    model = json.loads(booster.save_raw("json"))
    for t in model["learner"]["gradient_booster"]["model"]["trees"]:
        left, right = t["left_children"], t["right_children"]
        feature, value = t["split_indices"], t["split_conditions"]
        nodes = []

        def visit(i):
            at = len(nodes)
            if left[i] < 0:
                nodes.append((LEAF, value[i] * share, 0))
                return
            nodes.append(None)
            visit(left[i])
            nodes[at] = (feature[i], value[i], len(nodes) - at)
            visit(right[i])

        visit(0)
        yield nodes


def write(path, boosters, linear=NO_LINEAR):
    every = [t for b in boosters for t in trees(b, 1 / len(boosters))]
    with open(path, "wb") as f:
        f.write(MAGIC + linear + struct.pack("<I", len(every)))
        for nodes in every:
            f.write(struct.pack("<H", len(nodes)))
            for feature, value, right in nodes:
                f.write(struct.pack("<Bf", feature, value))
                if feature != LEAF:
                    f.write(struct.pack("<H", right))


def expected_f1(margins, words):
    """The blocks that extract/decide.go would keep."""
    q = 1 / (1 + np.exp(SHIFT - margins))
    order = np.argsort(-q, kind="stable")
    hits = np.cumsum(q[order] * words[order])
    f = 2 * hits / (np.cumsum(words[order]) + np.sum(q * words) + 1e-9)
    kept = np.zeros(len(q), bool)
    kept[order[: np.argmax(f) + 1]] = True
    return kept


def report(margins, label, words, page, pages):
    """Block-level F1 in words, mean of the pages: a quick look, no benchmark."""
    by_corpus = {}
    starts = np.searchsorted(page, np.arange(len(pages) + 1))
    for p in pages:
        s = slice(starts[p["page"]], starts[p["page"] + 1])
        if p["gold"] == 0 or s.start == s.stop:
            continue
        kept = expected_f1(margins[s], words[s])
        hit = np.sum(words[s][kept & (label[s] > 0)])
        f = 2 * hit / (np.sum(words[s][kept]) + np.sum(words[s][label[s] > 0]) + 1e-9)
        name = p["corpus"] + ("" if p["article"] else " other")
        by_corpus.setdefault(name, []).append(f)
    for name, values in by_corpus.items():
        print(f"  {name:18} {np.mean(values):.4f} ({len(values)})", flush=True)


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("-matrix", type=pathlib.Path, required=True)
    cli.add_argument("-out", type=pathlib.Path, required=True)
    cli.add_argument("-folds", action="store_true")
    cli.add_argument("-threads", type=int, default=2)
    o = cli.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    x, label, weight, words, page, pages = load(o.matrix)
    fold = np.array([p["fold"] for p in pages])[page]
    used = weight > 0
    if o.folds:
        margins = np.zeros(len(label), np.float32)
        for k in sorted(set(fold)):
            learn = used & (fold != k)
            boosters = [boost(x[learn], label[learn], weight[learn], s, o.threads) for s in BAG]
            write(o.out / f"fold-{k}.model", boosters, (o.out / f"linear-{k}.part").read_bytes())
            held = fold == k
            grid = xgb.DMatrix(x[held])
            margins[held] = np.mean([b.predict(grid, output_margin=True) for b in boosters], axis=0)
            print("fold", k, "done", flush=True)
        report(margins, label, words, page, pages)
        margins.tofile(o.out / "margins.f32")
    boosters = [boost(x[used], label[used], weight[used], s, o.threads) for s in BAG]
    write(o.out / "blocks.model", boosters, (o.out / "linear.part").read_bytes())


if __name__ == "__main__":
    main()
