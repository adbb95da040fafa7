"""From true counts to protected cells: every declared row of every place, each measure shown or hidden on its own base.

Private side. The frames it returns hold only what may be published; true counts do not leave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from queries.publish.counts import Grid
from queries.publish.lattice import Lattice, Year
from queries.publish.noise import discrete_gaussian, uniform
from queries.publish.places import Place, Places
from queries.publish.protect import protect, round_to_ten

MEASURES = ("active_households", "exchanges", "enrolled_households", "members", "households")

#: Publishing the same cells again within an epoch gives the same noise; a yearly revision is a new epoch.
EPOCH = 0


#: What names a cell in a snapshot.
KEY = ["level", "area_code", "period_kind", "period_on", "dimension", "value"]

Label = tuple[str, str, str, str, str]  # place, dimension, value, period, measure


@dataclass
class Noise:
    """The noise of labels under one key; permanent parts are kept, since every period of a label shares them."""

    key: bytes
    permanent: dict[str, float] = field(default_factory=dict)

    def of(self, place: str, dimension: str, value: str, period: str, measure: str) -> tuple[float, float]:
        """(u_P, u_F) of one cell."""
        label = f"P|{place}|{dimension}|{value}|{measure}"
        if label not in self.permanent:
            self.permanent[label] = uniform(self.key, label)
        return self.permanent[label], uniform(self.key, f"F|{place}|{dimension}|{value}|{period}|{measure}|{EPOCH}")

    def uniforms(self, labels: list[Label]) -> np.ndarray:
        """(u_P, u_F) of each label, shape (labels, 2)."""
        return np.array([self.of(*label) for label in labels]).reshape(-1, 2)


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
    """What every cell of a publication shares: the places, the frozen year of each period, the lattice, the noise."""

    places: Places
    years: dict[int, Year]
    lattice: Lattice
    noise: Noise

    @property
    def neighbourhoods(self) -> list[str]:
        return list(self.places.table.neighbourhood_code)


@dataclass(frozen=True)
class Measure:
    """One measure over a grid: its name, the name of its count and of its base, and how often a household counts."""

    name: str
    count: str
    base: str
    clip: int = 1


def _at_places(grid: Grid, setting: Setting, places: list[Place]) -> Grid:
    """Sum the neighbourhoods of each place: a household has one neighbourhood, so the sum counts nobody twice."""
    membership = np.array(
        [[code in p.neighbourhoods for code in setting.neighbourhoods] for p in places], dtype=np.int64
    )
    counts = {name: np.tensordot(membership, array, axes=(1, 0)) for name, array in grid.counts.items()}
    return Grid(grid.periods, grid.values, counts)


def _merge(grid: Grid, setting: Setting, places: list[Place], dimension: str) -> None:
    """Move the values that a place merges in a year into its `merged` value, in place."""
    if "merged" not in grid.values:
        return
    target = grid.values.index("merged")
    for i, place in enumerate(places):
        for t, period in enumerate(grid.periods):
            frozen = setting.years[period.start.year].get(place.label)
            for value in frozen.merged.get(dimension, ()) if frozen else ():
                for array in grid.counts.values():
                    array[i, t, target] += array[i, t, grid.values.index(value)]
                    array[i, t, grid.values.index(value)] = 0


def protected_frame(
    grid: Grid, setting: Setting, dimension: str, kind: str, measures: Iterable[Measure]
) -> pd.DataFrame:
    """The cells of one dimension and kind of period: one row a place, period and value; a column a measure.

    A measure that is not published at a level is NaN there, like a hidden one; rows where no measure is declared, and
    places that the year's lattice does not keep, do not exist.
    """
    places = list(setting.places.canonical)
    rights = [setting.lattice.measures(dimension, setting.places.levels_of(place)) for place in places]
    whole = _at_places(grid, setting, places)
    _merge(whole, setting, places, dimension)
    shape = (len(places), len(grid.periods), len(grid.values))
    s = np.full(shape, np.nan)
    for row, place in enumerate(places):
        for column, period in enumerate(grid.periods):
            if frozen := setting.years[period.start.year].get(place.label):
                s[row, column, :] = frozen.s_total if dimension == "total" else frozen.s_breakdown
    kept = ~np.isnan(s)
    frame: dict[str, np.ndarray] = {}
    declared = np.zeros(shape, dtype=bool)
    for measure in measures:
        allowed = np.array([kind in right.get(measure.name, ()) for right in rights])[:, None, None] & kept
        declared |= allowed
        frame[measure.name] = _publish(whole, setting, dimension, measure, allowed, s, places)
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
    grid: Grid, setting: Setting, dimension: str, measure: Measure, allowed: np.ndarray, s: np.ndarray,
    places: list[Place],
) -> np.ndarray:  # fmt: skip
    """One measure over places x periods x values, NaN where hidden. Noise is drawn only where a cell can be shown."""
    base, count = grid.counts[measure.base], grid.counts[measure.count]
    possible = allowed & (base >= setting.lattice.k)
    i, t, v = np.nonzero(possible)
    labels = [
        (places[a].label, dimension, grid.values[c], grid.periods[b].code, measure.name)
        for a, b, c in zip(i, t, v, strict=True)
    ]
    uniforms, size = setting.noise.uniforms(labels), s[possible]
    noise, base_noise = draw(uniforms, measure.clip * size), draw(uniforms, size)
    values = np.full(base.shape, np.nan)
    values[possible] = protect(count[possible], base[possible], noise, base_noise, size, setting.lattice.k)
    return round_to_ten(values) if measure.name == "enrolled_households" else values


def campaign_frame(counts: pd.DataFrame, campaigns: pd.DataFrame, steps: list[str], setting: Setting) -> pd.DataFrame:
    """Cells of campaign x step: every place wholly inside a campaign's zone, and the zone within its city.

    counts: campaign_code, neighbourhood_code, step, households; campaigns: campaign_code, starts_on,
    neighbourhood_codes. The permanent noise is keyed on place and step, not on the campaign, so that the same answer
    in many campaigns cannot be averaged out; a city whose zone is one single place shares that place's cell.
    """
    true = counts.set_index(["campaign_code", "neighbourhood_code", "step"]).households.to_dict()
    rows = []
    for campaign in campaigns.itertuples():
        frozen = setting.years.get(campaign.starts_on.year, {})
        kept = {code for code in setting.neighbourhoods if setting.places.cells_of(code).label in frozen}
        zone = kept.intersection(campaign.neighbourhood_codes)
        extents: dict[frozenset[str], Place] = {}
        for place in setting.places.canonical:
            inside = place.neighbourhoods & zone
            partly = inside != place.neighbourhoods
            if not inside or place.label not in frozen or (place.level == "group" and partly):
                continue
            shared = extents.setdefault(inside, place)
            s = frozen[shared.label].s_breakdown
            if 1 < len(inside) < setting.lattice.raw["few_children"]["under"]:
                s = max(s, setting.lattice.raw["few_children"]["noise"])
            for step in steps:
                n = np.array([sum(true.get((campaign.campaign_code, code, step), 0) for code in inside)])
                label = (shared.label, "campaign_step", step, campaign.campaign_code, "households")
                noise = draw(setting.noise.uniforms([label]), np.array([s]))
                shown = protect(n, n, noise, noise, np.array([s]), setting.lattice.k)
                rows.append((place.level, place.code, "campaign", campaign.starts_on, "campaign_step",
                             f"{campaign.campaign_code}:{step}", shown[0], s))  # fmt: skip
    columns = [*KEY, "households", "s"]
    return pd.DataFrame(rows, columns=columns)
