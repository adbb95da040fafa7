"""The exchange mix that pages show: of which period, by type or by group, of the places themselves or those around.

One place, so that a mix is the same number on every page. It asks the queries; it makes no component.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import queries
from dashboard.coarser import around, selecting
from dashboard.components.mix_card import Mix
from dashboard.readings import comparison_of, difference, told_period
from dashboard.territory import elsewhere, narrowed
from queries import Answer, Change, Period, Place, Scope, Selection

if TYPE_CHECKING:
    from dashboard.view import View

BY_TYPE, BY_GROUP = "exchange_type", "type_group"


def mix_of(view: View) -> Mix:
    """The mix of the chosen places; where it is hidden, that of the group or city around, under its name."""
    assert view.snapshot is not None
    own = _own(view)
    if own.answer.shown or not own.answer.rows:
        return own
    for place in around(view.scope, view.snapshot, view.selection.places):
        places = selecting(view.scope, place)
        found = _in_part(view, place) if places is None else _own(_wider(view, places))
        # A group without cells of its own is the sum of those of its places that are shown: not a place around.
        if any(row.shown == "yes" for row in found.answer.rows):
            return replace(found, around=place.name, around_places=places)
    return own


def _wider(view: View, places: tuple[str, ...]) -> View:
    return replace(view, selection=view.selection.but(places=places))


def _own(view: View) -> Mix:
    """The nine types where most are shown, else the four groups, which the address may ask for too."""
    assert view.snapshot is not None
    scope, asked = narrowed(view), view.selection.by == BY_GROUP
    types_in, groups_in = mix_period(view, BY_TYPE), mix_period(view, BY_GROUP)
    types = queries.exchange_mix(scope, view.snapshot, types_in)
    if not asked and 2 * len(types.shown) > len(types.rows):
        return _mix(view, scope, types, types_in)
    groups = queries.answer(scope, view.snapshot, "mix_share", Selection((), groups_in, BY_GROUP))
    if not groups.shown:
        return _mix(view, scope, types, types_in)
    by_year = asked and types_in.months > groups_in.months
    return replace(_mix(view, scope, groups, groups_in), in_groups=by_year or not asked, finer_by_year=by_year)


def _in_part(view: View, place: Place) -> Mix:
    """Of a city that the territory is a part of: its nine types in the year."""
    assert view.snapshot is not None
    period = mix_period(view, BY_TYPE)
    asked = Selection((f"{place.level}:{place.area_code}",), period, BY_TYPE)
    return _mix(view, view.scope, queries.answer(view.scope, view.snapshot, "mix_share", asked), period)


def mix_period(view: View, by: str) -> Period:
    """The period in which the mix by type or by group is told for the chosen places."""
    assert view.selection.period is not None
    return told_period(view, "mix_share", by) or view.selection.period


def mix_changes(view: View, mix: Mix) -> dict[str, Change]:
    """The change of each share against what the reader compares with, by value; none on the study or around a place."""
    assert view.snapshot is not None
    if mix.around:
        return {}
    if others := elsewhere(view):
        there = _by_place(replace(view.scope, neighbourhoods=others), view, mix)
        found = {
            row.value: difference(queries.estimate_of(row), {
                each.area_code: queries.estimate_of(each) for each in there if each.value == row.value
            })
            for row in mix.answer.rows
        }  # fmt: skip
    else:
        against = comparison_of(view, mix.period)
        if against is None:
            return {}
        scope = narrowed(view)
        before = (
            queries.exchange_mix(scope, view.snapshot, against) if mix.answer.by == BY_TYPE
            else queries.answer(scope, view.snapshot, "mix_share", Selection((), against, BY_GROUP))
        )  # fmt: skip
        found = {row.value: queries.change(row, before.row(value=row.value)) for row in mix.answer.rows}
    return {value: change for value, change in found.items() if change is not None}


def _by_place(scope: Scope, view: View, mix: Mix) -> list[queries.Row]:
    assert view.snapshot is not None
    if mix.answer.by == BY_TYPE:
        told = queries.neighbourhood_mixes(scope, view.snapshot, mix.period)
        return [row for each in told for row in each.rows]
    codes = tuple(f"neighbourhood:{code}" for code in scope.neighbourhoods)
    return list(queries.answer(scope, view.snapshot, "mix_share", Selection(codes, mix.period, BY_GROUP)).rows)


def _mix(view: View, scope: Scope, answer: Answer, period: Period) -> Mix:
    assert view.snapshot is not None
    codes = {row.area_code for row in answer.rows}
    told = [place for place in queries.places(scope, view.snapshot) if place.area_code in codes]
    parts = told or queries.neighbourhoods(scope, view.snapshot)
    labels = queries.value_labels(view.snapshot, answer.by, view.words.language)
    of_households = queries.is_of_households(parts, answer.by, period.kind)
    clip = int(view.snapshot.manifest["clip"].get(period.kind, 0))
    return Mix(answer, period, labels, study_by(answer.by), of_households, False, clip=clip)


def study_by(by: str, *, exchanged: bool = False) -> dict[str, float]:
    """The study's mix by type, or added up by group; exchanged: by the other reading of the source."""
    types = queries.study_mix_exchanged() if exchanged else queries.study_mix()
    if by == BY_TYPE:
        return types
    parents = {value.code: value.parent for value in queries.DIMENSIONS[BY_TYPE].values}
    return {
        group: sum(share for code, share in types.items() if parents[code] == group)
        for group in dict.fromkeys(parents.values())
    }
