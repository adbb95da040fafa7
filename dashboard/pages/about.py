"""About the numbers: what is counted, when a number is shown, its noise, what is guaranteed and what is not, glossary.

Generated from the snapshot's manifest and the registries; it shows no number of any place.
"""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dash import html

import queries
from dashboard.components.figure import table
from dashboard.words import Words, msgid
from queries import DIMENSIONS, INDICATORS, Indicator, Period, Snapshot

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/about"
TITLE = msgid("About the numbers")
ICON = "about"
IN_FOOT = True

#: Households enrolled (fewer than; None: any number) and the noise of totals and of breakdowns there, as
#: lattice.toml has them (a test compares them).
NOISE: tuple[tuple[int | None, float, float], ...] = ((1_000, 1.5, 2.0), (10_000, 3.0, 3.0), (None, 6.0, 6.0))

_MOST_VALUES = 10


def privacy_report(snapshot: Snapshot, language: str) -> Path | None:
    """The privacy report in a language, which lies beside the snapshots; None when none was written yet."""
    path = snapshot.folder.parent / f"privacy-{language}.html"
    return path if path.is_file() else None


def layout(view: View) -> Component:
    """The page; only its dates and breakdowns depend on what is published."""
    assert view.snapshot is not None
    w, snapshot = view.words, view.snapshot
    return html.Div(
        [
            html.Div(
                [
                    html.H1(w("Every number stands for at least {k} households and carries a little noise",
                              k=snapshot.manifest["k"])),
                    html.P(w("What is counted, when it is shown, and how far it can be trusted."), className="lead"),
                ],
                className="page-head",
            ),
            html.Div([_counted(snapshot, w), _shown(snapshot, w)], className="grid two-one"),
            html.Div([_guaranteed(snapshot, w), _fresh(snapshot, w)], className="grid two-one"),
            _breakdowns(snapshot, w),
            _glossary(w),
        ],
        className="page about",
    )  # fmt: skip


def _section(title: str, *body: Component) -> Component:
    return html.Section([html.H2(title), *body], className="card told")


def _points(*texts: str) -> Component:
    return html.Ul([html.Li(text) for text in texts], className="points")


def _counted(snapshot: Snapshot, w: Words) -> Component:
    clip = snapshot.manifest["clip"]
    return _section(
        w("What is counted"),
        _points(
            w("The unit is the household, in the neighbourhood where it lives."),
            w("A household is active in a period when one of its members posted or answered a post."),
            w("Regular exchanges are posts, counting at most {month} a household and month, {quarter} a quarter and "
              "{year} a year: so that no household can be told by how much it posts.",
              month=clip["month"], quarter=clip["quarter"], year=clip["year"]),
            w("Answers and completed exchanges count for the period of the post, and are known 28 days after it."),
            w("A household can be in several types, themes and periods: such numbers are never added up."),
            w("Numbers of neighbourhoods are added where no number of the whole is published; those that are hidden "
              "are then missing, and it is said."),
        ),
    )  # fmt: skip


def _shown(snapshot: Snapshot, w: Words) -> Component:
    k = snapshot.manifest["k"]
    rows = []
    for under, *spreads in NOISE:
        size = w("under {n}", n=w.number(under)) if under else w("{n} and over", n=w.number(NOISE[-2][0] or 0))
        least = [w.number(math.ceil(k + 2 * math.sqrt(2) * s)) for s in spreads]
        away = ["± " + w.number(1.96 * math.sqrt(2) * s) for s in spreads]
        rows.append([size, _both(w, *least), _both(w, *away)])
    return _section(
        w("When a number is shown"),
        html.P(w("A number is published when at least {k} households stand behind that very number, and when the "
                 "number with its noise reaches the limit of the place. Everything else, zero included, reads “below "
                 "threshold”: it does not say how small the number is.", k=k)),
        table(
            w("Limits and noise, in households"),
            [w("Enrolled households of the place"), w("Shown from"), w("Noise, 95 times in 100")],
            rows,
            w("The second number is for breakdowns. Where a place is divided into fewer than three, the limit of the "
              "whole is at least {n}. The noise of exchanges is wider, by how many a household can count for.",
              n=math.ceil(k + 2 * math.sqrt(2) * 3)),
        ),
        html.P(w("Noise is a small random amount added before publication. Half of it stays with the place and the "
                 "value, half changes with the period. Reading, exporting or asking again gives the same number, so "
                 "that nobody can average it away.")),
    )  # fmt: skip


def _both(w: Words, total: str, breakdown: str) -> str:
    return total if total == breakdown else w("{total}; {breakdown} by breakdown", total=total, breakdown=breakdown)


def _guaranteed(snapshot: Snapshot, w: Words) -> Component:
    k = snapshot.manifest["k"]
    links: list[Any] = [html.A(w("What residents read about it"), href="/residents")]
    if path := privacy_report(snapshot, w.language):
        is_its_own = snapshot.id in path.read_text(encoding="utf-8")
        text = w("Privacy report of this publication") if is_its_own else w("Privacy report of an earlier publication")
        links.insert(0, html.A(text, href="/about/privacy"))
    return _section(
        w("What is guaranteed, and what is not"),
        _points(
            w("No number shown rests on fewer than {k} households.", k=k),
            w("No difference between published places isolates fewer than {k} enrolled households.", k=k),
            w("This site holds no row about a person or a household: it can open published numbers and nothing else."),
        ),
        html.H3(w("What is not guaranteed")),
        _points(
            w("This is not differential privacy in a strict sense: the noise is too small for that, so we do not "
              "claim it."),
            w("Somebody who knew everything about all the other households could guess whether one household is in "
              "one number, and be right at most about 59 times in 100 instead of 50; 55 where 1,000 households are "
              "enrolled, 52 where 10,000 are."),
            w("With twelve months of something that does not change, about 63 times in 100; with all the numbers that "
              "one household of usual activity is in during a quarter, about 73; 74 for a tenant of a landlord’s "
              "residences, more for a very active household."),
        ),
        html.Ul([html.Li(link) for link in links], className="points links"),
    )  # fmt: skip


def _fresh(snapshot: Snapshot, w: Words) -> Component:
    manifest = snapshot.manifest
    kinds = {"month": w("Months"), "quarter": w("Quarters"), "year": w("Years")}
    rows = [
        [w("Covered"), w("from {first} to {last}", first=w.date(date.fromisoformat(manifest["covers_from"] + "-01")),
                         last=w.date(date.fromisoformat(manifest["covers_until"])))],
        *([name, _span(manifest["whole"][kind], w)] for kind, name in kinds.items() if manifest["whole"].get(kind)),
        *([[w("Answers known for"), _span(manifest["matured"]["month"], w)]] if manifest["matured"]["month"] else []),
        [w("Published"), w.date(date.fromisoformat(manifest["published_at"][:10]))],
        [w("Snapshot"), html.Code(snapshot.id)],
    ]  # fmt: skip
    facts = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in rows]
    simulated = [html.P(w("The usage is simulated."), className="notice")] if snapshot.is_simulated else []
    return _section(
        w("How fresh the numbers are"),
        *simulated,
        html.Dl(facts, className="facts"),
        html.P(w("A number that is published stays as it is: what arrives late waits for a revision, once a year at "
                 "most."), className="reading"),
    )  # fmt: skip


def _span(codes: list[str], w: Words) -> str:
    first, last = (w.period(Period.parse(code)) for code in (codes[0], codes[-1]))
    return first if first == last else w("{first} to {last}", first=first, last=last)


def _breakdowns(snapshot: Snapshot, w: Words) -> Component:
    rows = []
    for code in snapshot.manifest["dimensions"]:
        if code == "total" or code not in DIMENSIONS:
            continue
        labels = list(queries.value_labels(snapshot, code, w.language).values())
        few = " · ".join(labels) if 0 < len(labels) <= _MOST_VALUES else ""
        many = w.plural("{n} value", "{n} values", len(labels)) if labels else w("as each campaign has them")
        rows.append(html.Div([html.Dt(w.text(DIMENSIONS[code].label)), html.Dd(few or many)]))
    return _section(
        w("By what the numbers are broken down"),
        html.P(w("Values are decided before anything is counted, never found in the data; below the city, one "
                 "breakdown at a time.")),
        html.Dl(rows, className="facts"),
    )  # fmt: skip


def _glossary(w: Words) -> Component:
    return _section(w("Glossary"), html.Div([_term(entry, w) for entry in INDICATORS.values()], className="glossary"))


def _term(entry: Indicator, w: Words) -> Component:
    unit = {
        "households": w("number of households"),
        "exchanges": w("number of exchanges"),
        "members": w("number of members"),
        "share": w("share in per cent"),
        "ratio": w("ratio"),
    }[entry.unit]
    by_campaign = "campaigns" in entry.needs
    kinds = w("campaign") if by_campaign else w.listing([w.kind(kind) for kind in entry.period_kinds])
    note = [html.P(w.text(entry.benchmark.note), className="reading")] if entry.benchmark else []
    return html.Div(
        [
            html.H3(w.text(entry.label)),
            html.P(w.text(entry.question), className="question"),
            html.P(w.text(entry.definition)),
            html.P(w("Unit: {unit}. Shown by {kinds}.", unit=unit, kinds=kinds), className="reading"),
            *note,
        ],
        className="term",
    )
