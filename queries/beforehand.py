"""What was known of neighbourhoods before a day: homes, dwellings, density, local places, and who was enrolled nearby.

Public facts and published cells of a scope alone; it knows nothing of what happened from that day on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from queries.catalogue import census, local_places
from queries.cell_counts import counts
from queries.model import Period, Scope
from queries.places import neighbourhoods
from queries.snapshot import Snapshot
from queries.statistics.beforehand import Facts
from queries.statistics.derived import Estimate, total


def known_quarter(snapshot: Snapshot, day: date) -> Period | None:
    """The last published quarter that had ended by a day; None where none had."""
    ended = [period for period in map(Period.parse, snapshot.manifest["periods"]["quarter"]) if period.end <= day]
    return ended[-1] if ended else None


@lru_cache(maxsize=64)
def beforehand(scope: Scope, snapshot: Snapshot, quarter: Period | None) -> Mapping[str, Facts]:
    """The facts of each neighbourhood of the scope, enrolment in a published quarter (None: not known).

    Nearby is the neighbourhood and those of the scope within a kilometre: the homes are of those that show theirs.
    """
    own = neighbourhoods(scope, snapshot)
    homes = {place.area_code: place.homes for place in own}
    enrolled = counts(scope, snapshot, "enrolled_households", "total", quarter) if quarter else {}
    shown = {code: count for (code, _), count in enrolled.items() if isinstance(count, Estimate) and homes.get(code)}
    near = _near(snapshot)
    fixed = _fixed(scope, snapshot)
    found = {}
    for code, size in homes.items():
        around = [each for each in (code, *near.get(code, ())) if each in shown]
        together = total([shown[each] for each in around])
        dwellings, km2, services = fixed[code]
        found[code] = Facts(
            size, dwellings, km2, services, together.value if together else None,
            float(sum(homes[each] or 0 for each in around)) if around else None,
        )  # fmt: skip
    return found


@lru_cache(maxsize=16)
def _fixed(
    scope: Scope, snapshot: Snapshot
) -> Mapping[str, tuple[dict[str, float], float | None, float | None]]:  # fmt: skip
    """Code -> homes by dwelling type, km2, and how many local places; None where the snapshot has none of any place."""
    dwellings: dict[str, dict[str, float]] = {}
    for each in census(scope, snapshot):
        if each.attribute == "dwelling_type":
            dwellings.setdefault(each.neighbourhood_code, {})[each.value] = float(each.households)
    services = Counter(place.neighbourhood_code for place in local_places(scope, snapshot))
    has_services = "places" in snapshot.manifest["bundle_files"]
    km2 = {row.neighbourhood_code: row.km2 for row in snapshot.query("ground")}
    return {place.area_code: (dwellings.get(place.area_code, {}), km2.get(place.area_code),
                              float(services[place.area_code]) if has_services else None)
            for place in neighbourhoods(scope, snapshot)}  # fmt: skip


@lru_cache(maxsize=4)
def _near(snapshot: Snapshot) -> Mapping[str, list[str]]:
    """Of no scope: whoever asks keeps to one."""
    found: dict[str, list[str]] = {}
    for row in snapshot.query("near"):
        found.setdefault(row.area_code, []).append(row.near_code)
    return found
