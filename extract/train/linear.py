"""Derives the linear part of the block model from what `train matrix` wrote.

    python linear.py -matrix DIR -out DIR     writes linear-N.part, each without the sites of fold N, and linear.part

The same input and versions give the same bytes. boost.py puts the parts before
the trees.
"""

import argparse
import pathlib
import struct

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize

from boost import load

SITES = 15  # fewer sites do not make a word known
PENALTY = (1.0, 1.0)  # of the squares of the weights of features and of words
SHARE = 0.4  # of the linear part in the mean with the trees; .3 to .6 rate alike
STEPS = 70
UNIT = 1 / 128  # of the weight of a word as it is stored
CLIP = 4  # standard deviations


def known(matrix, page, pages, sites=SITES):
    """Gives how often each row has each word of enough sites, and the words."""
    row, word = np.fromfile(matrix / "words.u32", dtype="<u4").reshape(-1, 2).T
    words, index = np.unique(word, return_inverse=True)
    number = {}
    site = np.array([number.setdefault(p["site"], len(number)) for p in pages])[page]
    pairs = np.unique(index.astype(np.int64) * len(number) + site[row])
    enough = np.bincount(pairs // len(number), minlength=len(words)) >= sites
    used = enough[index]
    column = (np.cumsum(enough) - 1)[index[used]]
    counts = sp.csr_matrix((np.ones(len(column), np.float32), (row[used], column)), shape=(len(page), enough.sum()))
    counts.sum_duplicates()
    return counts, words[enough]


def level(x):
    """The function of that name in extract/linear.go."""
    bits = (1 + np.abs(x)).astype(np.float32).view(np.int32) - 0x3F800000
    return np.sign(x) * (bits.astype(np.float32) / (1 << 23))


def weigh(z, counts, label, weight, penalty=PENALTY):
    """Gives the weights of the features, of the words, and the base."""
    width = z.shape[1]
    rate = np.repeat(penalty, [width, counts.shape[1]])
    back = counts.T.tocsr()

    def loss(v):
        margin = (z @ v[:width].astype(np.float32) + counts @ v[width:-1].astype(np.float32) + v[-1]).astype(np.float64)
        wrong = (weight * (1 / (1 + np.exp(-margin)) - label)).astype(np.float32)
        slope = np.concatenate([np.concatenate([z.T @ wrong, back @ wrong]) + rate * v[:-1], [wrong.sum()]])
        value = np.sum(weight * (np.logaddexp(0, margin) - label * margin)) + np.sum(rate * v[:-1] ** 2) / 2
        return value, slope.astype(np.float64)

    found = minimize(loss, np.zeros(width + counts.shape[1] + 1), jac=True, method="L-BFGS-B",
                     options=dict(maxiter=STEPS, maxcor=8))
    return found.x[:width], found.x[width:-1], found.x[-1]


def part(mean, deviation, slopes, words, weights, base, share=SHARE):
    """Gives what readLinear in extract/linear.go reads."""
    stored = np.clip(np.rint(weights / UNIT), -127, 127).astype(int)
    entries = sorted({int(w): s for w, s in zip(words, stored) if s != 0}.items())
    slope = slopes / deviation
    out = [struct.pack("<Iff", len(slopes), share, base - np.sum(slope * mean))]
    out += [struct.pack("<fff", m - CLIP * d, m + CLIP * d, s) for m, d, s in zip(mean, deviation, slope)]
    out += [struct.pack("<fI", UNIT, len(entries))]
    out += [struct.pack("<I", word << 8 | s & 255) for word, s in entries]
    return b"".join(out)


def scale(x):
    """Brings features to one scale; gives also the mean and deviation that were taken out."""
    z = level(x)
    mean, deviation = z.mean(0, dtype=np.float64), z.std(0, dtype=np.float64) + 1e-6
    return np.clip((z - mean) / deviation, -CLIP, CLIP).astype(np.float32), mean, deviation


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("-matrix", type=pathlib.Path, required=True)
    cli.add_argument("-out", type=pathlib.Path, required=True)
    o = cli.parse_args()
    o.out.mkdir(parents=True, exist_ok=True)
    x, label, weight, _, page, pages = load(o.matrix)
    counts, words = known(o.matrix, page, pages)
    z, mean, deviation = scale(x)
    fold = np.array([p["fold"] for p in pages])[page]
    for k in [*sorted(set(fold)), None]:
        learn = np.nonzero((weight > 0) & (fold != k))[0] if k is not None else np.nonzero(weight > 0)[0]
        slopes, weights, base = weigh(z[learn], counts[learn], label[learn].astype(np.float64), weight[learn].astype(np.float64))
        name = "linear.part" if k is None else f"linear-{k}.part"
        (o.out / name).write_bytes(part(mean, deviation, slopes, words, weights, base))
        print(name, flush=True)


if __name__ == "__main__":
    main()
