"""Requests that found no answer, or not what they asked for, by neighbourhood: on a card.

Pure: shares of places in, a component out; which places stand out is a probability, never an order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboard.components.amounts import about
from dashboard.components.figure import Told, figure_card, interval_head, picture, table, told
from dashboard.figures.intervals import Line, intervals
from dashboard.figures.palettes import Palette
from dashboard.need_words import LIKELY, probability_words, told_probability
from dashboard.words import Words, capital
from queries import ShareLeft

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: A place stands out from this probability on.
SURE = 0.9
_MOST = 8


def left_alone_card(
    places: Sequence[ShareLeft], what: str, period: str, w: Words, palette: Palette, *,
    counted: float | None = None, around: bool = False, before: Sequence[Component] = (),
    notes: Sequence[Component] = (),
) -> Component:  # fmt: skip
    """The eight places most likely above the city's upper quarter as a picture, all of them as a table.

    what: `unanswered` or `unmet`; counted: the share of the only place as published, not steadied. around: the only
    place is one around that which is asked about, and its share is as published.
    """
    shown = sorted((p for p in places if p.share is not None), key=lambda p: (-(p.above or 0.0), p.area))
    title = statement(shown, what, w, around=around)
    reading = _reading(shown, len(places) - len(shown), counted, w)
    lines = [Line(p.area, p.share, p.low, p.high, w.percent(p.share or 0.0)) for p in shown[:_MOST]]
    limits = {p.upper for p in shown if p.upper is not None}
    limit = limits.pop() if len(limits) == 1 else None
    label = w("Households without any answer within 28 days, among those that asked") if what == "unanswered" else w(
        "Households that got nothing they asked for within 28 days, among those that asked"
    )  # fmt: skip
    caption = [label, period, w("thin line: 95% interval")]
    caption += [w("dotted line: a quarter of the city’s neighbourhoods lie above")] if limit is not None else []
    caption += [w("the most likely to lie above come first")] if limit is not None and len(lines) > 1 else []
    body = picture(what, intervals(lines, w, palette, limit), f"{title}. {reading}") if lines else ()
    return figure_card(
        w, title, reading, body, caption=" · ".join(caption), identity="left", before=before, notes=notes,
        rows=_table(places, f"{label}, {period}", w),
        definition=[
            label + ".",
            w("Households are counted, not requests: one answered, or met, is enough where a household asked often."),
            w("Requests of the year, each given its 28 days. The share of a neighbourhood is steadied by what its "
              "city’s neighbourhoods have in common (beta-binomial, empirical Bayes); the interval counts the noise of "
              "the published numbers and chance."),
            w("Source: requests and replies on the network."),
        ],
    )  # fmt: skip


def statement(shown: Sequence[ShareLeft], what: str, w: Words, *, around: bool = False) -> str:
    """Which places stand out, or the share of the only one."""
    if not shown:
        return w("Too few households asked to tell what came of it")
    if len(shown) == 1:
        share = about(w, w.percent(shown[0].share or 0.0))
        said = (w("{share} of the households that asked found no answer", share=share) if what == "unanswered"
                else w("{share} of the households that asked got nothing", share=share))  # fmt: skip
        if around:
            return w("{place}, around it: {said}", place=shown[0].area, said=said)
        return f"{capital(w.in_place(shown[0].area))}, {said}"
    out = [place for place in shown if (place.above or 0.0) >= SURE]
    if not out:
        if what == "unanswered":
            return w("No neighbourhood clearly stands out for households left without an answer")
        return w("No neighbourhood clearly stands out for households that got nothing")
    where = capital(w.in_places([place.area for place in out]))
    least = probability_words(w, min(place.above or 0.0 for place in out))
    if what == "unanswered":
        return w("{where}, a larger share of households is left without an answer than in three quarters of the "
                 "city’s neighbourhoods (probability {p} or more)", where=where, p=least)  # fmt: skip
    return w("{where}, a larger share of households gets nothing they ask for than in three quarters of the city’s "
             "neighbourhoods (probability {p} or more)", where=where, p=least)  # fmt: skip


def _reading(shown: Sequence[ShareLeft], hidden: int, counted: float | None, w: Words) -> str:
    parts = []
    if len(shown) == 1 and counted is not None:
        parts.append(w("Counted alone it is {share}; chance moves a small place, so it is drawn towards its city.",
                       share=about(w, w.percent(counted))))  # fmt: skip
    if len(shown) == 1 and shown[0].above is not None:
        parts.append(w("Probability {p} that this is more than in three quarters of the city’s neighbourhoods.",
                       p=probability_words(w, shown[0].above)))  # fmt: skip
    if len(shown) > 1 and (shown[0].above or 0.0) >= LIKELY:
        parts.append(w("Most likely above three quarters of the city’s neighbourhoods: {name} ({share}, probability "
                       "{p}).",
                       name=shown[0].area, share=w.percent(shown[0].share or 0.0),
                       p=probability_words(w, shown[0].above or 0.0)))  # fmt: skip
    if len(shown) > 1:
        parts.append(w("Each is drawn towards its city, since chance moves a small place; the map has what each counts "
                       "alone."))  # fmt: skip
    if hidden and shown:
        parts.append(w.plural("{n} neighbourhood is not shown.", "{n} neighbourhoods are not shown.", hidden))
    return " ".join(parts)


def _table(places: Sequence[ShareLeft], caption: str, w: Words) -> Component:
    hidden = (w("below threshold"),)
    rows = [
        [p.area, hidden, hidden, "–", "–"] if p.share is None else
        [p.area, told(w, "households", p.asked or 0.0), told(w, "share", p.share),
         told(w, "share", p.low or 0.0, p.high or 0.0),
         "–" if p.above is None else Told(probability_words(w, p.above), (told_probability(p.above),))]
        for p in sorted(places, key=lambda p: p.area)
    ]  # fmt: skip
    head: list[str | Told] = [w("Neighbourhood"), w("Asked"), w("Share"), interval_head(w),
                              w("Probability above three quarters")]  # fmt: skip
    return table(caption, head, rows)
