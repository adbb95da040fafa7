"""The stages of many projects on one time axis, as a real table: each row a project, its name the link to its detail.

Pure: projects in, a component out; it must not decide which stages a reader may see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dash import dcc, html

from dashboard.words import Words
from queries import Project

if TYPE_CHECKING:
    from dash.development.base_component import Component

_MOST_YEARS = 9  # more than these and only every second or third is named


@dataclass(frozen=True)
class Span:
    """One stage of a project between two days."""

    stage: str
    starts_on: date
    ends_on: date


def stage_words(stage: str | None, w: Words) -> str:
    """A stage in words; None, or planned, is before the first."""
    return {
        "before": w("before the project"),
        "consultation": w("consultation and design"),
        "works": w("works"),
        "existing": w("existing neighbourhood"),
    }.get(stage or "", w("not begun"))


def stage_during(stage: str, w: Words) -> str:
    """A stage as the time in which something was: during the works."""
    return {
        "before": w("before the project"),
        "consultation": w("during the consultation"),
        "works": w("during the works"),
        "existing": w("in the existing neighbourhood"),
    }[stage]


def spans(project: Project, until: date) -> list[Span]:
    """The stages in order of time, each up to the next; the last one up to `until`, or to its own start if later."""
    stages = project.stages
    ends = [each.starts_on for each in stages[1:]] + [max(until, stages[-1].starts_on)]
    return [Span(each.stage, each.starts_on, end) for each, end in zip(stages, ends, strict=True)]


def timeline(
    projects: Sequence[Project],
    today: date,
    names: dict[str, str],
    w: Words,
    address: Callable[[Project], str],
    chosen: str,
) -> Component:
    """One row a project from the first stage of any to a year after `today` (the last covered day) at most."""
    first = min(project.stages[0].starts_on for project in projects)
    latest = max(project.stages[-1].starts_on for project in projects)
    axis = (date(first.year, 1, 1), date(max(today, latest).year + 1, 1, 1))
    head = html.Tr(
        [
            html.Th(w("Project"), scope="col"),
            html.Th(w("Stage now"), scope="col", className="stage-column"),
            html.Th(_axis(axis, w), scope="col", className="axis-cell"),
        ]
    )
    rows = [_row(project, today, axis, names, w, address(project), project.code == chosen) for project in projects]
    caption = html.Caption(
        w("Stages of each project from {first} to {last}", first=axis[0].year, last=axis[1].year - 1)
    )
    return html.Div(
        [legend(w), html.Table([caption, html.Thead(head), html.Tbody(rows)], className="timeline")],
        className="timeline-box",
    )


def legend(w: Words) -> Component:
    """The colour of each stage."""
    return html.Ul(
        [
            html.Li([html.Span(className=f"swatch stage-{stage}", **{"aria-hidden": "true"}), stage_words(stage, w)])
            for stage in ("consultation", "works", "existing")
        ],
        className="stage-legend",
        **{"aria-label": w("Stages")},
    )


def _part(day: date, axis: tuple[date, date]) -> float:
    return 100 * (min(max(day, axis[0]), axis[1]) - axis[0]).days / (axis[1] - axis[0]).days


def _axis(axis: tuple[date, date], w: Words) -> Component:
    years = list(range(axis[0].year, axis[1].year))
    every = -(-len(years) // _MOST_YEARS)
    return html.Div(
        [html.Span(w("Years"), className="visually-hidden")]
        + [
            html.Span(str(year), className="year", style={"left": f"{_part(date(year, 1, 1), axis):.2f}%"})
            for year in years[::every]
        ],
        className="axis",
    )


def _row(
    project: Project, today: date, axis: tuple[date, date], names: dict[str, str], w: Words, href: str, current: bool
) -> Component:
    where = [names[code] for code in project.neighbourhoods if code in names]
    place = w.listing(where) if len(where) < 3 else w.plural("{n} neighbourhood", "{n} neighbourhoods", len(where))
    bars = []
    for span in spans(project, axis[1] if project.stages[-1].starts_on <= today else today):
        left, right = _part(span.starts_on, axis), _part(span.ends_on, axis)
        bars.append(
            html.Span(
                className=f"bar stage-{span.stage}",
                style={"left": f"{left:.2f}%", "width": f"{max(right - left, 0.4):.2f}%"},
                title=_since(span, w),
            )
        )
    told = w.apart(_since(span, w) for span in spans(project, today))
    left_of_today = {"left": f"{_part(today, axis):.2f}%"}
    now = [html.Span(className="future", style=left_of_today), html.Span(className="today", style=left_of_today)]
    name = [project.name, html.Span(f" {w('(chosen)')}", className="visually-hidden")] if current else project.name
    return html.Tr(
        [
            html.Th([dcc.Link(name, href=href), html.Span(place, className="reading place-line")], scope="row"),
            html.Td(stage_words(project.stage_on(today), w), className="stage-column"),
            html.Td(
                [html.Div([*bars, *now], className="bars", **{"aria-hidden": "true"}),
                 html.Span(told, className="visually-hidden")],
                className="axis-cell",
            ),
        ],
        className="is-current" if current else "",
    )  # fmt: skip


def _since(span: Span, w: Words) -> str:
    return w("{stage} from {month}", stage=stage_words(span.stage, w), month=w.month(span.starts_on))
