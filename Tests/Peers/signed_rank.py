"""A thousand seeded samples with what scipy says of them, as JSON.

scipy counts exactly only without ties. With ties or zeros its answer comes from all sign flips
(PermutationMethod), up to a dozen differences; above that all flips are counted here, in integers.
"""

import itertools
import json
import sys
from fractions import Fraction

import numpy
from scipy import stats

SEED = 20261129
MOST_FLIPPED = 10
NAMES = {"greater": "greater", "less": "less", "different": "two-sided"}


def sample(random, number):
    count = int(random.integers(1, 41))
    if number % 4 == 0:
        count = int(random.integers(1, MOST_FLIPPED + 1))
    values = random.normal(random.uniform(-1, 1), random.uniform(0.1, 3), count)
    if number % 2 == 0:
        values = numpy.round(values * random.choice([1, 2, 5]))
    return values


def counted(values, zeros):
    """Tails of the sum of positive ranks, by counting subsets in whole numbers."""
    kept = values if zeros == "pratt" else values[values != 0]
    ranks = (2 * stats.rankdata(numpy.abs(kept))).astype(int)
    ranks, kept = ranks[kept != 0], kept[kept != 0]
    ways = {0: 1}
    for rank in ranks:
        longer = dict(ways)
        for total, number in ways.items():
            longer[total + int(rank)] = longer.get(total + int(rank), 0) + number
        ways = longer
    observed = int(ranks[kept > 0].sum())
    every = 2 ** len(ranks)
    less = Fraction(sum(n for s, n in ways.items() if s <= observed), every)
    greater = Fraction(sum(n for s, n in ways.items() if s >= observed), every)
    both = min(Fraction(1), 2 * min(less, greater))
    return {"greater": float(greater), "less": float(less), "different": float(both)}


def by_scipy(values, zeros, method):
    return {
        ours: float(
            stats.wilcoxon(
                values,
                zero_method="pratt" if zeros == "pratt" else "wilcox",
                alternative=theirs,
                method=method,
            ).pvalue
        )
        for ours, theirs in NAMES.items()
    }


def probabilities(values, zeros):
    sizes = numpy.abs(values)
    if not numpy.any(values):
        return "none", {name: 1.0 for name in NAMES}
    if len(set(sizes)) == len(sizes) and numpy.all(values != 0):
        return "scipy exact", by_scipy(values, zeros, "exact")
    if len(values) <= MOST_FLIPPED:
        every_flip = stats.PermutationMethod(n_resamples=numpy.inf)
        return "scipy permutation", by_scipy(values, zeros, every_flip)
    return "counted", counted(values, zeros)


def interval(values, averages, confidence):
    """The shifts that scipy's exact two-sided test does not reject, by bisection on each side."""

    def rejected(shift):
        return stats.wilcoxon(values - shift, method="exact").pvalue <= 1 - confidence

    between = [averages[0] - 1, *((averages[1:] + averages[:-1]) / 2), averages[-1] + 1]
    if not rejected(between[0]):
        return None
    low, high = 0, len(between) // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if rejected(between[middle]) else (low, middle)
    first, last = high - 1, len(averages) - high
    return [float(averages[first]), float(averages[last])]


def main():
    random = numpy.random.default_rng(SEED)
    cases = []
    for number in range(1000):
        values = sample(random, number)
        zeros = "pratt" if number % 3 == 0 else "dropped"
        how, expected = probabilities(values, zeros)
        pairs = itertools.combinations_with_replacement(values, 2)
        averages = numpy.sort([(a + b) / 2 for a, b in pairs])
        # Between Walsh's averages there are no ties if the values are not on a grid.
        case = {"values": values.tolist(), "zeros": zeros, "how": how, **expected}
        case["shift"] = float(numpy.median(averages))
        if number % 2 == 1:
            case["confidence"] = [0.8, 0.95, 0.99][number % 3]
            case["interval"] = interval(values, averages, case["confidence"])
        cases.append(case)
    json.dump(cases, sys.stdout)


main()
