"""Which places a view covers: the names a reader may see, the chosen ones among them, and the scope narrowed to those.

It asks the queries which places exist for this scope; it must not widen a scope.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import queries
from dashboard.selection import settle_period
from queries import Place
from queries.model import Period, Scope
from queries.places import whole_place

if TYPE_CHECKING:
    from dashboard.view import View


def neighbourhood_names(view: View) -> dict[str, str]:
    """Name by code of every neighbourhood of the reader's territory, in code order; empty without a snapshot."""
    if view.snapshot is None:
        return {}
    return {place.area_code: place.name for place in queries.neighbourhoods(view.scope, view.snapshot)}


def whole_name(view: View, names: dict[str, str]) -> str:
    """The name of the one city whose neighbourhoods are all in the territory; empty when there is no such city."""
    if view.snapshot is None:
        return ""
    seen = queries.places(view.scope, view.snapshot)
    cities = {place.city_code for place in queries.neighbourhoods(view.scope, view.snapshot)}
    whole = [place.name for place in seen if place.level == "city" and place.inside]
    return whole[0] if len(cities) == 1 and len(whole) == 1 and names else ""


def narrowed(view: View) -> Scope:
    """The reader's scope cut down to the chosen places, so that one answer covers exactly what is selected."""
    allowed = set(view.scope.neighbourhoods)
    picked = tuple(code for code in view.selection.places if code in allowed)
    return replace(view.scope, neighbourhoods=picked) if picked else view.scope


def selected_place(view: View) -> Place | None:
    """The one place that is exactly what is selected: a neighbourhood, a group or a city; None where it is none."""
    if view.snapshot is None:
        return None
    return whole_place(narrowed(view), view.snapshot)


def elsewhere(view: View) -> tuple[str, ...]:
    """The neighbourhoods that the one chosen is compared with; none where time or the study is compared with."""
    chosen = view.selection
    if view.snapshot is None or len(chosen.places) != 1 or chosen.places[0] not in view.scope.neighbourhoods:
        return ()
    if chosen.compare == "similar":
        return tuple(each.neighbourhood_code for each in queries.similar(view.scope, view.snapshot, chosen.places[0]))
    other = chosen.other_place
    return (other,) if other in view.scope.neighbourhoods and other != chosen.places[0] else ()


def settled(view: View, names: dict[str, str]) -> View:
    """The view with a published period and without places that this reader cannot see."""
    if view.snapshot is None:
        return view
    places = tuple(code for code in view.selection.places if code in names)
    period = settle_period(view.selection.period, view.snapshot.manifest["whole"])
    if view.selection.period is None and period is not None and not _is_shown(view, period):
        # Where people take part once a year (a yearly vote), a quarter without activity says nothing: lead by year.
        year = queries.last_year(view.snapshot)
        period = year if _is_shown(view, year) else period
    compare = view.selection.compare
    if compare == "similar" or view.selection.other_place:
        alone = replace(view, selection=replace(view.selection, places=places))
        compare = compare if elsewhere(alone) else "year_before"
    if period is not None and period.kind == "year" and compare == "previous":
        compare = "year_before"  # the same year: one name for it
    return replace(view, selection=replace(view.selection, period=period, places=places, compare=compare))


def _is_shown(view: View, period: Period) -> bool:
    """Whether the whole territory has enough active households in a period to be shown."""
    assert view.snapshot is not None
    return bool(queries.answer(view.scope, view.snapshot, "active_households", queries.Selection(period=period)).shown)
