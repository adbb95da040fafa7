"""Where a campaign lacks what it asked for: under its headline, for a crisis desk on a phone, and place by place.

Pure: balances in, components out. What is too close to rank is called so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components.amounts import FEWEST_HOUSEHOLDS
from dashboard.components.balance_card import (
    NAMED,
    amount_words,
    count_cell,
    in_single_places,
    is_sure,
    label_of,
    missing_cells,
    needed_cell,
)
from dashboard.components.figure import figure_card, interval_head, table
from dashboard.components.lists import Item, lines
from dashboard.components.states import notice
from dashboard.words import Words, alphabetical, capital
from queries import LIKELY_SHOWN, Balance, Estimate

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: Places named under the headline, and on the card.
FEW, SEVERAL = 2, 6

Names = Mapping[str, str]


def worst_list(
    found: Sequence[Balance], by_place: Sequence[Balance], labels: Mapping[str, str], names: Names, w: Words
) -> list[Component]:
    """The three things that are missing most, each with how many and where; empty where nothing is."""
    worst = _lacking(found, by_place)[:NAMED]
    wheres = [capital(_where(each, by_place, names, w, FEW)) for each in worst]
    alike = _alike(wheres)
    items = [
        html.Li([html.Strong(capital(label_of(each, labels))), " ",
                 html.Span(_how_many(each, by_place, w), className="worst-number"),
                 *([html.Span(where, className="worst-where")] if where and not alike else [])])
        for each, where in zip(worst, wheres, strict=True)
    ]  # fmt: skip
    if not items:
        return []
    said = [f"{alike}."] if alike else []
    if any(each.with_zone for each in by_place) and not all(each.with_zone for each in by_place):
        said.append(_too_few(by_place, w))
    return [html.Ul(items, className="worst"), *([html.P(" ".join(said), className="reading")] if said else [])]


def _too_few(by_place: Sequence[Balance], w: Words) -> str:
    apart, every = {each.place for each in by_place if each.with_zone}, {each.place for each in by_place}
    if all(each.in_whole for each in by_place):
        return w.plural("In {n} of the {all} places too few are enrolled to tell its answers by item.",
                        "In {n} of the {all} places too few are enrolled to tell their answers by item.", len(apart),
                        all=w.number(len(every)))  # fmt: skip
    return w.plural("In {n} of the {all} places too few are enrolled: its answers by item are left out.",
                    "In {n} of the {all} places too few are enrolled: their answers by item are left out.", len(apart),
                    all=w.number(len(every)))  # fmt: skip


def _alike(wheres: Sequence[str]) -> str:
    """What is said of all items alike, to be said once; empty where they differ."""
    return wheres[0] if len(wheres) > 1 and len(set(wheres)) == 1 else ""


def where_card(
    found: Sequence[Balance], by_place: Sequence[Balance], labels: Mapping[str, str], names: Names, w: Words, *,
    so_far: str = "",
) -> Component:  # fmt: skip
    """Each item that is missing with the places that lack it most; every place in the table. so_far: until when a
    campaign that runs is counted there, in words."""
    what = w("Still missing, by item and neighbourhood")
    lacking = _lacking(found, by_place)
    wheres = [_where(each, by_place, names, w, SEVERAL, with_amounts=True) for each in lacking]
    items = [
        Item(w("missing") if _is_sure_anywhere(each, by_place) else w("perhaps"),
             "warn" if _is_sure_anywhere(each, by_place) else "plain",
             capital(label_of(each, labels)), capital(where))
        for each, where in zip(lacking, wheres, strict=True) if where
    ]  # fmt: skip
    alike = _alike(wheres)
    body = notice(f"{capital(alike)}.") if alike else lines(items) if items else notice(_nothing(by_place, w))
    alone = _told_with_the_zone(by_place, names, w)
    return figure_card(
        w, w("Where it is missing"), " ".join([*alone, w("Every place is in the table.")]),
        body,
        identity="where",
        caption=" · ".join(filter(None, [what, so_far])),
        rows=table(
            what,
            [w("Neighbourhood"), w("Item"), w("Asked for"), w("Households that can help"), w("Still missing"),
             interval_head(w), w("Missing for each 100 homes")],
            [_line(each, labels, names, w) for each in _in_order(found, by_place, names)],
            "" if so_far else _differs(found, by_place, w),
        ),
        definition=[
            w("Missing for sure: the whole 95% interval is above none. Places are called too close to rank, or said to "
              "lack perhaps as much, where that interval reaches that of the place that lacks most for sure."),
            w("A number is shown when at least {k} households stand behind it and its noise does not take it below the "
              "limit of the place: about {n} households have to say yes for that to be likely. Where so many cannot be "
              "expected, going by who was enrolled in the quarter before the campaign began, this page tells the "
              "answers by item in no number smaller than the whole zone’s, from its first day to its last. Of a "
              "part of the zone it adds up the other places alone. Where that quarter was not published, it shows "
              "all numbers that are.",
              k=w.number(FEWEST_HOUSEHOLDS), n=w.number(LIKELY_SHOWN)),
        ],
    )  # fmt: skip


def _lacking(found: Sequence[Balance], by_place: Sequence[Balance]) -> list[Balance]:
    """The items of which something is or may be missing: what is for sure first, then what is in single places."""
    single = in_single_places(found, by_place)
    lacking = [each for each in found if each in single or (each.missing and not each.missing.is_covered)]
    return sorted(lacking, key=lambda each: (not is_sure(each), each not in single))


def _is_sure_anywhere(item: Balance, by_place: Sequence[Balance]) -> bool:
    return is_sure(item) or bool(in_single_places([item], by_place))


def _how_many(each: Balance, by_place: Sequence[Balance], w: Words) -> str:
    if is_sure(each):
        return amount_words(each, w)
    if in_single_places([each], by_place):
        if each.missing is None:
            return w("not known in all")
        return (w("enough in all, but not in each place") if each.missing.is_covered else
                w("perhaps enough in all, but not in each place"))  # fmt: skip
    assert each.missing is not None
    return w("perhaps, up to {n} of {all}", n=w.number(round(each.missing.most)), all=w.number(each.needed))


def _nothing(by_place: Sequence[Balance], w: Words) -> str:
    """Why no item stands on the card: nothing is missing, or nothing is known."""
    known = [each.missing for each in by_place if each.missing]
    if not known:
        return f"{capital(_untold(by_place, w))}."
    if len(known) < len(by_place):
        return w("Nothing is missing for sure in any neighbourhood that is told.")
    if all(each.is_covered for each in known):
        return w("Nothing is missing in any single neighbourhood.")
    return w("Nothing is missing for sure in any single neighbourhood.")


def _untold(asked: Sequence[Balance], w: Words) -> str:
    """Why no place is told."""
    if not all(each.with_zone for each in asked):
        return w("in which places is not known yet: it is told from the end of the month on")
    if all(each.in_whole for each in asked):
        return w("in which places is not told: their answers are counted together")
    return w("in which places is not told: too few are enrolled in each")


def _where(
    item: Balance, by_place: Sequence[Balance], names: Names, w: Words, most: int, *, with_amounts: bool = False
) -> str:  # fmt: skip
    """Most in Centre and Est, too close to rank; empty where no place asks for it, and where there is one alone."""
    asked = [each for each in by_place if each.item == item.item]
    if not asked or len({each.place for each in by_place}) == 1:
        return ""
    told = [each for each in asked if each.missing]
    if not told:
        return _untold(asked, w)
    lacking = _ranked([each for each in told if each.missing and not each.missing.is_covered], names)
    sure = [each.missing for each in lacking if each.missing and each.missing.is_sure]
    if not sure:
        return _nowhere_for_sure(asked, told, lacking, names, w)
    first = max(sure, key=lambda each: each.least)
    ahead = [each for each in lacking if each.missing and each.missing.may_reach(first)]
    named = [_name(each, names) + (f" ({amount_words(each, w)})" if with_amounts else "") for each in ahead
             if is_sure(each)]  # fmt: skip
    perhaps = [_name(each, names) for each in ahead if not is_sure(each)]
    untold, is_most = len(asked) - len(told), len(ahead) < len(lacking)
    where = (_most_places(len(named) == len(told), not untold, w) if _is_most_of(named, told, most) else
             _among(is_most, not untold, bool(perhaps), several(named, w, most), w))  # fmt: skip
    if len(named) > 1:
        where = w("{places}, too close to rank", places=where)
    if perhaps:
        others = perhaps[0] if len(perhaps) == 1 else w.plural("{n} other place", "{n} other places", len(perhaps))
        where = w("{places}; perhaps as much or more in {others}", places=where, others=others)
    if untold and not is_most and not _is_most_of(named, told, most):
        where = w.apart([where, w.plural("{n} place is not told", "{n} places are not told", untold)])
    return where


def _is_most_of(named: Sequence[str], told: Sequence[Balance], most: int) -> bool:
    """Whether more than half of the places tie, and more than can be named: some of them would say nothing."""
    return len(named) > most + 1 and 2 * len(named) > len(told)


def _most_places(is_each: bool, is_all: bool, w: Words) -> str:
    if is_each:
        return w("in each of the places that ask for it") if is_all else w("in each of the places told")
    return w("in most of the places that ask for it") if is_all else w("in most of the places told")


def _among(is_most: bool, is_all: bool, has_perhaps: bool, places: str, w: Words) -> str:
    """Most in Centre; in Centre where every other place has enough; for sure there where others may lack it, too."""
    if is_most:
        return w("most in {places}", places=places) if is_all else w("of those told, most in {places}", places=places)
    return w("for sure in {places}", places=places) if has_perhaps or not is_all else w("in {places}", places=places)


def _nowhere_for_sure(
    asked: Sequence[Balance], told: Sequence[Balance], lacking: Sequence[Balance], names: Names, w: Words
) -> str:  # fmt: skip
    """Why no place is named, of `asked`, those `told`, and those of them that may be `lacking`."""
    is_all = len(told) == len(asked)
    if not lacking:
        return w("each place that asks for it has enough") if is_all else w("each place that is told has enough")
    if is_all and len(lacking) == 1:
        return w("perhaps in {place}", place=_name(lacking[0], names))
    if all(each.with_zone or (each in lacking and not isinstance(each.offered, Estimate)) for each in asked):
        return w("in which places cannot be told: too few answers in each")
    return w("for sure in no place") if is_all else w("for sure in none of the places told")


def several(names: Sequence[str], w: Words, most: int) -> str:
    """All of the names, or the first of them and how many more there are."""
    if len(names) <= most + 1:
        return w.listing(names)
    return w.listing([*names[:most], w.plural("{n} more", "{n} more places", len(names) - most)])


def _ranked(told: Sequence[Balance], names: Names) -> list[Balance]:
    """The largest gap first; of equal ones by name."""
    return sorted(told, key=lambda each: (-round(each.missing.likely if each.missing else 0.0),
                                          alphabetical(_name(each, names))))  # fmt: skip


def _name(each: Balance, names: Names) -> str:
    return names.get(each.place.area_code, each.place.name) if each.place else ""


def _in_order(found: Sequence[Balance], by_place: Sequence[Balance], names: Names) -> list[Balance]:
    """Item by item as the headline has them, the worst place first, those that are told with the zone last."""
    order = [each.item for each in found]
    items = sorted(by_place, key=lambda each: order.index(each.item) if each.item in order else len(order))
    ordered = list[Balance]()
    for item in dict.fromkeys(each.item for each in items):
        own = [each for each in items if each.item == item]
        ordered += _ranked([each for each in own if each.missing], names)
        ordered += _ranked([each for each in own if not each.missing], names)
    return ordered


def _line(each: Balance, labels: Mapping[str, str], names: Names, w: Words) -> list[Any]:
    return [_name(each, names), capital(label_of(each, labels)), needed_cell(each, w),
            count_cell(each.offered, each, w), *missing_cells(each, w)]  # fmt: skip


def _told_with_the_zone(by_place: Sequence[Balance], names: Names, w: Words) -> list[str]:
    found = sorted({_name(each, names) for each in by_place if each.with_zone}, key=alphabetical)
    if not found:
        return []
    listed = several(found, w, SEVERAL)
    if all(each.in_whole for each in by_place):
        return [w.plural("Too few are enrolled to tell the answers by item of this place: {places}. They are told with "
                         "the whole zone.",
                         "Too few are enrolled to tell the answers by item of these places: {places}. They are told "
                         "with the whole zone.", len(found), places=listed)]  # fmt: skip
    return [w.plural("Too few are enrolled to tell the answers by item of this place: {places}. They are in no number "
                     "here.",
                     "Too few are enrolled to tell the answers by item of these places: {places}. They are in no "
                     "number here.", len(found), places=listed)]  # fmt: skip


def _differs(found: Sequence[Balance], by_place: Sequence[Balance], w: Words) -> str:
    """Says that the places do not add up to the whole, where all of them are shown and do not."""
    for each in found:
        own = [part for part in by_place if part.item == each.item]
        shown = [part.missing.likely for part in own if part.missing and isinstance(part.offered, Estimate)]
        is_all = own and len(shown) == len(own) and sum(part.needed for part in own) == each.needed
        if is_all and each.missing and round(sum(shown)) != round(each.missing.likely):
            return w("The places do not add up exactly to the whole: each number carries noise of its own, and none is "
                     "told as below zero.")  # fmt: skip
    return ""
