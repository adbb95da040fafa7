"""Who is reached against who lives there: enrolled households by kind of dwelling, gender or age beside the census.

Published cells and public facts of one place of the scope; how unlike two mixes are is `statistics.representativeness`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from queries.answers import answer
from queries.catalogue import census, homes, merged_values
from queries.cell_counts import counts, hidden_cell
from queries.model import Period, Scope, Selection
from queries.places import Place, neighbourhoods
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, estimate_of
from queries.statistics.presence import Kind, presence
from queries.statistics.published_counts import Hidden
from queries.statistics.representativeness import in_common

UNKNOWN, MERGED = "unknown", "merged"

#: The index is the part that the mix of the enrolled and that of all homes have in common. Below one half, most of the
#: enrolled are too many for what homes of their kind are there: who lives there is not heard by what they ask for.
LEAST_ALIKE = 0.5


@dataclass(frozen=True)
class Represented:
    """The kinds of one place. index: 1 the mix of the census, 0 nothing in common, from `low` to `high`; None without.

    Told as finely as the number of households allows. is_clear: the mixes differ beyond chance and noise. merged: what
    stands together under `merged`, compared with all of it in the census. unknown: the share of households of which the
    kind is not known, left out of all others; None where it is hidden, or one of `merged`. hidden: kinds that live
    there and are below threshold: not told, but anything from none to that many of them is allowed for.
    """

    place: Place
    attribute: str
    year: Period
    kinds: tuple[Kind, ...]
    merged: tuple[str, ...]
    index: float | None
    low: float | None
    high: float | None
    is_clear: bool
    unknown: float | None
    hidden: tuple[str, ...] = ()


@lru_cache(maxsize=128)
def represented(scope: Scope, snapshot: Snapshot, place: Place, attribute: str, year: Period) -> Represented | None:
    """Of a neighbourhood, or of a group or city that the scope holds whole; None where no kind is shown there.

    attribute: dwelling_type, gender or age_band. The last two count households with such a member, so that one
    household may be in several; they are told of cities only.
    """
    asked = Selection((f"{place.level}:{place.area_code}",), year, attribute)
    merged = merged_values(snapshot, place, attribute, year.start.year)
    rows = {row.value: estimate_of(row) for row in answer(scope, snapshot, "enrolled_households", asked).rows}
    unknown = rows.pop(UNKNOWN, None)
    if not merged:
        rows.pop(MERGED, None)
    behind = hidden_cell(snapshot, place.level, place.area_code, year)
    known = {value: count or behind for value, count in rows.items() if value not in merged}
    living_in = homes(snapshot, place.neighbourhoods, attribute) if place.inside else {}
    living = {
        value: float(sum(living_in.get(v, 0) for v in (merged if value == MERGED else (value,)))) for value in known
    }
    found = presence(known, living, unknown)
    if found is None:
        return None
    hidden = tuple(value for value, count in known.items() if isinstance(count, Hidden) and living[value])
    return Represented(place, attribute, year, found.kinds, merged, found.index, found.low, found.high, found.is_clear,
                       found.unknown, hidden)  # fmt: skip


@lru_cache(maxsize=64)
def unlike(scope: Scope, snapshot: Snapshot, year: Period) -> frozenset[str]:
    """The neighbourhoods whose index by dwelling type is surely, to the upper end of its interval, below LEAST_ALIKE.

    Most of them need no interval: the index is at least what the two mixes have in common.
    """
    enrolled: dict[str, dict[str, Estimate]] = {}
    for (area, value), count in counts(scope, snapshot, "enrolled_households", "dwelling_type", year).items():
        if isinstance(count, Estimate) and value != UNKNOWN:
            enrolled.setdefault(area, {})[value] = count
    known: dict[str, dict[str, int]] = {}
    for each in census(scope, snapshot):
        if each.attribute == "dwelling_type":
            known.setdefault(each.neighbourhood_code, {})[each.value] = each.households
    found = set()
    for place in neighbourhoods(scope, snapshot):
        code = place.area_code
        if code in enrolled and code in known and in_common(enrolled[code], known[code]) < LEAST_ALIKE:
            here = represented(scope, snapshot, place, "dwelling_type", year)
            if here is not None and here.high is not None and here.high < LEAST_ALIKE:
                found.add(code)
    return frozenset(found)
