"""What a campaign still lacks, on two cards: item by item, and where. Read on a crisis desk, on a phone.

Pure: balances in, components out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.components.figure import Told, figure_card, interval_head, picture, table
from dashboard.components.lists import Item, list_card
from dashboard.figures.funnel import Step, funnel
from dashboard.figures.palettes import Palette
from dashboard.words import Words, capital, within
from queries import LIKELY_SHOWN, Balance, Estimate, Period, Published, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: As many items as are named in a sentence, and lines in a list.
NAMED, LISTED = 3, 6


def balance_card(
    found: Sequence[Balance], labels: Mapping[str, str], when: Period, w: Words, palette: Palette, *,
    so_far: date | None = None,
) -> Component:  # fmt: skip
    """Every item, most missing first; what is not known yet stands in the table alone. so_far: the last day that is
    counted of a campaign that runs."""
    what = w("Still missing, by item")
    title, said = w("What is missing, item by item"), reading(found, w)
    drawn = [_step(each, labels, when, w) for each in found if each.missing]
    return figure_card(
        w, title, said, picture("balance", funnel(drawn, w, palette), f"{title}. {said}") if drawn else (),
        identity="balance",
        caption=" · ".join([what, *_so_far(so_far, w), w("thin line: 95% interval")]),
        rows=table(
            what,
            [w("Item"), w("Asked for"), w("Households that can help"), w("Households matched"), w("Still missing"),
             interval_head(w), w("Missing for each 100 homes")],
            [_line(each, labels, w) for each in found],
        ),
        definition=[
            w("Asked for: what the campaign says that it needs, exactly. Households that can help said yes to the "
              "item; each counts once, however many it can give."),
            w("Matched: households that got a reply to the campaign’s posts of the item, or gave one."),
            w("Still missing: asked for less the households that can help, never below none."),
        ],
    )  # fmt: skip


def where_card(
    found: Sequence[Balance], labels: Mapping[str, str], names: Mapping[str, str], w: Words, *,
    so_far: date | None = None, elsewhere: Sequence[str] = (),
) -> Component:  # fmt: skip
    """The worst gaps by item and neighbourhood: what to send where. elsewhere: the neighbourhoods of which, from the
    day the campaign opened, an item is rather told with the whole zone."""
    shown = [each for each in found if each.place and each.missing and each.missing.likely >= 1][:LISTED]
    items = [
        Item(w("missing") if each.missing and each.missing.is_sure else w("perhaps"),
             "warn" if each.missing and each.missing.is_sure else "plain",
             names.get(each.place.area_code, each.place.name) if each.place else "",
             w(": {what}", what=f"{within(_label(each, labels))}, {_amount(each, w)}"))
        for each in shown
    ]  # fmt: skip
    what = w("The largest gaps by item and neighbourhood; where the answers are below threshold, the gap is a range")
    parts = [what, *_so_far(so_far, w)]
    if elsewhere:
        parts.append(
            w(
                "with too few enrolled for {n} to say yes, as an item that is shown needs, the answers of "
                "{places} count with the whole zone",
                n=w.number(LIKELY_SHOWN),
                places=_several(elsewhere, w),
            )
        )
    return list_card(w("Where it is missing"), " · ".join(parts), items,
                     w("Nothing is missing for sure in any single neighbourhood."))  # fmt: skip


def _several(names: Sequence[str], w: Words) -> str:
    if len(names) < 5:
        return w.listing(list(names))
    return w.listing([*names[:3], w.plural("{n} more", "{n} more places", len(names) - 3)])


def _so_far(day: date | None, w: Words) -> list[str]:
    return [w("so far, until {day}", day=w.date(day))] if day else []


def statement(found: Sequence[Balance], labels: Mapping[str, str], w: Words) -> str:
    """Most missing: torches (about 120 of 400), duvets (about 80 of 90) and first aid (about 20 of 60)."""
    sure = [each for each in found if each.missing and each.missing.is_sure][:NAMED]
    if not any(each.missing for each in found):
        return w("What is missing is known once the answers are counted")
    if not sure:
        return w("Nothing that was asked for is missing for sure")
    told = [w("{name} ({n})", name=within(_label(each, labels)), n=_amount(each, w)) for each in sure]
    return w("Most missing: {list}", list=w.listing(told))


def reading(found: Sequence[Balance], w: Words) -> str:
    """How many items are covered, and how many cannot be told."""
    told = [each for each in found if each.missing]
    covered = sum(not each.missing.is_sure for each in told if each.missing)
    parts = []
    if covered and covered < len(told):
        parts.append(w.plural("{n} item of {all} may be covered.", "{n} items of {all} may be covered.", covered,
                              all=w.number(len(told))))  # fmt: skip
    if len(told) < len(found):
        parts.append(w.plural("{n} item is not known yet.", "{n} items are not known yet.", len(found) - len(told)))
    return " ".join(parts)


def _label(each: Balance, labels: Mapping[str, str]) -> str:
    return labels.get(each.item, each.item)


def _amount(each: Balance, w: Words) -> str:
    """About 120 of 400; between 30 and 46 of 46 where the answers are below threshold."""
    assert each.missing is not None
    needed, told = w.number(each.needed), each.missing
    if isinstance(each.offered, Estimate):
        return w("about {n} of {all}", n=w.number(round(told.likely)), all=needed)
    return w("between {low} and {high} of {all}", low=w.number(round(told.least)), high=w.number(round(told.most)),
             all=needed)  # fmt: skip


def _step(each: Balance, labels: Mapping[str, str], when: Period, w: Words) -> Step:
    assert each.missing is not None
    row = Row("", "", when.code, "", each.item, each.missing.likely, each.missing.noise_sd, "yes")
    ends = w("{low} to {high}", low=w.number(round(each.missing.least)), high=w.number(round(each.missing.most)))
    text = w.number(round(each.missing.likely)) if isinstance(each.offered, Estimate) else ends
    return Step(capital(_label(each, labels)), row, text)  # short: beside the names of items a phone has little room


def _line(each: Balance, labels: Mapping[str, str], w: Words) -> list[Any]:
    name, needed = capital(_label(each, labels)), Told(w.number(each.needed), (each.needed,))
    offered, matched = _count(each.offered, w), _count(each.matched, w)
    if each.missing is None:
        return [name, needed, offered, matched, "", Told("", ("", "")), ""]
    low, likely, high = (round(n) for n in (each.missing.least, each.missing.likely, each.missing.most))
    rate = each.missing.per_hundred(each.homes)
    return [
        name, needed, offered, matched, Told(w.number(likely), (likely,)),
        Told(w("{low} to {high}", low=w.number(low), high=w.number(high)), (low, high)),
        "" if rate is None else Told(w.number(rate, 1), (round(rate, 1),)),
    ]  # fmt: skip


def _count(count: Published | None, w: Words) -> Told | tuple[str]:
    if isinstance(count, Estimate):
        return Told(w.number(round(count.value)), (round(count.value),))
    return (w("below threshold") if count else w("not yet known"),)
