"""With whom chance would tie households: their completed exchanges rewired, many times, and counted. Private side only.

It owns the rewiring and its mean; what is observed is counted by `sql/behaviour/tie.sql`. The mean is a true number and
must go through `protect` like a count.

What is rewired. A tie is a pair of households with a completed exchange in the period, from who gave first to who
received. Two ties whose givers live in one neighbourhood exchange their receivers, again and again, unless that would
tie a household to itself or a pair twice: every household keeps how many it gives to and receives from, and every
neighbourhood how much it gives to each other one. So where homes of one kind stand together is no preference for one's
own kind. (Double edge swaps: Maslov and Sneppen 2002; uniform over such graphs: Fosdick et al. 2018.)

What it tells of one household. In each rewired graph the number is a count of households, so the mean is a sum over
households in which each adds its own chance of such a tie, between 0 and 1, where a count adds 0 or 1: rounded, it has
the base, threshold and noise of a count, of which at least as many households as it says are behind it. Of the others,
one household moves no more than it moves the count:
- Its dwelling or residence is not looked at when rewiring, so that the graphs stay the same, and in each of them only
  itself and its partners can change: at most 1 + its partners, as in the count.
- A tie more or less displaces one other tie of a rewired graph: its two households change and the two displaced ones,
  at most 4 where the count changes by 2. The displaced ones change partners rather than lose them, up and down alike:
  on average over households the mean moves less than the count (tests/queries/publish/test_chance.py measures both).
It is a cell more that a household is in, and stands as such among those of its quarter (attacks/one_quarter.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from queries.publish import counts as counting
from queries.publish.noise import seed

#: The kinds of period whose ties are rewired: those of a week or month are few.
KINDS = ("quarter", "year")

#: Swaps tried for each tie before the first rewired graph is counted, and between one that is counted and the next.
#: Nearly all are made, so that two graphs in a row are alike by a fifth only.
SWAPS_FIRST, SWAPS_BETWEEN = 12.0, 0.5

#: Rewired graphs that are counted. The mean is then known to a quarter of the noise of the cell, which adds a
#: sixteenth to its variance: 2 households where 15,000 households have 20,000 ties and the noise is 8.5.
REWIRINGS = 200


@dataclass(frozen=True)
class Trait:
    """What ties may cross. code: one a household, -1 for none; among_known: whether both must have one to compare."""

    code: np.ndarray
    among_known: bool

    def crossing(self, giver: np.ndarray, receiver: np.ndarray) -> np.ndarray:
        """Which households have a tie to one of another code: a boolean a household."""
        crosses = np.zeros(len(self.code), dtype=bool)
        for own, other in ((giver, receiver), (receiver, giver)):
            differs = (self.code[own] >= 0) & (self.code[own] != self.code[other])
            if self.among_known:
                differs &= self.code[other] >= 0
            crosses[own[differs]] = True
        return crosses


class Rewiring:
    """Ties whose receivers are swapped; `giver` and `receiver` are row numbers of households, `area` one a household.

    Each round draws pairs of ties among givers of one area at random and swaps the receivers of all pairs at once. A
    pair stays as it is where one of its two ties, now or swapped, is also that of another pair: that is the same
    whichever way round, so that every graph that can be reached is as likely as any other.
    """

    def __init__(self, giver: np.ndarray, receiver: np.ndarray, area: np.ndarray, rng: np.random.Generator) -> None:
        self.giver, self.receiver = giver, receiver.copy()
        sizes = np.bincount(area[giver], minlength=1)
        self._rng, self._area = rng, area[giver].astype(np.min_scalar_type(len(sizes)))  # short numbers sort fast
        starts = np.cumsum(sizes) - sizes
        pairs = sizes // 2
        within = np.arange(pairs.sum()) - np.repeat(np.cumsum(pairs) - pairs, pairs)
        self._first = np.repeat(starts, pairs) + 2 * within  # of each pair, in the order of areas
        self._bits = np.uint64(64 - (8 * len(giver) + 255).bit_length())

    def swap(self, swaps: float) -> None:
        """Try at least so many swaps a tie."""
        if len(self._first):
            for _ in range(int(np.ceil(swaps * len(self.giver) / len(self._first)))):
                self._round()

    def _round(self) -> None:
        order = self._rng.permutation(len(self.giver))
        order = order[np.argsort(self._area[order], kind="stable")]
        i, j = order[self._first], order[self._first + 1]
        a, b = (self._rng.integers(0, 2**63, 2, dtype=np.uint64) << np.uint64(1)) | np.uint64(1)

        def place(one: np.ndarray, other: np.ndarray) -> np.ndarray:
            """A number of each pair of households, rarely that of another pair: which ones changes at every round."""
            low, high = np.minimum(one, other).astype(np.uint64), np.maximum(one, other).astype(np.uint64)
            return ((low * a + high * b) >> self._bits).astype(np.int64)

        now = place(self.giver, self.receiver)
        swapped = place(self.giver[i], self.receiver[j]), place(self.giver[j], self.receiver[i])
        taken = np.bincount(np.concatenate([now, *swapped])) == 1
        free = taken[now[i]] & taken[now[j]] & taken[swapped[0]] & taken[swapped[1]]
        free &= (self.giver[i] != self.receiver[j]) & (self.giver[j] != self.receiver[i])
        i, j = i[free], j[free]
        self.receiver[i], self.receiver[j] = self.receiver[j], self.receiver[i]


def crossing_by_chance(
    giver: np.ndarray, receiver: np.ndarray, area: np.ndarray, traits: list[Trait], rng: np.random.Generator,
    rewirings: int = REWIRINGS,
) -> list[np.ndarray]:  # fmt: skip
    """Of each trait, every household's chance (0 to 1) of a tie that crosses it, over so many rewired graphs."""
    rewired = Rewiring(giver, receiver, area, rng)
    found = [np.zeros(len(area), dtype=np.int64) for _ in traits]
    for number in range(rewirings):
        rewired.swap(SWAPS_BETWEEN if number else SWAPS_FIRST)
        for total, trait in zip(found, traits, strict=True):
            total += trait.crossing(rewired.giver, rewired.receiver)
    return [total / rewirings for total in found]


def rounded(chances: np.ndarray) -> np.ndarray:
    """Whole numbers in place of sums of chances, in order, such that those of any units in a row add up within one."""
    ends = np.floor(np.cumsum(chances) + 0.5).astype(np.int64)
    return np.diff(ends, prepend=0)


def count_by_chance(connection: duckdb.DuckDBPyConnection, kind: str, key: bytes) -> pd.DataFrame:
    """How many households chance would tie to another dwelling and residence: unit, period_on, value, households.

    The draws are those of the key and period alone. It needs `gifts`; other kinds of period than KINDS give no rows.
    """
    rows = []
    homes = connection.execute(counting.sql("behaviour/homes")).df()
    pairs = connection.execute(counting.sql("behaviour/pairs"), {"period_kind": kind}).df()
    number = pd.Index(homes.household)
    area = pd.factorize(homes.neighbourhood_code)[0]
    traits = {
        "other_dwelling_by_chance": Trait(pd.factorize(homes.dwelling_type)[0], among_known=True),
        "other_residence_by_chance": Trait(pd.factorize(homes.residence)[0], among_known=False),
    }
    for period_on, ties in pairs.groupby("period_on") if kind in KINDS else ():
        rng = np.random.default_rng(seed(key, f"rewiring|{kind}|{period_on:%Y-%m-%d}"))
        ends = number.get_indexer(ties.giver), number.get_indexer(ties.receiver)
        for value, chances in zip(traits, crossing_by_chance(*ends, area, list(traits.values()), rng), strict=True):
            of_units = pd.Series(chances).groupby([homes.city_code, homes.unit], sort=False).sum()
            for _, of_city in of_units.groupby(level=0, sort=False):
                whole = rounded(of_city.to_numpy())
                rows += [
                    (unit, period_on, value, int(n)) for (_, unit), n in zip(of_city.index, whole, strict=True) if n
                ]
    return pd.DataFrame(rows, columns=["unit", "period_on", "value", "households"])
