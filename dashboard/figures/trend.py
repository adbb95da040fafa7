"""A measure over months: line, noise band, marks of campaigns, bands of a project's stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from dashboard.components.amounts import counted, interval_words
from dashboard.figures.palettes import Palette
from dashboard.figures.theme import dressed, round_ticks
from dashboard.words import Words
from queries import Period, Row

HEIGHT = 300
_LABEL = 26  # characters of a mark's label
_CHARACTER = 0.024  # width of a character as a share of the axis, on a card half a screen wide


@dataclass(frozen=True)
class Mark:
    """A span on the time axis with a short label: a campaign, or the stage of a project that `stage` names."""

    starts_on: date
    ends_on: date
    label: str
    stage: str = ""


def trend(rows: Sequence[Row], unit: str, w: Words, palette: Palette, marks: Sequence[Mark] = ()) -> go.Figure:
    """Rows of one place, oldest first, one a month; a hidden month is a gap. Marks outside the months are left out."""
    months = [Period.parse(row.period) for row in rows]
    days = [_middle(month) for month in months]
    figure = go.Figure()
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
            mode="lines+markers",
            line={"color": palette.accent, "width": 2.2},
            marker={"size": 5, "color": palette.accent},
            text=[_hover(row, month, unit, w) for row, month in zip(rows, months, strict=True)],
            hovertemplate="%{text}<extra></extra>",
            connectgaps=False,
        )
    )
    top = max((interval[1] for row in rows if (interval := row.interval())), default=1.0)
    dressed(figure, w, HEIGHT, palette)
    values, texts = round_ticks(w, top)
    figure.update_yaxes(tickvals=values, ticktext=texts, range=[0, top * (1.15 + 0.09 * min(3, len(marks)))])
    if months:
        first_day, last_day = months[0].start, months[-1].end
        _add_marks(figure, [m for m in marks if m.starts_on < last_day and m.ends_on > first_day], first_day, last_day,
                   palette)  # fmt: skip
        ticks, names = _time_ticks(months, w)
        figure.update_xaxes(range=[first_day, last_day], tickvals=ticks, ticktext=names, showline=True, tickangle=0)
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
    return period.start + timedelta(days=14)


def _hover(row: Row, month: Period, unit: str, w: Words) -> str:
    if row.answer is None:
        return w.period(month)
    between = interval_words(w, unit, row)
    return f"{w.period(month)}<br><b>{counted(w, unit, row.answer)}</b>" + (f"<br>{between}" if between else "")


def _add_marks(figure: go.Figure, marks: Sequence[Mark], first: date, last: date, palette: Palette) -> None:
    """Bands behind the line; labels on up to four levels so that neighbours do not cover each other."""
    taken: list[list[tuple[date, date]]] = [[], [], [], []]
    shapes: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for mark in sorted(marks, key=lambda each: each.starts_on):
        start, end = max(mark.starts_on, first), min(mark.ends_on, last)
        colour = palette.stages.get(mark.stage, palette.warn)
        band = palette.stage_bands.get(mark.stage, palette.mark)
        across = {"yref": "paper", "y0": 0, "y1": 1, "layer": "below", "x0": start}
        shapes.append({**across, "type": "rect", "x1": end, "fillcolor": band, "line": {"width": 0}})
        shapes.append({**across, "type": "line", "x1": start, "line": {"color": colour, "width": 1.2}})
        label = mark.label if len(mark.label) <= _LABEL else mark.label[: _LABEL - 1].rstrip() + "…"
        width = timedelta(days=(last - first).days * len(label) * _CHARACTER)
        late = start + width > last
        span = (start - width, start) if late else (start, start + width)
        level = next((at for at, spans in enumerate(taken) if not _meets(span, spans)), len(taken) - 1)
        taken[level].append(span)
        annotations.append(
            {
                "x": start,
                "y": 1 - 0.075 * level,
                "yref": "paper",
                "text": label,
                "showarrow": False,
                "xanchor": "right" if late else "left",
                "xshift": -4 if late else 4,
                "yanchor": "top",
                "font": {"size": 12, "color": colour},
                "bgcolor": palette.label,
            }
        )
    figure.update_layout(shapes=shapes, annotations=annotations)


def _meets(span: tuple[date, date], others: Sequence[tuple[date, date]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _time_ticks(months: Sequence[Period], w: Words) -> tuple[list[date], list[str]]:
    """Years in their middle where there are several, else every third month."""
    years = sorted({month.start.year for month in months})
    if len(years) > 1:
        januaries = [month.start for month in months if month.start.month == 1]
        first = months[0].start
        shown = januaries if first.month == 1 or first.month > 6 else [first, *januaries]
        return shown, [str(day.year) for day in shown]
    return [_middle(month) for month in months[::3]], [w.month(month.start, short=True) for month in months[::3]]
