"""The cards of a hand-over page at a change of stage: what is still open, who is there, what to measure against, and
what it was read from.

Pure: what the page found in, components out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.access.notes import WrittenNote
from dashboard.components.amounts import about, amount
from dashboard.components.figure import Told, figure_card, interval_head, table, told
from dashboard.components.stage_mix_card import need_words, needs_definition, needs_table, periods_between
from dashboard.components.stages_card import periods_words
from dashboard.components.states import notice
from dashboard.words import Words
from queries import INDICATORS, Level, LocalPlace, ShareLeft, StageNeed, StageNeeds

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from queries.model import PeriodKind

#: Names of one kind of place that are listed.
MOST_NAMES = 30
#: Themes that are named as open.
MOST_OPEN = 5
#: Themes that are listed as asked for; the table has all.
MOST_NEEDS = 8


def expected_card(
    needs: StageNeeds | None, labels: Mapping[str, str], lacking: Sequence[str], w: Words
) -> Component:  # fmt: skip
    """What most households asked for in the stage; lacking: what the export does not hold, by name."""
    title, notes = w("What residents expected"), [html.P(text, className="hidden-note") for text in lacking]
    if needs is None:
        return figure_card(w, title, "", (), notes=notes)
    shown = [need for need in needs.needs if need.asked.answer is not None]
    if not shown:
        said = w("What is asked for is below threshold in this stage.") if needs.periods else w(
            "What is asked for is told by calendar year, of the city around by quarter: none lies wholly inside this "
            "stage.")  # fmt: skip
        return figure_card(w, title, "", notice(said), notes=notes)
    when = periods_between(needs.periods, w)
    if needs.around:
        when = w("{place}, around it, {when}", place=needs.around.name, when=when)
    items = [html.Li(need_words(need, labels, w)) for need in shown[:MOST_NEEDS]]
    return figure_card(
        w, title, "", html.Ul(items, className="lines"), identity="expected", notes=notes,
        caption=" · ".join([w("Households that asked, in the mean period wholly inside the stage"), when]),
        rows=needs_table([needs], labels, w), definition=needs_definition(w),
    )  # fmt: skip


def promised_card(notes: Sequence[WrittenNote], organisation: str, address: str, w: Words) -> Component:
    """What the reader's people noted of days of the stage, the oldest first."""
    lines = [html.Li([html.Strong(w.date(note.day)), " ", html.Span(note.text)])
             for note in sorted(notes, key=lambda note: note.day)]  # fmt: skip
    body: Component = html.Ul(lines, className="lines")
    if not lines:
        body = notice(w("No note of a day in this stage. Notes are written on the page of engagement."),
                      (w("Write a note"), address))  # fmt: skip
    seen = w("Notes of {organisation}, seen by its people only; they can still be changed.", organisation=organisation)
    return html.Section([html.H2(w("What was promised")), html.P(seen, className="reading"), body], className="card")


def open_card(
    needs: StageNeeds | None, left: Sequence[ShareLeft], short: Sequence[str], labels: Mapping[str, str], w: Words
) -> Component:  # fmt: skip
    """Requests that got nothing, in the neighbourhood's year or by theme in the city around; short: sentences of what
    is asked for more than offered."""
    lines: list[Any] = [html.Li(text) for text in short]
    for each in left:
        if each.share is None or each.low is None or each.high is None:
            lines.append(html.Li(w("{place}: requests that got nothing, below threshold", place=each.area)))
            continue
        lines.append(html.Li(w("{place}: {share} of the households that asked got nothing ({low} to {high})",
                               place=each.area, share=about(w, w.percent(each.share)), low=w.percent(each.low),
                               high=w.percent(each.high))))  # fmt: skip
    told = [need for need in (needs.needs if needs else ()) if need.unmet is not None and need.unmet.answer is not None]
    for need in sorted(told, key=lambda need: -_unmet(need))[:MOST_OPEN]:
        low, high = (need.unmet.interval() if need.unmet else None) or (0.0, 1.0)
        lines.append(html.Li(w("{place}: {share} of the households that asked got nothing ({low} to {high})",
                               place=labels.get(need.theme, need.theme), share=about(w, w.percent(_unmet(need))),
                               low=w.percent(low), high=w.percent(min(1.0, high)))))  # fmt: skip
    where = w("Within 28 days of asking.")
    if needs and needs.around:
        where = w("Numbers {of_place}, around it: neighbourhoods tell this by whole calendar years.",
                  of_place=w.of_place(needs.around.name))  # fmt: skip
    body: Component = html.Ul(lines, className="lines") if lines else notice(
        w("Which requests got nothing is not told of this stage: no whole period of it is published, or the export "
          "does not say."))  # fmt: skip
    return html.Section([html.H2(w("What is still open")), html.P(where if lines else "", className="reading"), body],
                        className="card")  # fmt: skip


def _unmet(need: StageNeed) -> float:
    return (need.unmet.answer if need.unmet else None) or 0.0


def active_places_card(found: Sequence[LocalPlace], kinds: Mapping[str, str], held: bool, w: Words) -> Component:
    """The public local places of the neighbourhoods by kind; held: whether the export has any file of them."""
    parts: list[Any] = []
    for kind, label in kinds.items():
        names = sorted(place.name for place in found if place.kind == kind)
        if names:
            more = [w.plural("{n} more", "{n} more places", len(names) - MOST_NAMES)] if names[MOST_NAMES:] else []
            parts += [html.H3(w("{name}: {n}", name=label, n=w.number(len(names)))),
                      html.P(w.apart([*names[:MOST_NAMES], *more]))]  # fmt: skip
    if not parts:
        none = w("No association, shop or other local place is known here.")
        lacking = w("The export holds no local places (places): who is active here cannot be told.")
        parts = [notice(none if held else lacking)]
    said = w("Public local places of the neighbourhood, as the export lists them; which members belong to them is "
             "never told.")  # fmt: skip
    return html.Section([html.H2(w("Groups and places to work with")), html.P(said, className="reading"), *parts],
                        className="card")  # fmt: skip


def baseline_card(
    found: Sequence[tuple[str, PeriodKind, Level]], since: date | None, until: date | None, w: Words
) -> Component:  # fmt: skip
    """Each indicator over the last twelve months of the stage, in words for paper and as a table to take away."""
    title = w("What to measure the next stage against")
    if not found or since is None or until is None:
        return figure_card(w, title, "", notice(w("No whole month of this stage is published.")))
    what = w("Means from {first} to {last}, with their 95% intervals", first=w.month(since), last=w.month(until))
    items = [html.Li([html.Strong(w.text(INDICATORS[code].label)), " ", html.Span(_level(code, kind, mean, w))])
             for code, kind, mean in found]  # fmt: skip
    lines = [
        [w.text(INDICATORS[code].label), Told(periods_words(kind, mean, w), (mean.months,)), *_cells(code, mean, w)]
        for code, kind, mean in found
    ]
    return figure_card(
        w, title, "", html.Ul(items, className="lines"), identity="baseline", caption=what,
        rows=table(what, [w("Indicator"), w("Whole periods"), w("Mean"), interval_head(w)], lines),
        definition=[
            w("Of a month, or of a quarter where it is counted so, in the last twelve months of the stage or as many "
              "as it has. The interval holds the protection of the numbers and how much months vary and resemble each "
              "other. A season is compared with the same season."),
        ],
    )  # fmt: skip


def _level(code: str, kind: PeriodKind, mean: Level, w: Words) -> str:
    unit = INDICATORS[code].unit
    if mean.value is None or mean.low is None or mean.high is None:
        return w("below threshold in {n}", n=periods_words(kind, mean, w))
    return w("{n} ({low} to {high}), {periods}", n=about(w, amount(w, unit, mean.value)),
             low=amount(w, unit, mean.low), high=amount(w, unit, min(1.0, mean.high) if unit == "share" else mean.high),
             periods=periods_words(kind, mean, w))  # fmt: skip


def _cells(code: str, mean: Level, w: Words) -> list[Any]:
    unit = INDICATORS[code].unit
    if mean.value is None or mean.low is None or mean.high is None:
        return [(w("below threshold"),), Told("", ("", ""))]
    return [told(w, unit, mean.value), told(w, unit, mean.low, min(1.0, mean.high) if unit == "share" else mean.high)]


def signature(snapshot: str, published: date, sha256: str, since: date, until: date, w: Words) -> Component:
    """What the page was read from: the snapshot by name and seal, its day, and the days of the stage."""
    lines = [
        w("Told from the periods wholly inside the stage, {first} to {last}: later periods do not change its numbers; "
          "intervals and local places are as known when it was published.",
          first=w.date(since), last=w.date(until)),
        w("Snapshot {id}, published on {day}.", id=snapshot, day=w.date(published)),
        w("Seal of its content (sha256): {seal}", seal=sha256),
    ]  # fmt: skip
    return html.Section([html.H2(w("Signed")), *(html.P(line, className="reading seal") for line in lines)],
                        className="card signature")  # fmt: skip


def handover_tools(back: str, w: Words) -> Component:
    """The way back, and the button that prints or keeps the page as a PDF (assets/quartier.js)."""
    return html.Div(
        [dcc.Link(w("Back to the project"), href=back, className="chip"),
         html.Button(w("Print or keep as PDF"), type="button", className="button print-page")],
        className="tools",
    )  # fmt: skip
