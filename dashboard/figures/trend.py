"""A measure over months: line, noise band, marks of campaigns, bands of a project's stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from dashboard.components.amounts import counted, interval_words
from dashboard.figures.palettes import Palette
from dashboard.figures.theme import drawn, dressed, round_ticks
from dashboard.words import Words
from queries import Period, Row

HEIGHT = 300
_NUMBER = 0.04  # width of a mark's number as a share of the axis, on a card half a screen wide
_LEVEL = 0.08  # height of a number as a share of the chart


@dataclass(frozen=True)
class Mark:
    """A span on the time axis with its label: a campaign, the stage of a project that `stage` names, or a note."""

    starts_on: date
    ends_on: date
    label: str
    stage: str = ""
    is_note: bool = False


@dataclass(frozen=True)
class Beside:
    """What the months are compared with: its name and one number a month, None where there is none."""

    name: str
    values: tuple[float | None, ...]


def marked(rows: Sequence[Row], marks: Sequence[Mark]) -> list[Mark]:
    """The marks that meet the months of the rows, in order of time: the chart numbers them so, from 1."""
    if not rows:
        return []
    first, last = Period.parse(rows[0].period).start, Period.parse(rows[-1].period).end
    return sorted((m for m in marks if m.starts_on < last and m.ends_on > first), key=lambda mark: mark.starts_on)


def trend(
    rows: Sequence[Row], unit: str, w: Words, palette: Palette, marks: Sequence[Mark] = (),
    smooth: Sequence[float] = (), beside: Beside | None = None,
) -> go.Figure:  # fmt: skip
    """Rows of one place, oldest first, one a month or week; a hidden one is a gap. Marks bear their numbers (`marked`).

    smooth: a line through all months, which then leads; the months are points. beside: a dashed line.
    """
    months = [Period.parse(row.period) for row in rows]
    days = [_middle(month) for month in months]
    figure = go.Figure()
    highs = [interval[1] for row in rows if (interval := row.interval())]
    highs += [value for value in (beside.values if beside else ()) if value is not None]
    shown, top = marked(rows, marks), max(highs, default=1.0)
    ceiling = top * (1.2 if shown else 1.15)
    if shown:
        _add_marks(figure, shown, months[0].start, months[-1].end, ceiling, palette)
    for first, last in _runs(rows):
        part = range(first, last + 1)
        bounds = [rows[at].interval() or (0.0, 0.0) for at in part]
        figure.add_trace(
            go.Scatter(
                x=[days[at] for at in part] + [days[at] for at in reversed(part)],
                y=[high for _, high in bounds] + [low for low, _ in reversed(bounds)],
                fill="toself", fillcolor=palette.band, line={"width": 1, "color": palette.mid}, hoverinfo="skip",
                mode="lines",
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=days,
            y=[row.answer for row in rows],
            mode="markers" if smooth else "lines+markers",
            line={"color": palette.accent, "width": 2.2},
            marker={"size": 5, "color": palette.accent},
            text=[_hover(row, month, unit, w) for row, month in zip(rows, months, strict=True)],
            hovertemplate="%{text}<extra></extra>",
            connectgaps=False,
        )
    )
    if beside:
        said = [_beside_hover(beside.name, value, month, unit, w)
                for value, month in zip(beside.values, months, strict=True)]  # fmt: skip
        figure.add_trace(
            go.Scatter(x=days, y=list(beside.values), mode="lines", connectgaps=False, text=said,
                       hovertemplate="%{text}<extra></extra>", line={"color": palette.soft, "width": 2, "dash": "dash"})
        )  # fmt: skip
    if smooth:
        line = {"color": palette.deep, "width": 3}
        figure.add_trace(go.Scatter(x=days, y=list(smooth), mode="lines", line=line, hoverinfo="skip"))
    dressed(figure, w, HEIGHT, palette)
    values, texts = round_ticks(w, top)
    figure.update_yaxes(tickvals=values, ticktext=texts, range=[0, ceiling])
    if months:
        ticks, names = _time_ticks(months, w)
        figure.update_xaxes(range=[months[0].start, months[-1].end], tickvals=ticks, ticktext=names, showline=True,
                            tickangle=0)  # fmt: skip
    return figure


def _runs(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """First and last position of each run of shown months."""
    runs: list[tuple[int, int]] = []
    for at, row in enumerate(rows):
        if row.answer is None:
            continue
        if runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


def _middle(period: Period) -> date:
    return period.start + timedelta(days=3 if period.kind == "week" else 14)


def _hover(row: Row, month: Period, unit: str, w: Words) -> str:
    if row.answer is None:
        return w.period(month)
    between = interval_words(w, unit, row)
    return f"{w.period(month)}<br><b>{counted(w, unit, row.answer)}</b>" + (f"<br>{between}" if between else "")


def _beside_hover(name: str, value: float | None, month: Period, unit: str, w: Words) -> str:
    if value is None:
        return ""
    said = w("{name}: {value}", name=drawn(name), value=counted(w, unit, value))
    return f"{w.period(month)}<br>{said}"


def _add_marks(
    figure: go.Figure, marks: Sequence[Mark], first: date, last: date, ceiling: float, palette: Palette
) -> None:
    """Bands behind the line, works hatched as on the time axis of projects; numbers of near marks below each other."""
    shapes: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    free_from: list[date] = []  # of each level of numbers
    for number, mark in enumerate(marks, start=1):
        start, end = max(mark.starts_on, first), min(mark.ends_on, last)
        colour = palette.soft if mark.is_note else palette.stages.get(mark.stage, palette.warn)
        fill = palette.hidden if mark.is_note else palette.stage_bands.get(mark.stage, palette.mark)
        hatch = {"shape": "/", "fgcolor": colour, "fgopacity": 0.3, "size": 7, "solidity": 0.2}
        figure.add_trace(
            go.Scatter(
                x=[start, end, end, start], y=[0, 0, ceiling, ceiling], mode="lines", fill="toself", hoverinfo="skip",
                fillcolor=fill, line={"width": 0},
                fillpattern={**hatch, "fillmode": "overlay"} if mark.stage == "works" else None,
            )
        )  # fmt: skip
        line = {"color": colour, "width": 1.2, "dash": "dot" if mark.is_note else "solid"}
        shapes.append({"type": "line", "x0": start, "x1": start, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
                       "line": line})  # fmt: skip
        wide = (last - first) * _NUMBER
        is_last = start + wide > last  # near the right edge its number has room before its line alone
        left = start - wide if is_last else start
        level = next((at for at, free in enumerate(free_from) if free <= left), len(free_from))
        free_from[level : level + 1] = [left + wide]
        annotations.append(
            {"x": start, "y": 1 - _LEVEL * level, "yref": "paper", "text": f"<b>{number}</b>", "showarrow": False,
             "xanchor": "right" if is_last else "left", "xshift": -4 if is_last else 4, "yanchor": "top",
             "font": {"size": 13, "color": colour},
             "bgcolor": palette.label}
        )  # fmt: skip
    figure.update_layout(shapes=shapes, annotations=annotations)


def _time_ticks(months: Sequence[Period], w: Words) -> tuple[list[date], list[str]]:
    """The first month (or week) of each year where there are several, else every third month."""
    begins = {month.start.year: month.start for month in reversed(months)}
    if len(begins) > 1:
        januaries = sorted(day for day in begins.values() if day.month == 1)
        first = months[0].start
        shown = januaries if first.month == 1 or first.month > 6 else [first, *januaries]
        return shown, [str(day.year) for day in shown]
    return [_middle(month) for month in months[::3]], [w.month(month.start, short=True) for month in months[::3]]
