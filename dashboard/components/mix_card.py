"""The exchange mix on its card: statement, bars beside the study, reading, table.

Pure: an Answer in, a component out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard.components.amounts import about
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    not_additive,
    number_cell,
    picture,
    table,
)
from dashboard.figures.mix import mix, share_words
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import INDICATORS, Answer, Period, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component


@dataclass(frozen=True)
class Mix:
    """What a mix needs beside its rows: labels and the study by value, and whether shares are of households.

    `in_groups` when the four groups stand for nine types of which some are hidden; `finer_by_year` when these are told
    for longer periods only.
    """

    answer: Answer
    period: Period
    labels: Mapping[str, str]
    study: Mapping[str, float]
    of_households: bool
    in_groups: bool
    finer_by_year: bool = False


def mix_card(content: Mix, w: Words, palette: Palette, notes: Sequence[Component] = ()) -> Component:
    """The card; shares of exchanges are drawn largest of the study first, as the registry has them.

    Shares of households have no study beside them: they are drawn largest first. `notes` say why some are hidden.
    """
    if content.of_households:
        by_share = sorted(content.answer.rows, key=lambda row: -1.0 if row.answer is None else row.answer, reverse=True)
        content = replace(content, answer=replace(content.answer, rows=tuple(by_share)))
    rows = content.answer.rows
    study = {} if content.of_households else content.study
    what = w("Share of active households by type") if content.of_households else w("Share of exchanges by type")
    parts = [what, w.period(content.period)]
    if study:
        parts.append(w("upright mark: the 2020 study"))
    parts.append(w("thin line: 95% interval"))
    title = statement(content, w)
    reading = _reading(content, w) if content.answer.shown else ""
    return figure_card(
        w,
        title,
        reading,
        picture("mix", mix(rows, content.labels, study, w, palette), f"{title}. {reading}")
        if content.answer.shown
        else (),
        caption=" · ".join(parts),
        identity="mix",
        rows=_table(content, study, f"{what}, {w.period(content.period)}", w),
        definition=_definition(content, w),
        notes=notes,
    )  # fmt: skip


def statement(content: Mix, w: Words) -> str:
    """Item sharing leads with 38%, two points above the study."""
    best = _best(content.answer.rows)
    if best is None or best.answer is None:
        return w("The exchange mix is not shown here")
    name, share = content.labels.get(best.value, best.value), about(w, w.percent(best.answer))
    if content.of_households:
        return w("{name}: {share} of active households take part", name=name, share=share)
    away = _away(best, content.study)
    if away is None:
        return w("{name} leads with {share}", name=name, share=share)
    if away == 0:
        return w("{name} leads with {share}, as in the study", name=name, share=share)
    if away > 0:
        return w.plural("{name} leads with {share}, {n} point above the study",
                        "{name} leads with {share}, {n} points above the study",
                        away, name=name, share=share)  # fmt: skip
    return w.plural("{name} leads with {share}, {n} point below the study",
                    "{name} leads with {share}, {n} points below the study",
                    -away, name=name, share=share)  # fmt: skip


def _best(rows: Sequence[Row]) -> Row | None:
    return max((row for row in rows if row.answer is not None), key=lambda row: row.answer or 0, default=None)


def _away(row: Row, study: Mapping[str, float]) -> int | None:
    """Whole points above the study, 0 within the noise; None where the study has no figure."""
    if row.answer is None or row.value not in study:
        return None
    difference = row.answer - study[row.value]
    return 0 if abs(difference) <= 1.96 * (row.noise_sd or 0.0) else round(100 * difference)


def _reading(content: Mix, w: Words) -> str:
    """What comes second, and what is furthest from the study beyond the noise."""
    shown = sorted((r for r in content.answer.rows if r.answer is not None), key=lambda r: -(r.answer or 0))
    hidden = len(content.answer.rows) - len(shown)
    parts = []
    if len(shown) > 1:
        second = shown[1]
        parts.append(w("{name} comes next with {share}.", name=content.labels.get(second.value, second.value),
                       share=about(w, w.percent(second.answer or 0))))  # fmt: skip
    if not content.of_households:
        away = [(abs(n), n, row) for row in shown if (n := _away(row, content.study))]
        if away and max(away, key=lambda each: each[0])[2] is not shown[0]:  # the title says it of the first
            _, points, row = max(away, key=lambda each: each[0])
            name = content.labels.get(row.value, row.value)
            parts.append(
                w.plural("Furthest from the study: {name}, {n} point above.",
                         "Furthest from the study: {name}, {n} points above.", points, name=name)
                if points > 0 else
                w.plural("Furthest from the study: {name}, {n} point below.",
                         "Furthest from the study: {name}, {n} points below.", -points, name=name)
            )  # fmt: skip
    if content.in_groups:
        parts.append(
            w("Shown in four groups: the nine types are told by year here.")
            if content.finer_by_year
            else w("Shown in four groups: some of the nine types are below threshold here.")
        )
    if hidden:
        parts.append(w.plural("{n} type is not shown.", "{n} types are not shown.", hidden))
    return " ".join(parts)


def _table(content: Mix, study: Mapping[str, float], caption: str, w: Words) -> Component:
    entry = INDICATORS["mix_share"]
    head: list[str | Told] = [w("Type"), w("Share"), interval_head(w), *([w("The 2020 study")] if study else [])]
    rows = []
    for row in content.answer.rows:
        share = number_cell(w, entry, row, share_words(row, w))
        known = study.get(row.value)
        compared = [Told(w.percent(known, 1), (known,)) if known is not None else "–"] if study else []
        rows.append([content.labels.get(row.value, row.value), share, interval_cell(w, "share", row), *compared])
    return table(caption, head, rows, not_additive(w) if content.of_households else "")


def _definition(content: Mix, w: Words) -> list[str]:
    lines = [w.text(INDICATORS["mix_share"].definition)]
    if content.of_households:
        lines.append(w("A household can take part in several types, so these shares do not add up to 100%; "
                       "the study's shares are of exchanges and are not shown beside them."))  # fmt: skip
    else:
        lines.append(w("The study's shares add up to 99.4%. Which of 36% and 27% belongs to items is uncertain in the "
                       "source; together they make 63%."))  # fmt: skip
    return lines
