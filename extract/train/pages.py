"""Derives the model that tells articles from other pages, from `train pages`.

    python pages.py -matrix DIR -out DIR     writes pages.model and, without the sites of fold N, pages-N.model

Folds are by site, as for the blocks. The same input and versions give the same bytes.
"""

import argparse
import json
import pathlib

import numpy as np
import xgboost as xgb

from boost import boost, write
from linear import known, part, scale, weigh

SETTINGS = dict(eta=0.06, max_depth=4, min_child_weight=2, subsample=0.7, colsample_bytree=0.3,
                reg_lambda=4, max_bin=64, seed=1, rounds=150)

# Of the linear part: sites that make a word known, penalties of the weights of
# features and of words, share of its margin in the mean with the trees. Pages are few.
SITES = 20
PENALTY = (4.0, 30.0)
SHARE = 0.6

# Trafilatura's pages carry no type; nearly all are articles, a few are not.
WEIGHT = {"trafilatura": 0.2, "chinese": 0.5}
MUST = ("scrapinghub", "aed424")  # the sets of which the margin must not lose any


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("-matrix", type=pathlib.Path, required=True)
    cli.add_argument("-out", type=pathlib.Path, required=True)
    cli.add_argument("-threads", type=int, default=2)
    o = cli.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    pages = [json.loads(line) for line in open(o.matrix / "pages.jsonl")]
    x = np.fromfile(o.matrix / "pages.f32", dtype="<f4").reshape(len(pages), -1)
    label = np.array([p["article"] for p in pages], np.float32)
    weight = np.array([WEIGHT.get(p["corpus"], 1) for p in pages], np.float32)
    fold = np.array([p["fold"] for p in pages])
    counts, words = known(o.matrix, np.arange(len(pages)), pages, SITES)
    counts.data[:] = 1
    z, mean, deviation = scale(x)
    margins = np.zeros(len(pages), np.float32)
    for k in [*sorted(set(fold)), None]:
        learn = fold != k if k is not None else np.full(len(pages), True)
        slopes, weights, base = weigh(z[learn], counts[np.nonzero(learn)[0]], label[learn].astype(np.float64), weight[learn].astype(np.float64), PENALTY)
        trees = boost(x[learn], label[learn], weight[learn], SETTINGS, o.threads)
        linear = part(mean, deviation, slopes, words, weights, base, SHARE)
        if k is None:
            write(o.out / "pages.model", [trees], linear)
            continue
        write(o.out / f"pages-{k}.model", [trees], linear)
        held = ~learn
        margins[held] = SHARE * (z[held] @ slopes + counts[np.nonzero(held)[0]] @ weights + base) \
            + (1 - SHARE) * trees.predict(xgb.DMatrix(x[held]), output_margin=True)
    report(margins, pages)


def report(margins, pages):
    groups = {}
    for m, p in zip(margins, pages):
        groups.setdefault(p["corpus"] + " " + p["type"], []).append(m)
    must = np.sort([m for m, p in zip(margins, pages) if p["corpus"] in MUST])
    for share in (0.98, 0.985, 0.99, 0.995):
        print(f"margin that {share} of {MUST} pass: {must[int(len(must) * (1 - share))]:.2f}")
    for cut in (-2.0, -1.5, -1.0, -0.5, 0.0):
        shares = "  ".join(f"{g.strip()} {np.mean(np.array(v) >= cut):.3f}" for g, v in groups.items())
        print(f"called articles at margin {cut}: {shares}")


main()
