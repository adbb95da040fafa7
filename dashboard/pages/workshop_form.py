"""What a browser sends of the Workshop's form, which may be anything, as values of a draft.

It reads and converts; what can be kept is decided in `access.drafts`, and kept in `access.workshop`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import queries
from dashboard.access.drafts import MOST_NEEDS, Draft, Faults, Form, Need, read_form, read_number
from dashboard.components.draft_form import AT, ITEM
from dashboard.components.draft_words import fault_words
from dashboard.pages import workshop_cards as cards
from dashboard.territory import narrowed
from dashboard.words import Words

if TYPE_CHECKING:
    from dashboard.access.workshop import Workshop
    from dashboard.view import View


def started(view: View, shop: Workshop, title: Any, theme: Any, code: Any) -> Draft | Faults:
    """A new draft of a title and theme, with the places that the address holds."""
    form, faults = read_form(title, theme, "", "", narrowed(view).neighbourhoods, [], cards.known(view))
    if faults:
        return faults
    assert view.snapshot is not None
    published = {each.code for each in queries.campaigns(view.scope, view.snapshot)}
    return shop.start(form, code.strip() if isinstance(code, str) else "" if code is None else "/", published)


def filled(
    view: View, before: Draft, title: Any, theme: Any, starts: Any, ends: Any, places: Sequence[str],
    numbers: Sequence[tuple[Any, Any, Any]],
) -> tuple[Form, Faults, cards.Raw]:  # fmt: skip
    """What the form says; where a field cannot be kept, what was kept of it before.

    The last are the numbers that cannot be read, as they were written.
    """
    known, raw, needs = (
        {(need.item, need.neighbourhood_code): need.needed for need in before.needs},
        dict[tuple[str, str], str](),
        [],
    )
    for item, at, given in numbers:
        try:
            needs.append((item, at, read_number(given)))
        except ValueError:
            needs.append((item, at, known.get((str(item), str(at)))))
            raw[str(item), str(at)] = str(given)
    form, faults = read_form(title, theme, starts, ends, places, needs, cards.known(view))
    kept: dict[str, Any] = {"title": before.title, "theme": before.theme, "starts_on": before.starts_on,
                            "ends_on": before.ends_on, "places": before.places, "needs": before.needs}  # fmt: skip
    columns = {"starts": "starts_on", "ends": "ends_on"}
    unread = {columns.get(field, field) for field in faults}
    if "places" in unread:  # what is needed was read against none of them
        unread.add("needs")
    form = replace(form, **{column: kept[column] for column in unread})
    if raw:
        faults.setdefault("needs", "number")
    return form, faults, raw


def told(fields: Any) -> list[tuple[Any, Any, Any]]:
    """(item, neighbourhood, number) of every field of a number, as Dash lists them."""
    found = fields if isinstance(fields, list) else [fields]
    return [(each["id"].get(ITEM), each["id"].get(AT), each.get("value")) for each in found]


def shown_rows(numbers: list[tuple[Any, Any, Any]]) -> tuple[list[str], bool]:
    """The items whose numbers are shown, and whether these are told by neighbourhood."""
    rows = dict.fromkeys(item for item, _, _ in numbers if isinstance(item, str))
    return list(rows), any(at for _, at, _ in numbers)


def turned(view: View, form: Form, to_split: bool, apart: Any = ()) -> tuple[Need, ...]:
    """The numbers told the other way: added up, or by neighbourhood.

    By neighbourhood as they were told before (`apart`) where these add up to the number; else in proportion to homes.
    """
    together = cards.added_up(form.needs)
    if not to_split:
        return together
    earlier = _earlier(view, form, apart)
    found: list[Need] = []
    for need in together:
        own = [each for each in earlier if each.item == need.item]
        same = sum(each.needed for each in own) == need.needed
        found.extend(own if same else cards.split_by_homes(view, [need], form.places))
    return tuple(found)


def _earlier(view: View, form: Form, apart: Any) -> tuple[Need, ...]:
    """Numbers by neighbourhood that the browser kept; none where any of them cannot be."""
    if not isinstance(apart, list) or len(apart) > MOST_NEEDS:
        return ()
    read, faults = read_form(form.title, form.theme, "", "", form.places, apart, cards.known(view))
    return () if "needs" in faults else read.needs


def said_of(faults: Faults, w: Words) -> str:
    """Everything that stands against it, in words."""
    return " ".join(fault_words(field, why, w) for field, why in faults.items())


def pressed(triggered: Iterable[Any], clicks: Any, names: Any, key: str) -> Any:
    """What the button leads to that was pressed just now, maybe with a field that was left by it; None where none was.

    Others may have been pressed before, and still count their clicks; and a button that has just been made counts
    none. Whatever it is, it may be forged.
    """
    if not isinstance(clicks, list) or not isinstance(names, list):
        return None
    now = [each for each in triggered if isinstance(each, dict)]
    found = [name for times, name in zip(clicks, names, strict=False) if times and name in now]
    return found[0].get(key) if found else None
