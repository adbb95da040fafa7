"""Which neighbourhoods a campaign's are set beside: similar ones, none next door, none with a campaign of its own.

Of places outside the scope no name and no number of one leaves the modules that ask here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np

from queries.campaign_counts import AFTER
from queries.catalogue import Campaign, all_campaigns, projects
from queries.columns import column
from queries.model import Period, Scope
from queries.places import neighbourhoods
from queries.snapshot import Snapshot
from queries.statistics.matching import nearest, standardised, together
from queries.statistics.typical import mean_of_shown

MEASURES = ("exchanges", "active_households")
#: Months compared on each side of the start, and those from which places are told to be alike.
MONTHS, HISTORY = 3, 12
#: How far a control may be, in standard deviations of each feature on average: at 0.25, which is advised where there
#: are thousands of places, the median place of a city of 58 has no control at all (simulated).
CALIPER = 1.0
#: Controls for each treated place.
EACH = 5


def everybody(scope: Scope, snapshot: Snapshot) -> Scope:
    """All neighbourhoods: what is told of those outside the scope is one mean over eight or more of them."""
    return Scope(scope.organisation_code, _every_code(snapshot))


@lru_cache(maxsize=4)
def _every_code(snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(sorted(row.neighbourhood_code for row in snapshot.query("ground")))


def whole_zone(snapshot: Snapshot, campaign: Campaign) -> set[str]:
    """All the campaign's neighbourhoods, also those outside the scope."""
    return {code for row in all_campaigns(snapshot) if row.campaign_code == campaign.code
            for code in row.neighbourhood_codes}  # fmt: skip


def and_near(snapshot: Snapshot, codes: Collection[str]) -> set[str]:
    """Neighbourhoods and what is within a kilometre of them."""
    return set(codes) | {row.near_code for row in snapshot.query("near") if row.area_code in codes}


def with_another(snapshot: Snapshot, campaign: Campaign, first: Period, last: Period) -> set[str]:
    """The neighbourhoods of other campaigns that ran, or were counted, in the months compared."""
    return {
        code for row in all_campaigns(snapshot)
        if row.campaign_code != campaign.code and row.starts_on < last.end and row.ends_on + AFTER >= first.start
        for code in row.neighbourhood_codes
    }  # fmt: skip


def panel_of(
    every: Scope, snapshot: Snapshot, months: Sequence[Period]
) -> dict[str, tuple[np.ndarray, np.ndarray]]:  # fmt: skip
    """Of each measure the counts (places, months), NaN where hidden, and the scale of their noise (places,)."""
    found = {}
    for measure in MEASURES:
        columns = [column(every, snapshot, measure, month) for month in months]
        found[measure] = (np.column_stack([values for values, _ in columns]),
                          np.max([scales for _, scales in columns], axis=0))  # fmt: skip
    return found


def alike(
    every: Scope, snapshot: Snapshot, panel: Mapping[str, tuple[np.ndarray, np.ndarray]], history: Sequence[Period],
    start: Period, codes: Sequence[str], own: list[int], others: list[int],
) -> tuple[list[int], list[int]]:  # fmt: skip
    """The treated places that have a control, and the controls of all of them."""
    if not own or not others:
        return own, others
    features = _features(every, snapshot, panel["active_households"][0][:, : len(history)], start, codes)
    matches = nearest(*standardised(features[own], features[others]), EACH, caliper=CALIPER)
    treated = [at for at, found in zip(own, matches, strict=True) if len(found.indices)]
    return treated, [others[at] for at in together(matches)]


def _features(
    every: Scope, snapshot: Snapshot, months: np.ndarray, start: Period, codes: Sequence[str]
) -> np.ndarray:  # fmt: skip
    """Level and trend of the active households before, homes, homes per km2, and whether works were under way."""
    level = np.log(mean_of_shown(months))
    trend = np.log(mean_of_shown(months[:, -MONTHS:])) - np.log(mean_of_shown(months[:, -2 * MONTHS : -MONTHS]))
    ground = {row.neighbourhood_code: row.km2 for row in snapshot.query("ground")}
    homes = np.array([place.homes or np.nan for place in neighbourhoods(every, snapshot)], dtype=float)
    density = np.log(homes) - np.log([ground[code] for code in codes])
    in_works = _in_works(every, snapshot, start)
    works = np.array([float(code in in_works) for code in codes])
    return np.column_stack([or_typical(each) for each in (level, trend, np.log(homes), density, works)])


def or_typical(feature: np.ndarray) -> np.ndarray:
    """A feature that few places lack stands at its median there; unknown of most, it is unknown of all."""
    known = np.isfinite(feature)
    if known.sum() * 2 < len(feature):
        return np.full(len(feature), np.nan)
    return np.where(known, feature, np.median(feature[known]))


def _in_works(every: Scope, snapshot: Snapshot, start: Period) -> set[str]:
    """The neighbourhoods where a project's works were under way at the start."""
    found = set[str]()
    for project in projects(every, snapshot):
        begun = [stage for stage in project.stages if stage.starts_on <= start.start]
        if begun and max(begun, key=lambda stage: stage.starts_on).stage == "works":
            found.update(project.neighbourhoods)
    return found
