"""From true counts to protected cells: every declared row of every place, each measure shown or hidden on its own base.

Private side. The frames it returns hold only what may be published; true counts do not leave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from queries.model import Period
from queries.publish.counts import Grid
from queries.publish.freezing import Year
from queries.publish.lattice import Lattice
from queries.publish.noise import discrete_gaussian, uniform
from queries.publish.places import Place, Places
from queries.publish.protect import protect, round_to_ten

MEASURES = ("active_households", "exchanges", "enrolled_households", "members", "households")

#: What names a cell in a snapshot.
KEY = ["level", "area_code", "period_kind", "period_on", "dimension", "value"]

#: Dimensions of posts, whose households are called active households.
OF_POSTS = frozenset({"exchange_type", "category", "theme", "direction"})

Label = tuple[str, str, str, str, str]  # place, dimension, value, period, measure


@dataclass
class Noise:
    """The noise of labels under one key; permanent parts are kept, since every period of a label shares them."""

    key: bytes
    permanent: dict[str, float] = field(default_factory=dict)

    def of(
        self, place: str, dimension: str, value: str, period: str, measure: str, epoch: int = 0
    ) -> tuple[float, float]:
        """(u_P, u_F) of one cell; an epoch is one publication of a period, and the yearly revision begins a new one."""
        label = f"P|{place}|{dimension}|{value}|{measure}"
        if label not in self.permanent:
            self.permanent[label] = uniform(self.key, label)
        return self.permanent[label], uniform(self.key, f"F|{place}|{dimension}|{value}|{period}|{measure}|{epoch}")

    def uniforms(self, labels: list[Label], epochs: list[int] | None = None) -> np.ndarray:
        """(u_P, u_F) of each label, shape (labels, 2)."""
        drawn = [self.of(*label, epoch) for label, epoch in zip(labels, epochs or [0] * len(labels), strict=True)]
        return np.array(drawn).reshape(-1, 2)


def draw(uniforms: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Z_P + Z_F of each cell, at the noise parameter of each.

    A count clipped at C is drawn at C x s from the same uniforms: C times a draw at s would leave the true count
    readable modulo C.
    """
    total = np.zeros(len(uniforms), dtype=np.int64)
    for size in np.unique(s):
        here = s == size
        total[here] = discrete_gaussian(uniforms[here], float(size)).sum(axis=1)
    return total


@dataclass(frozen=True)
class Setting:
    """What every cell of a publication shares: the places, the frozen year of each period, the lattice, the noise.

    epochs: how often each year was revised; same: names of the same households, by the label they stand under.
    """

    places: Places
    years: dict[int, Year]
    lattice: Lattice
    noise: Noise
    epochs: dict[int, int] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)

    def label(self, place: str, dimension: str, value: str, period: Period, measure: str) -> Label:
        """What keys the noise of a cell: names of the same households are one label."""
        if known := self.same.get(f"{dimension}:{value}"):
            dimension, _, value = known.partition(":")
            measure = "active_households" if measure == "households" and dimension in OF_POSTS else measure
        return place, dimension, value, period.code, measure


@dataclass(frozen=True)
class Measure:
    """One measure over a grid: its name, the name of its count and of its base, and how often a household counts."""

    name: str
    count: str
    base: str
    clip: int = 1


def _membership(setting: Setting, places: list[Place], year: int) -> csr_array:
    """Places x units, 1 where the unit counts in the place; a portfolio's units are those of the year."""
    frozen = setting.years[year]
    column = {unit: index for index, unit in enumerate(setting.places.units)}
    inside = [
        decided.units if (decided := frozen.get(place.label)) and decided.units is not None else place.units
        for place in places
    ]
    pairs = [(row, column[unit]) for row, own in enumerate(inside) for unit in own if unit in column]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return coo_array((np.ones_like(rows), (rows, columns)), shape=(len(places), len(column))).tocsr()


def _at_places(grid: Grid, setting: Setting, places: list[Place]) -> Grid:
    """Sum the units of each place: a household has one unit, so the sum counts nobody twice."""
    years = np.array([period.start.year for period in grid.periods])
    counts = {
        name: np.empty((len(places), len(grid.periods), len(grid.values)), dtype=np.int64) for name in grid.counts
    }
    for year in np.unique(years):
        here, membership = years == year, _membership(setting, places, int(year))
        for name, array in grid.counts.items():
            inside = array[:, here]
            summed = membership @ inside.reshape(len(inside), -1)
            counts[name][:, here] = summed.reshape(len(places), *inside.shape[1:])
    return Grid(grid.periods, grid.values, counts)


def _merge(grid: Grid, setting: Setting, places: list[Place], dimension: str) -> None:
    """Move the values that a place merges in a year into its `merged` value, in place; pairs by their first."""
    attribute, _, crossed = dimension.partition(":")
    position = {value: index for index, value in enumerate(grid.values)}
    seconds = sorted({value.partition(":")[2] for value in grid.values}) if crossed else [""]
    for i, place in enumerate(places):
        for t, period in enumerate(grid.periods):
            frozen = setting.years[period.start.year].get(place.label)
            for value in frozen.merged.get(attribute, ()) if frozen else ():
                for second in seconds:
                    end = f":{second}" if second else ""
                    source, target = position[value + end], position["merged" + end]
                    for array in grid.counts.values():
                        array[i, t, target] += array[i, t, source]
                        array[i, t, source] = 0


def protected_frame(
    grid: Grid, setting: Setting, dimension: str, kind: str, measures: Iterable[Measure]
) -> pd.DataFrame:
    """The cells of one dimension and kind of period: one row a place, period and value; a column a measure.

    A measure that is not published at a level is NaN there, like a hidden one; rows where no measure is declared, and
    places that the year's lattice does not keep, do not exist.
    """
    places = list(setting.places.canonical)
    levels = [setting.places.levels_of(place) for place in places]
    rights = [setting.lattice.measures(dimension, each) for each in levels]
    whole = _at_places(grid, setting, places)
    _merge(whole, setting, places, dimension)
    shape = (len(places), len(grid.periods), len(grid.values))
    s, k = np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    attribute = dimension.partition(":")[0]
    for row, place in enumerate(places):
        for column, period in enumerate(grid.periods):
            frozen = setting.years[period.start.year].get(place.label)
            if frozen and kind in frozen.kinds and attribute not in frozen.whole:
                s[row, column, :] = frozen.s_total if dimension == "total" else frozen.s_breakdown
                k[row, column, :] = frozen.k
    told = np.array([[setting.lattice.is_told(dimension, value, each) for value in grid.values] for each in levels])
    kept = ~np.isnan(s) & told[:, None, :]
    frame: dict[str, np.ndarray] = {}
    declared = np.zeros(shape, dtype=bool)
    for measure in measures:
        allowed = np.array([kind in right.get(measure.name, ()) for right in rights])[:, None, None] & kept
        declared |= allowed
        frame[measure.name] = _publish(whole, setting, dimension, measure, allowed, s, k, places)
    i, t, v = np.nonzero(declared)
    rows = pd.DataFrame({
        "level": np.array([p.level for p in places], dtype=object)[i],
        "area_code": np.array([p.code for p in places], dtype=object)[i],
        "period_kind": kind,
        "period_on": np.array([p.start for p in grid.periods], dtype=object)[t],
        "dimension": dimension,
        "value": np.array(grid.values, dtype=object)[v],
    })  # fmt: skip
    for name, values in frame.items():
        rows[name] = values[i, t, v]
    return rows


def _publish(
    grid: Grid, setting: Setting, dimension: str, measure: Measure, allowed: np.ndarray, s: np.ndarray, k: np.ndarray,
    places: list[Place],
) -> np.ndarray:  # fmt: skip
    """One measure over places x periods x values, NaN where hidden. Noise is drawn only where a cell can be shown."""
    base, count = grid.counts[measure.base], grid.counts[measure.count]
    possible = allowed & (base >= k)
    i, t, v = np.nonzero(possible)
    labels = [
        setting.label(places[a].label, dimension, grid.values[c], grid.periods[b], measure.name)
        for a, b, c in zip(i, t, v, strict=True)
    ]
    epochs = [setting.epochs.get(period.start.year, 0) for period in grid.periods]
    uniforms, size = setting.noise.uniforms(labels, [epochs[b] for b in t]), s[possible]
    base_noise = draw(uniforms, size)
    noise = draw(uniforms, measure.clip * size) if measure.clip > 1 else base_noise
    values = np.full(base.shape, np.nan)
    values[possible] = protect(count[possible], base[possible], noise, base_noise, size, k[possible])
    return round_to_ten(values) if measure.name == "enrolled_households" else values
