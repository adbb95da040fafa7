"""What campaigns usually reach, told with how much they differ; a number split by size; which places start later.

Pure. It knows the counts of past campaigns and sizes of places, never where they come from.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from queries.statistics.derived import Estimate
from queries.statistics.intervals import LEVEL, Interval
from queries.statistics.published_counts import Hidden, Published

#: With fewer campaigns nothing is known of how much they differ.
FEWEST_CAMPAIGNS = 3

#: With fewer places a half of them is too few to compare with the other.
FEWEST_TO_STAGGER = 6

#: As many halves are drawn to know how many places usually lie apart.
DRAWS = 200


@dataclass(frozen=True)
class Rate:
    """Households for each home: the usual rate, and between which the next campaign's is expected (95 %).

    bounds: None where the campaigns are too few to say.
    """

    usual: float
    bounds: Interval | None

    def times(self, homes: int) -> tuple[float, Interval | None]:
        """Of so many homes, how many households."""
        return self.usual * homes, self.bounds and Interval(self.bounds.low * homes, self.bounds.high * homes)


def counted(parts: Sequence[tuple[Published, int]]) -> Estimate | None:
    """The households of several places (count, homes); None where those that hide theirs have most of the homes.

    A hidden count is about half of what it may be at most, and anything up to that: left out together with its homes
    it would flatter the rate, since what is shown is shown because it is large.
    """
    shown = sum(homes for count, homes in parts if isinstance(count, Estimate))
    if 2 * shown < sum(homes for _, homes in parts) or not shown:
        return None
    value = sum(c.most / 2 if isinstance(c, Hidden) else c.value for c, _ in parts)
    variance = sum(c.most**2 / 12 + c.variance if isinstance(c, Hidden) else c.variance for c, _ in parts)
    return Estimate(value, variance, partial=any(isinstance(c, Hidden) for c, _ in parts))


def rate_of(count: Estimate, homes: int) -> float:
    """Households for each home of one campaign, above none and below all of them."""
    return (min(max(count.value, 0.0), float(homes)) + 0.5) / (homes + 1)


def usual_rate(rates: Sequence[float], level: float = LEVEL) -> Rate | None:
    """The usual rate of campaigns, and where the next one's is expected; None without campaigns.

    On the logit scale, every campaign alike: their mean, and mean -+ t(k - 1) s sqrt(1 + 1 / k), the interval of one
    further draw from a Gaussian of unknown mean and variance. s holds the noise and chance within each campaign beside
    the differences between them, so that it needs no estimate of either; weights by size would trust the largest
    campaign although it differs from the next as much as any.
    """
    if not rates:
        return None
    logits = [math.log(rate / (1 - rate)) for rate in rates]
    middle, k = sum(logits) / len(logits), len(logits)
    if k < FEWEST_CAMPAIGNS:
        return Rate(_share(middle), None)
    s = math.sqrt(sum((each - middle) ** 2 for each in logits) / (k - 1))
    half = float(student.ppf((1 + level) / 2, k - 1)) * s * math.sqrt(1 + 1 / k)
    return Rate(_share(middle), Interval(_share(middle - half), _share(middle + half)))


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def alike_in_size(sizes: Sequence[int], wanted: int, factor: float = 3.0) -> list[bool]:
    """Which sizes lie within a factor of the one that is wanted; all of them where that leaves too few."""
    near = [bool(size and wanted) and max(size, wanted) <= factor * min(size, wanted) for size in sizes]
    return near if sum(near) >= FEWEST_CAMPAIGNS else [True] * len(near)


def apportioned(number: int, sizes: Sequence[int]) -> list[int]:
    """A whole number split in proportion to sizes, by largest remainders; the parts add up to it."""
    weights = [max(0, size) for size in sizes] if any(size > 0 for size in sizes) else [1] * len(sizes)
    whole = sum(weights)
    parts = [number * weight // whole for weight in weights]
    left = sorted(range(len(parts)), key=lambda at: (-(number * weights[at] % whole), at))
    for at in left[: number - sum(parts)]:
        parts[at] += 1
    return parts


def apart(first: Collection[int], later: Sequence[int], near: Sequence[Collection[int]]) -> int:
    """How many of those that start later lie near none of those that start first; `near`: for each place its own."""
    started = set(first)
    return sum(started.isdisjoint(near[at]) for at in later)


def halves_apart(
    sizes: Sequence[int], near: Sequence[Collection[int]], seed: int
) -> tuple[list[int], list[int], int]:  # fmt: skip
    """A draw of `halves` of those that leave many places away from the other half, and how many of the later ones.

    Rerandomisation (Morgan and Rubin 2012): a draw is accepted where as many places of both halves lie apart as in the
    median of DRAWS draws, and the first accepted one is taken. Halves changed for one another are accepted alike, so
    that each place is as likely to start first as later.
    """
    draws = [halves(sizes, (seed, n)) for n in range(DRAWS)]
    both = [apart(first, later, near) + apart(later, first, near) for first, later in draws]
    least = sorted(both)[DRAWS // 2]
    first, later = next(draw for draw, found in zip(draws, both, strict=True) if found >= least)
    return first, later, apart(first, later, near)


def halves(sizes: Sequence[int], seed: int | tuple[int, ...]) -> tuple[list[int], list[int]]:
    """Which places start first and which later, by their positions: of each two that are next in size, one by chance.

    So both halves have large and small places alike. The same seed gives the same halves.
    """
    order = sorted(range(len(sizes)), key=lambda at: (-sizes[at], at))
    draws = np.random.default_rng(seed).random(math.ceil(len(order) / 2))
    first, later = list[int](), list[int]()
    for draw, at in zip(draws, range(0, len(order), 2), strict=True):
        two = order[at : at + 2] if draw < 0.5 else order[at : at + 2][::-1]
        first += two[:1]
        later += two[1:]
    return sorted(first), sorted(later)
