"""Seeded pairs of samples with scipy's exact rank-sum test, and tails of Student's t, as JSON.

With ties scipy's exact answer comes from all choices (PermutationMethod), so those samples are small.
"""

import json
import sys

import numpy
from scipy import stats

SEED = 20261130


def pair(random, number):
    most = 6 if number % 2 == 0 else 20
    first, second = (random.normal(0, 1, int(random.integers(2, most + 1))) for _ in "ab")
    second = second + random.uniform(-1, 1)
    if number % 2 == 0:
        first, second = numpy.round(first), numpy.round(second)
    return first, second


def main():
    random = numpy.random.default_rng(SEED)
    pairs = []
    for number in range(200):
        first, second = pair(random, number)
        every = stats.PermutationMethod(n_resamples=numpy.inf)
        method = every if number % 2 == 0 else "exact"
        case = {"first": first.tolist(), "second": second.tolist()}
        # scipy's statistic is the first sample's, ours the second's.
        for ours, theirs in {"greater": "less", "less": "greater"}.items():
            test = stats.mannwhitneyu(first, second, alternative=theirs, method=method)
            case[ours] = float(test.pvalue)
        case["shift"] = float(numpy.median(numpy.subtract.outer(second, first)))
        pairs.append(case)
    tails = []
    for _ in range(500):
        degrees, t = float(random.uniform(1, 300)), float(random.normal(0, 4))
        tails.append([degrees, t, float(2 * stats.t.sf(abs(t), degrees))])
    json.dump({"pairs": pairs, "tails": tails}, sys.stdout)


main()
