"""The parts of the Workshop's page, made from a View: what the form shows, and what stands beside it.

It asks the queries and hands over to components; what a browser sends is read in `workshop`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import token_hex
from types import MappingProxyType
from typing import TYPE_CHECKING

from dash import html

import queries
from dashboard.access.accounts import now
from dashboard.access.drafts import MOST_SPLIT, Draft, Known, Need
from dashboard.components.draft_cards import (
    capacity_card,
    doubt_lines,
    expected_card,
    handover_card,
    most_offered,
    stagger_card,
    state_card,
)
from dashboard.components.draft_form import EVERYWHERE, USE, Numbers, Zone, draft_facts, draft_form, need_fields
from dashboard.components.visible_card import visible_card
from dashboard.pages.criteria import to_study
from dashboard.selection import Chosen
from dashboard.territory import neighbourhood_names
from dashboard.words import alphabetical
from queries import Kit, kits

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH, MAP = "/workshop", "/map"
#: What was written where a number should stand: (item, neighbourhood or "") -> text.
Raw = Mapping[tuple[str, str], str]
#: Categories that are none of their own: nobody can be asked for them.
NOT_ITEMS = {"other", "rest"}


def known(view: View) -> Known:
    """What a form may name: every theme, the declared items, the neighbourhoods of the reader's territory now."""
    return Known(kits(), items(view), view.scope.neighbourhoods)


def items(view: View) -> tuple[str, ...]:
    """The declared items, in order."""
    if view.snapshot is None:
        return ()
    return tuple(code for code in queries.value_labels(view.snapshot, "category", "en") if code not in NOT_ITEMS)


def labels(view: View) -> Mapping[str, str]:
    assert view.snapshot is not None
    return queries.value_labels(view.snapshot, "category", view.words.language)


def address_of(draft: Draft, view: View, path: str = PATH) -> str:
    """The page of a draft with the places that are kept; the whole territory goes without saying."""
    inside = places_of(view, draft)
    places = () if len(inside) == len(view.scope.neighbourhoods) else inside
    return path + view.selection.everywhere().but(places=places, campaign=draft.code).search


def zone(view: View, draft: Draft) -> Zone:
    """The places of a draft, and those that the address holds in their stead, if any."""
    names, places = neighbourhood_names(view), places_of(view, draft)
    others = view.selection.places if set(view.selection.places) != set(places) else ()
    return Zone(
        tuple(sorted(((code, names[code]) for code in places), key=lambda pair: alphabetical(pair[1]))), len(names),
        tuple(sorted((names[code] for code in others), key=alphabetical)), address_of(draft, view),
    )  # fmt: skip


def places_for(view: View, draft: Draft, goal: str | None) -> tuple[str, ...]:
    """The places that a draft is kept with: its own, but where a button says which others."""
    if goal == EVERYWHERE:
        return view.scope.neighbourhoods
    return view.selection.places if goal == USE and view.selection.places else draft.places


def kit_items(view: View, kit: Kit) -> list[str]:
    """What a theme usually asks for, of the declared items, and what earlier campaigns of it asked for."""
    assert view.snapshot is not None
    declared = set(items(view))
    wanted = [*kit.items, *queries.asked_before(view.scope, view.snapshot, kit)]
    return [item for item in dict.fromkeys(wanted) if item in declared]


def rows_of(view: View, draft: Draft, shown: Sequence[str] = ()) -> list[str]:
    """The items of the form: those of the theme, or those that are shown already; and all that have a number."""
    kit = kits().get(draft.theme)
    first = list(shown) or (kit_items(view, kit) if kit else [])
    return list(dict.fromkeys([*first, *(need.item for need in draft.needs)]))


def numbers_of(needs: Sequence[Need], rows: Sequence[str], raw: Raw) -> Numbers:
    """The numbers of the items of the form by neighbourhood, or of the whole zone, as they were told.

    raw: what was written instead of a number, which goes before it.
    """
    found: dict[str, dict[str, int | str | None]] = {item: {} for item in rows}
    for need in needs:
        found[need.item][need.neighbourhood_code] = need.needed
    for (item, at), text in raw.items():
        found.setdefault(item, {})[at] = text
    return found


def split_by_homes(view: View, needs: Sequence[Need], places: Sequence[str]) -> tuple[Need, ...]:
    """Numbers of the whole zone told by neighbourhood, in proportion to homes."""
    assert view.snapshot is not None
    sizes = [queries.homes_of(view.scope, view.snapshot, (code,)) or 0 for code in places]
    return tuple(
        Need(need.item, code, part)
        for need in needs
        for code, part in zip(places, queries.apportioned(need.needed, sizes), strict=True) if part
    )  # fmt: skip


def added_up(needs: Sequence[Need]) -> tuple[Need, ...]:
    """Numbers told by neighbourhood as those of the whole zone."""
    whole: dict[str, int] = {}
    for need in needs:
        whole[need.item] = whole.get(need.item, 0) + need.needed
    return tuple(Need(item, "", number) for item, number in whole.items())


def can_split(places: Sequence[str]) -> bool:
    """Whether numbers can be told for each of so many places."""
    return 1 < len(places) <= MOST_SPLIT


def sums_of(needs: Sequence[Need]) -> Mapping[str, int]:
    """What is asked for of each item, in all."""
    return {need.item: need.needed for need in added_up(needs)}


def doubts_of(view: View, draft: Draft) -> list[Component]:
    """What dates say against the state of a draft today."""
    return doubt_lines(draft, now().date(), view.words)


def need_part(
    view: View, draft: Draft, rows: Sequence[str], is_split: bool, raw: Raw = MappingProxyType({})
) -> Component:  # fmt: skip
    """The fields of numbers."""
    where, named = zone(view, draft), labels(view)
    more = sorted((item for item in items(view) if item not in rows), key=lambda item: alphabetical(named[item]))
    needs = draft.needs if is_split else added_up(draft.needs)
    return need_fields(numbers_of(needs, rows, raw), named, where, is_split, can_split(draft.places), more,
                       view.words)  # fmt: skip


def form(view: View, draft: Draft) -> Component:
    """The fields of a draft to an editor, the same in words to anybody else and once it is proposed."""
    if not is_open(view, draft):
        return draft_facts(draft, neighbourhood_names(view), labels(view), view.words)
    where, rows = zone(view, draft), rows_of(view, draft)
    fields = need_part(view, draft, rows, draft.is_split and can_split(places_of(view, draft)))
    return draft_form(draft, where, fields, token_hex(8), view.words)


def is_open(view: View, draft: Draft) -> bool:
    """Whether the reader may change the fields."""
    return draft.state == "draft" and view.workshop is not None and view.workshop.is_editor


def places_of(view: View, draft: Draft) -> tuple[str, ...]:
    """The places of a draft that the reader still has."""
    kept = set(draft.places)
    return tuple(code for code in view.scope.neighbourhoods if code in kept)


def forecast(view: View, draft: Draft) -> list[Component]:
    """What the campaign may reach, who stands ready, and what could wait; on paper first what the form says."""
    snapshot, w, places = view.snapshot, view.words, places_of(view, draft)
    assert snapshot is not None
    kit, names = kits().get(draft.theme), neighbourhood_names(view)
    paper = [draft_facts(draft, names, labels(view), w, on_paper=True)] if is_open(view, draft) else []
    if kit is None or not places:
        return paper
    needed = sums_of(draft.needs)
    reached = queries.expected(view.scope, snapshot, kit, places)
    found = queries.capacity(view.scope, snapshot, places, tuple(rows_of(view, draft)))
    return [
        *paper,
        expected_card(reached,
                      queries.homes_of(view.scope, snapshot, places), kit, w),
        capacity_card(found, needed, labels(view), queries.willing(view.scope, snapshot, places),
                      queries.year_of_capacity(snapshot), most_offered(reached), w),
        stagger_card(None if kit.urgent else queries.staggered(view.scope, snapshot, places, draft.code), names,
                     kit.urgent, w),
        visible_card(queries.visible_ahead(view.scope, snapshot, places), w, to_study(view, draft.code, draft.places)),
    ]  # fmt: skip


def results_of(view: View, draft: Draft) -> str:
    """The address of a campaign's results, once the published data carry its code; empty until then."""
    assert view.snapshot is not None
    own = [each for each in queries.campaigns(view.scope, view.snapshot)
           if (each.code, each.organisation) == (draft.code, view.person.organisation_code)]  # fmt: skip
    return "/campaigns" + Chosen(campaign=draft.code).search if own else ""


def beside(view: View, draft: Draft) -> list[Component]:
    """State, history, the file and its deliveries."""
    shop = view.workshop
    assert shop is not None
    return [
        state_card(draft, shop.is_editor, shop.delivers, results_of(view, draft), now().date(), view.words),
        handover_card(draft, shop.deliveries(draft.code), shop.delivers, shop.is_editor, view.words),
    ]


def nobody(view: View) -> Component:
    """Says to whom may not edit what editors do here."""
    return html.P(view.words("Campaigns are prepared by the editors of {organisation}: you can read them here. Whoever "
                             "runs the site names the editors.", organisation=view.person.organisation_name),
                  className="notice")  # fmt: skip
