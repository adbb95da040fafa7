"""The active households of a city week by week: the finest that is published of a whole city, and of it alone."""

from __future__ import annotations

import math
from functools import lru_cache

from queries.cell_counts import of_place
from queries.model import Answer, Period, Row, Scope
from queries.places import Place
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate

#: Two years: a season is seen twice.
MOST_WEEKS = 104


@lru_cache(maxsize=64)
def weekly(scope: Scope, snapshot: Snapshot, place: Place) -> Answer:
    """A row a whole week, oldest first, of the last two years; none where a place is not told by week."""
    rows = []
    for week in map(Period.parse, snapshot.manifest["weeks"][-MOST_WEEKS:]):
        found = of_place(scope, snapshot, place, "active_households", "total", week).get("total")
        if found is not None:
            rows.append(_row(place, week, found if isinstance(found, Estimate) else None))
    return Answer("active_households", "total", snapshot.id, tuple(rows))


def _row(place: Place, week: Period, found: Estimate | None) -> Row:
    about = place.area_code, place.name, week.code, "total", "total"
    if found is None:
        return Row(*about, None, None, "no", "threshold")
    sd, permanent_sd = math.sqrt(found.variance), math.sqrt(found.permanent)
    return Row(*about, found.value, sd, "yes", permanent_sd=permanent_sd)
