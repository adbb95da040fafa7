"""The mix of every neighbourhood on one card: a strip of nine colours each, the most alike first.

Pure: mixes in, a component out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.components.amounts import difference_words, interval_words, why_short
from dashboard.components.figure import Hidden, Told, figure_card, interval_cell, number_cell, table
from dashboard.components.mix_card import leading, of_study, steadied_words, study_caveat
from dashboard.components.spoken import DECORATIVE
from dashboard.figures.mix import share_words
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import INDICATORS, NeighbourhoodMix, Period, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component


def mixes_card(
    mixes: Sequence[NeighbourhoodMix],
    labels: Mapping[str, str],
    study: Mapping[str, float],
    clip: int,
    like: str,
    period: Period,
    address: Callable[[str], str],
    w: Words,
    palette: Palette,
) -> Component:
    """The card; `like` names the neighbourhood that the others are compared with, empty for all together. `clip` posts
    of a household and type count. `address` of a neighbourhood's code."""
    what = w("Share of exchanges by type")
    order = w("the most like {place} first", place=like) if like else w("the most like all of them together first")
    shown = [mix for mix in mixes if mix.apart is not None]
    title = _statement(mixes, like, w)
    hidden = [mix.name for mix in mixes if mix.apart is None]
    reading = ""
    if hidden:
        reading = w.plural("Below threshold: {names}. That is not the same as nothing to share.",
                           "Below threshold: {names}. That is not the same as nothing to share.",
                           len(hidden), names=w.listing(hidden))  # fmt: skip
    colours = {name: palette.types[code] for code, name in labels.items() if code in palette.types}
    if any(row.answer is None for mix in shown for row in mix.rows):
        colours[w("below threshold")] = palette.hidden
    legend = html.Ul(
        [html.Li([html.Span(className="swatch", style={"background": colour}), html.Span(name)])
         for name, colour in colours.items()],
        className="stage-legend",
        **DECORATIVE,
    )  # fmt: skip
    strips = html.Ul([_line(mix, labels, address, w, palette) for mix in mixes], className="strips")
    return figure_card(
        w,
        title,
        reading,
        [legend, strips],
        identity="mixes",
        caption=" · ".join([what, w.period(period), order]),
        rows=_table(mixes, labels, study, f"{what}, {w.period(period)}, {order}", w),
        notes=study_caveat(clip, period, w) if shown else (),
        definition=[
            steadied_words(w),
            w("Two mixes are alike where all nine shares are (Jensen-Shannon distance). What is said beside a strip is "
              "the type furthest from the mix compared with, beyond three standard deviations: among so many some seem "
              "far by chance."),
        ],
    )  # fmt: skip


def _statement(mixes: Sequence[NeighbourhoodMix], like: str, w: Words) -> str:
    shown = [mix for mix in mixes if mix.apart is not None]
    if not shown:
        return w("No mix of a single neighbourhood is shown here")
    away = sum(mix.furthest is not None for mix in shown)
    if not away:
        return (w("No neighbourhood differs clearly from {place}", place=like) if like
                else w("No neighbourhood differs clearly from all of them together"))  # fmt: skip
    numbers = {"all": w.number(len(shown) - bool(like))}  # itself is not compared
    if like:
        return w.plural("{n} of {all} neighbourhoods differs clearly from {place}",
                        "{n} of {all} neighbourhoods differ clearly from {place}", away, place=like,
                        **numbers)  # fmt: skip
    return w.plural("{n} of {all} neighbourhoods differs clearly from all of them together",
                    "{n} of {all} neighbourhoods differ clearly from all of them together", away,
                    **numbers)  # fmt: skip


def _line(
    mix: NeighbourhoodMix, labels: Mapping[str, str], address: Callable[[str], str], w: Words, palette: Palette
) -> Component:  # fmt: skip
    name = dcc.Link(mix.name, href=address(mix.neighbourhood_code), className="line-name")
    if mix.apart is None:
        return html.Li([name, html.Span(className="strip is-hidden", **DECORATIVE),
                        html.Span(_why(mix, w), className="reading")])  # fmt: skip
    strip = html.Span(className="strip", style={"background": gradient(mix.rows, palette)}, **DECORATIVE)
    return html.Li([name, strip, html.Span(_said(mix, labels, w), className="reading")])


def _why(mix: NeighbourhoodMix, w: Words) -> str:
    return why_short(w, mix.rows[0] if mix.rows else None, INDICATORS["mix_share"])


def _said(mix: NeighbourhoodMix, labels: Mapping[str, str], w: Words) -> list[Any]:
    """What leads with its share, and what differs clearly."""
    first = leading(mix.rows)
    said = "" if first is None else f"{labels.get(first.value, first.value)} {_with_interval(first, w)}"
    if mix.furthest is None:
        return [said]
    value, size = mix.furthest
    differs = f"{labels.get(value, value)} {difference_words(w, 'share', size)}"
    return [f"{said} ", html.Span(differs, className="badge badge-accent")]


def _with_interval(row: Row, w: Words) -> str:
    """36% (33% to 39%)."""
    interval = interval_words(w, "share", row)
    return f"{share_words(row, w)} ({interval})" if interval else share_words(row, w)


def gradient(rows: Sequence[Row], palette: Palette) -> str:
    """The strip as a CSS gradient with hard edges, a line of the card's colour between two types, which may look alike
    to some; what is hidden or lost to rounding has the colour of the hidden."""
    stops, reached = [], 0.0
    for row in rows:
        if row.answer:
            following = min(100.0, reached + 100 * row.answer)
            edge = f"calc({following:.0f}% - 1px)"
            stops.append(f"{palette.types.get(row.value, palette.soft)} {reached:.0f}% {edge}")
            stops.append(f"{palette.card} {edge} {following:.0f}%")
            reached = following
    return f"linear-gradient(90deg, {', '.join([*stops, f'{palette.hidden} {reached:.0f}%'])})"


def _table(
    mixes: Sequence[NeighbourhoodMix], labels: Mapping[str, str], study: Mapping[str, float], caption: str, w: Words
) -> Component:
    head = [Told(label, (label, w("{label}, from", label=label), w("{label}, to", label=label)))
            for label in labels.values()]  # fmt: skip
    printed = [of_study(study[code], w) for code in labels]
    lines: list[list[Any]] = [[w("The 2020 study"), *(Told(each.text, (*each.values, "", "")) for each in printed)]]
    for mix in mixes:
        rows = {row.value: row for row in mix.rows}
        lines.append([mix.name, *(_share_cell(rows.get(code), w) for code in labels)])
    return table(caption, [w("Neighbourhood"), *head], lines)


def _share_cell(row: Row | None, w: Words) -> Told | Hidden:
    """A share and its 95 % interval: three columns of the CSV."""
    text = share_words(row, w) if row else ""
    told = number_cell(w, INDICATORS["mix_share"], row, text)
    if row is None or not isinstance(told, Told):
        return told
    return Told(_with_interval(row, w), (*(told.values or (text,)), *interval_cell(w, "share", row).values))
