"""Boosts the trees of the second look at the blocks, from `train second`.

    python second.py -matrix DIR -out DIR     writes second.model and, without the sites of fold N, second-N.model

Folds are by site, as for the first look. The same input and versions give the same bytes.
"""

import argparse
import pathlib

import numpy as np
import xgboost as xgb

from boost import boost, load, write

SETTINGS = dict(eta=0.08, max_depth=5, min_child_weight=1, subsample=0.7, colsample_bytree=0.4,
                reg_lambda=4, max_bin=64, seed=1, rounds=120)


def loss(margin, label, weight):
    """Mean logarithmic loss."""
    return np.sum(weight * (np.logaddexp(0, margin) - label * margin)) / np.sum(weight)


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("-matrix", type=pathlib.Path, required=True)
    cli.add_argument("-out", type=pathlib.Path, required=True)
    cli.add_argument("-threads", type=int, default=2)
    o = cli.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    x, label, weight, _, page, pages = load(o.matrix)
    fold = np.array([p["fold"] for p in pages])[page]
    margins = np.zeros(len(label), np.float32)
    for k in [*sorted(set(fold)), None]:
        learn = (weight > 0) & (fold != k) if k is not None else weight > 0
        trees = boost(x[learn], label[learn], weight[learn], SETTINGS, o.threads)
        if k is None:
            write(o.out / "second.model", [trees])
            continue
        write(o.out / f"second-{k}.model", [trees])
        held = fold == k
        margins[held] = trees.predict(xgb.DMatrix(x[held]), output_margin=True)
    article = np.array([p["article"] for p in pages])[page]
    for name, rows in (("articles", article), ("others", ~article)):
        looks = " ".join(f"{n} {loss(m[rows], label[rows], weight[rows]):.4f}"
                         for n, m in (("first", x[:, 0]), ("second", margins), ("mean", (x[:, 0] + margins) / 2)))
        print(f"loss of {name}: {looks}")


if __name__ == "__main__":
    main()
