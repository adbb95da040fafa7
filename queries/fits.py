"""The models that were fitted when publishing: a few numbers each, the same for every reader.

With the prior of its city, what is known of one neighbourhood follows from that neighbourhood's own cells alone. What
is fitted to the months of one place is read by those who see its cells.
"""

from __future__ import annotations

from functools import lru_cache

from queries.model import Period, Scope
from queries.snapshot import Snapshot

#: City and value of the dimension -> the parameters by name.
Fits = dict[tuple[str, str], dict[str, float]]


@lru_cache(maxsize=256)
def fits(scope: Scope, snapshot: Snapshot, model: str, period: Period) -> Fits:
    """The parameters of a model in a period, of the cities that the scope has a part of.

    A city has none where fewer than five of its neighbourhoods could be used: then a place speaks for itself.
    """
    if not snapshot.has(4):
        return {}
    found: Fits = {}
    rows = snapshot.query("fits", neighbourhoods=list(scope.neighbourhoods), model=model, period_on=period.start)
    for row in rows:
        found.setdefault((row.city_code, row.value), {})[row.parameter] = row.number
    return found


#: Model and place (LEVEL:CODE) -> the parameters by name.
PlaceFits = dict[tuple[str, str], dict[str, float]]


@lru_cache(maxsize=1024)
def place_fits(snapshot: Snapshot, month: Period, place: str = "", model: str = "") -> PlaceFits:
    """What was fitted to the months up to `month`: of one place, or by one model; whoever asks keeps to a scope."""
    if not snapshot.has(4):
        return {}
    found: PlaceFits = {}
    for row in snapshot.query("place_fits", place=place, model=model, period_on=month.start):
        found.setdefault((row.model, row.value), {})[row.parameter] = row.number
    return found
