"""Who is still active months after joining, on a card: a heat table by quarter of joining, with its scale in words.

Pure: cohorts in, a component out; the colours only repeat the numbers in the cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components.amounts import amount, around_words
from dashboard.components.figure import Told, figure_card, table, told
from dashboard.components.people_card import share_words
from dashboard.words import Words
from queries import Cohort, Estimate, Kept, Retention

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: Shares up to which a cell has each class of colour, the palest first.
CLASSES = (0.1, 0.2, 0.3, 0.45, 0.6)


def cohorts_card(
    found: Sequence[Cohort], together: Sequence[Retention | None], w: Words, around: str = ""
) -> Component:
    """The card; `together`: all cohorts old enough, by months; `around` names the city around."""
    what = around_words(w, around, w("Households still active, by quarter of joining"))
    title = around_words(w, around, statement(together, w))
    months = [kept.months for kept in found[0].kept]
    heads = [w.plural("{n} month later", "{n} months later", each) for each in months]
    return figure_card(
        w, title, " ".join([reading(together, w), *_untold(found, w)]).strip(), _heat(found, heads, what, w),
        identity="cohorts", caption=what,
        rows=table(what, [w("Joined in"), w("Households that joined"), *(_head(each, w) for each in heads)],
                   [_line(each, w) for each in found]),
        definition=[
            w("Of the households that joined in a quarter, the share that was active in the whole month so many months "
              "after the month of joining; silent in between or not."),
            w("Who is no longer active may have moved, or found what they looked for: it does not say that anyone is "
              "isolated."),
        ],
    )  # fmt: skip


def statement(together: Sequence[Retention | None], w: Words) -> str:
    """Six months after joining, about 34% of the households are active."""
    told = [each for each in together if each is not None]
    if not told:
        return w("How many households stay after joining cannot be told yet")
    last = told[-1]
    if last.value is None:
        return w.plural("{n} month after joining, at most {share} of the households are active",
                        "{n} months after joining, at most {share} of the households are active", last.months,
                        share=w.percent(last.interval.high))  # fmt: skip
    share = _share(last, w)
    return w.plural("{n} month after joining, {share} of the households are active",
                    "{n} months after joining, {share} of the households are active", last.months,
                    share=share)  # fmt: skip


def reading(together: Sequence[Retention | None], w: Words) -> str:
    """The same for the steps before."""
    told = [each for each in together if each is not None]
    shares = [(each.months, _share(each, w)) for each in told[:-1]]
    parts = [w.plural("{n} month after: {share}.", "{n} months after: {share}.", months, share=share)
             for months, share in shares]  # fmt: skip
    if any(each.value is None for each in told):
        parts.append(w("Numbers below threshold lie between none and the threshold: the intervals allow for it."))
    return " ".join(parts)


def _is_told(cohort: Cohort) -> bool:
    return any(kept.share is not None for kept in cohort.kept)


def _untold(found: Sequence[Cohort], w: Words) -> list[str]:
    """How many quarters of joining the picture leaves out; the table has them."""
    untold = sum(not _is_told(each) for each in found)
    if not untold or untold == len(found):
        return []
    return [w.plural("{n} quarter of which nothing can be shown is in the table alone.",
                     "{n} quarters of which nothing can be shown are in the table alone.", untold)]  # fmt: skip


def _share(found: Retention, w: Words) -> str:
    if found.value is None:
        return w("{low} to {high}", low=w.percent(found.interval.low), high=w.percent(found.interval.high))
    return share_words(found.value, *found.interval, w)


def _heat(found: Sequence[Cohort], heads: Sequence[str], caption: str, w: Words) -> Component:
    shown = [each for each in found if _is_told(each)] or found
    made = html.Table(
        [html.Caption(caption, className="visually-hidden"),
         html.Thead(html.Tr([html.Th(w("Joined in"), scope="col"), *(html.Th(each, scope="col") for each in heads)])),
         html.Tbody([html.Tr([html.Th(w.period(each.quarter), scope="row"),
                              *(_cell(kept, w) for kept in each.kept)]) for each in shown])],
        className="heat",
    )  # fmt: skip
    name = w("{what}, at a glance", what=caption)  # the table below, when it is open, bears the caption alone
    return html.Div(made, className="table-scroll heat-box", tabIndex="0", role="region", **{"aria-label": name})


def _cell(kept: Kept, w: Words) -> Component:
    if kept.share is None:
        return html.Td(w("not yet known") if kept.state == "not_yet" else w("below threshold"), className="is-hidden")
    at = sum(kept.share.share > limit for limit in CLASSES)
    return html.Td(w.percent(kept.share.share), className=f"heat-{at + 1}")


def _head(label: str, w: Words) -> Told:
    ends = (w("95% interval, from"), w("95% interval, to"))
    return Told(label, (label, *(w("{name}: {value}", name=label, value=end) for end in ends)))


def _line(cohort: Cohort, w: Words) -> list[Any]:
    joined = cohort.joined
    count = told(w, "households", joined.value) if isinstance(joined, Estimate) else (w("below threshold"),)
    return [w.period(cohort.quarter), count, *(_told(kept, w) for kept in cohort.kept)]


def _told(kept: Kept, w: Words) -> Told | tuple[str]:
    if kept.share is None:
        return (w("not yet known") if kept.state == "not_yet" else w("below threshold"),)
    share = kept.share
    text = f"{amount(w, 'share', share.share)} ({told(w, 'share', share.low, share.high).text})"
    return Told(text, (round(share.share, 2), round(share.low, 2), round(share.high, 2)))
