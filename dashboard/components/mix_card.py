"""The exchange mix on its card: statement, bars beside the study, reading, table.

Pure: an Answer in, a component out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components.amounts import about, around_words
from dashboard.components.compared import Compared, change_cell, change_head, changes_words
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
from queries import CLIPPED, INDICATORS, Answer, Period, Row, study_mix_exchanged, unsure_types
from queries.dimensions import type_group_of

if TYPE_CHECKING:
    from dash.development.base_component import Component


@dataclass(frozen=True)
class Mix:
    """What a mix needs beside its rows: labels and the study by value, and whether shares are of households.

    `in_groups` when the four groups stand for nine types of which some are hidden; `finer_by_year` when these are told
    for longer periods only. `around` names the place around whose mix it is, where that of the chosen ones is hidden;
    `around_places` selects it where it can be selected. `clip` is how many posts of a household and type count.
    """

    answer: Answer
    period: Period
    labels: Mapping[str, str]
    study: Mapping[str, float]
    of_households: bool
    in_groups: bool
    finer_by_year: bool = False
    around: str = ""
    around_places: tuple[str, ...] | None = None
    clip: int = 0

    @property
    def beside(self) -> Mapping[str, float]:
        """The study's shares where they are of the same thing: exchanges, not households."""
        return {} if self.of_households else self.study


def mix_card(
    content: Mix, w: Words, palette: Palette, notes: Sequence[Component] = (), compared: Compared | None = None
) -> Component:
    """The card; shares of exchanges are drawn largest of the study first, as the registry has them.

    Shares of households have no study beside them: they are drawn largest first. `notes` say why some are hidden.
    """
    if content.of_households:
        by_share = sorted(content.answer.rows, key=lambda row: -1.0 if row.answer is None else row.answer, reverse=True)
        content = replace(content, answer=replace(content.answer, rows=tuple(by_share)))
    rows = content.answer.rows
    study = content.beside
    what = w("Share of active households by type") if content.of_households else w("Share of exchanges by type")
    what = around_words(w, content.around, what)
    parts = [what, w.period(content.period)]
    if study:
        parts.append(w("upright mark: the 2020 study"))
    parts.append(w("thin line: 95% interval"))
    title = statement(content, w)
    reading = _reading(content, w) if content.answer.shown else ""
    if compared is not None and content.answer.shown:
        reading = f"{reading} {changes_words(compared, content.labels, w)}".strip()
    return figure_card(
        w,
        title,
        reading,
        picture("mix", mix(rows, content.labels, study, w, palette), f"{title}. {reading}")
        if content.answer.shown
        else (),
        caption=" · ".join(parts),
        identity="mix",
        rows=_table(content, study, f"{what}, {w.period(content.period)}", w, compared),
        definition=_definition(content, w),
        notes=[*notes, *(study_caveat(content.clip, content.period, w) if study and content.answer.shown else [])],
    )  # fmt: skip


def study_caveat(clip: int, period: Period, w: Words) -> list[Component]:
    """What to keep in mind beside the study's shares, wherever they are shown; `clip` as in a Mix."""
    said = [w("The study: which of 36% and 27% is items and which is services is uncertain in the source, together "
              "they make 63%; its nine shares add up to 99.4%, the other 0.6% is not allocated.")]  # fmt: skip
    if clip:
        said.append(
            w("There every post counts; here {n} at most of a household and type. In a simulated city with the study's "
              "mix that alone moves shares by up to {points} points: nearer than that is told as the same. How far it "
              "moves them here is not known.",
              n=w.number(clip), points=w.number(100 * CLIPPED[period.kind].share))
        )  # fmt: skip
    return [html.P(" ".join(said), className="reading")]


def steadied_words(w: Words) -> str:
    """How the mix of one neighbourhood is made."""
    return w("The shares of one neighbourhood are steadied by the mix of its city, all the more the smaller it is; the "
             "interval holds the noise and chance (a Dirichlet-multinomial model).")  # fmt: skip


def statement(content: Mix, w: Words) -> str:
    """Item sharing leads with 38%, two points above the study; under the name of the place around where it is its."""
    return around_words(w, content.around, _statement(content, w))


def dated(content: Mix, asked: Period | None, w: Words) -> str:
    """The same as a sentence of its own, after its period where that is not the one asked for."""
    said = f"{statement(content, w)}."
    if asked in (None, content.period):
        return said
    return w("{name}: {value}", name=w.period(content.period), value=said)


def _statement(content: Mix, w: Words) -> str:
    best = leading(content.answer.rows)
    if best is None or best.answer is None:
        return w("The exchange mix is not shown here")
    name, share = content.labels.get(best.value, best.value), about(w, w.percent(best.answer))
    if content.of_households:
        return w("{name}: {share} of active households take part", name=name, share=share)
    if best.value in content.study and best.value in unsure_types():
        found, other = (w.percent(study[best.value]) for study in (content.study, study_mix_exchanged()))
        return w("{name} leads with {share}; the 2020 study found {n} or {other}",
                 name=name, share=share, n=found, other=other)  # fmt: skip
    away = None if best.value in _unsure() else _away(best, content)
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


def leading(rows: Sequence[Row]) -> Row | None:
    """The row with the largest share that is shown."""
    return max((row for row in rows if row.answer is not None), key=lambda row: row.answer or 0, default=None)


def _away(row: Row, content: Mix) -> int | None:
    """Whole points above the study; 0 within the interval, or within what counting few posts of a household does."""
    if row.answer is None or row.value not in content.study:
        return None
    study, interval = content.study[row.value], row.interval()
    inside = interval is not None and interval[0] <= study <= interval[1]
    near = content.clip and abs(row.answer - study) <= CLIPPED[content.period.kind].share + 1e-9
    return 0 if inside or near else round(100 * (row.answer - study))


def _unsure() -> set[str]:
    """Types and groups that are never ranked by: the source of the study leaves open which share is whose."""
    types = unsure_types()
    return {*types, *map(type_group_of, types)}


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
        unsure = _unsure()
        away = [(abs(n), n, row) for row in shown if row.value not in unsure and (n := _away(row, content))]
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


def _table(content: Mix, study: Mapping[str, float], caption: str, w: Words, compared: Compared | None) -> Component:
    entry = INDICATORS["mix_share"]
    head: list[str | Told] = [w("Type"), w("Share"), interval_head(w), *([w("The 2020 study")] if study else [])]
    changes = compared.changes if compared else {}
    if compared and changes:
        head.append(change_head(compared, w))
    rows: list[list[Any]] = []
    for row in content.answer.rows:
        rows.append([content.labels.get(row.value, row.value), number_cell(w, entry, row, share_words(row, w)),
                     interval_cell(w, "share", row)])  # fmt: skip
        if study:
            rows[-1].append(of_study(study[row.value], w) if row.value in study else "–")
        if changes:
            rows[-1].append(change_cell(changes.get(row.value), w))
    if study:
        rest = of_study(1 - sum(study.values()), w)
        rows.append([w("Not allocated in the study"), "–", Told("", ("", "")), rest, *(["–"] if changes else [])])
    return table(caption, head, rows, not_additive(w) if content.of_households else "")


def of_study(share: float, w: Words) -> Told:
    """A share of the study, to the tenth of a percent as it printed it."""
    return Told(w.percent(share, 1), (round(share, 3),))


def _definition(content: Mix, w: Words) -> list[str]:
    lines = [w.text(INDICATORS["mix_share"].definition)]
    if content.of_households:
        lines.append(w("A household can take part in several types, so these shares do not add up to 100%; "
                       "the study's shares are of exchanges and are not shown beside them."))  # fmt: skip
    elif any(row.bounds for row in content.answer.rows):
        lines.append(steadied_words(w))
    return lines
