"""Who is reached beside who lives there, on a card: by kind of dwelling, gender or age, each with its ratio.

Pure: what the query found in, a component out; it must not guess the kind of those of whom it is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboard.components import sharers_card
from dashboard.components.amounts import about, amount, around_words
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    number_cell,
    picture,
    table,
    told,
)
from dashboard.figures.intervals import Line, intervals
from dashboard.figures.palettes import Palette
from dashboard.words import Words
from queries import INDICATORS, Represented, RepresentedKind, Sharers

if TYPE_CHECKING:
    from dash.development.base_component import Component


def represented_card(
    found: Represented, active: Sharers, labels: Mapping[str, str], w: Words, palette: Palette, *,
    around: bool = False, notes: Sequence[Component] = (),
) -> Component:  # fmt: skip
    """The card; `active`: who of those enrolled takes part, by the same attribute.

    around: it is of a place around, which is told in words and in the table alone.
    """
    what = {
        "dwelling_type": w("Enrolled households by kind of dwelling"),
        "gender": w("Enrolled households by gender of a member"),
        "age_band": w("Enrolled households by age of a member"),
    }[found.attribute]
    what = around_words(w, found.place.name if around else "", what)
    compared = any(kind.living is not None for kind in found.kinds)
    caption = [what, w.period(found.year)]
    if compared and not around:
        caption += [w("upright mark: all homes (census)"), w("in brackets: times their share of all homes")]
    title, reading = statement(found, w, around=around), _reading(found, active, labels, w)
    lines = [Line(labels.get(k.value, k.value), k.share, k.low, k.high, _share_words(k, w), k.living)
             for k in found.kinds]  # fmt: skip
    return figure_card(
        w, title, reading,
        () if around else picture(f"represented-{found.attribute}", intervals(lines, w, palette),
                                  f"{title}. {reading}"),
        identity=f"represented-{found.attribute}", notes=notes,
        caption=" · ".join([*caption, *([] if around else [w("thin line: 95% interval")])]),
        rows=_table(found, active, labels, f"{what}, {w.period(found.year)}", w), definition=_definition(found, w),
    )  # fmt: skip


def statement(found: Represented, w: Words, *, around: bool = False) -> str:
    """How like those who live there the enrolled are; under the name of the place around where it is told of that."""
    return around_words(w, found.place.name if around else "", _statement(found, w))


def _statement(found: Represented, w: Words) -> str:
    by = {"dwelling_type": w("By kind of dwelling"), "gender": w("By gender"), "age_band": w("By age")}[found.attribute]
    if found.index is None:
        return w("{by}, those enrolled cannot be compared with those who live there", by=by)
    if not found.is_clear:
        return w("{by}, those enrolled are like those who live there, as far as can be told", by=by)
    share = about(w, w.percent(found.index))
    return w("{by}, those enrolled and those who live there have {share} of their mix in common", by=by, share=share)


def _reading(found: Represented, active: Sharers, labels: Mapping[str, str], w: Words) -> str:
    """Who is over- and under-represented, how sure the index is, what is not known, and who takes part."""
    parts, groups = [], [kind for kind in found.kinds if kind.is_clear and kind.ratio is not None]

    def named(kinds: list[RepresentedKind]) -> str:
        return w.listing([w("{name} ({times} times)", name=labels.get(kind.value, kind.value),
                            times=w.number(kind.ratio or 0.0, 1)) for kind in kinds])  # fmt: skip

    if found.index is not None and found.low is not None and found.high is not None:
        low, high = w.percent(found.low), w.percent(found.high)
        parts.append(w("100% is the same mix; 95% interval: {low} to {high}.", low=low, high=high))
    if over := sorted((k for k in groups if (k.least or 0.0) > 1), key=lambda k: -(k.ratio or 0.0)):
        parts.append(w("More present than among all homes: {names}.", names=named(over)))
    if under := sorted((k for k in groups if (k.least or 0.0) <= 1), key=lambda k: k.ratio or 0.0):
        parts.append(w("Less present: {names}.", names=named(under)))
    if found.merged:
        names = w.apart(labels.get(value, value) for value in found.merged)
        parts.append(w("Others, together: {names}.", names=names))
    if found.hidden:
        names = w.apart(labels.get(value, value) for value in found.hidden)
        parts.append(w("Below threshold, so few: {names}; the intervals allow for them.", names=names))
    parts.append(_unknown(found, w))
    if active.answer.shown:
        parts.append(sharers_card.statement(active, labels, w) + ".")
    return " ".join(parts)


def _unknown(found: Represented, w: Words) -> str:
    if found.unknown is not None:
        return w("Not known of {share} of those enrolled, who are left out.", share=about(w, w.percent(found.unknown)))
    if "unknown" in found.merged:
        return w("Those of whom it is not known are among the others: how many is below threshold.")
    return w("Of how many it is not known is below threshold.")


def _share_words(kind: RepresentedKind, w: Words) -> str:
    share = w.percent(kind.share)
    return share if kind.ratio is None else f"{share} ({w.number(kind.ratio, 1)})"


def _table(found: Represented, active: Sharers, labels: Mapping[str, str], caption: str, w: Words) -> Component:
    ratio = Told(w("Ratio, 95% interval"), (w("Ratio, 95% interval, from"), w("Ratio, 95% interval, to")))
    part = Told(w("Take part, 95% interval"), (w("Take part, 95% interval, from"), w("Take part, 95% interval, to")))
    head: list[str | Told] = [w("Kind"), w("Enrolled households"), w("Share"), interval_head(w), w("All homes"),
                              w("Ratio"), ratio, w("Take part, of those enrolled"), part]  # fmt: skip
    lines: list[list[Any]] = []
    for kind in found.kinds:
        row = active.answer.row(value=kind.value)
        lines.append([
            labels.get(kind.value, kind.value), told(w, "households", kind.enrolled), told(w, "share", kind.share),
            told(w, "share", kind.low, kind.high),
            "–" if kind.living is None else told(w, "share", kind.living),
            "–" if kind.ratio is None else told(w, "ratio", kind.ratio),
            "–" if kind.least is None or kind.most is None else told(w, "ratio", kind.least, kind.most),
            number_cell(w, INDICATORS["active_share"], row, amount(w, "share", row.answer or 0.0) if row else ""),
            Told("", ("", "")) if row is None else interval_cell(w, "share", row),
        ])  # fmt: skip
    return table(caption, head, lines)


def _definition(found: Represented, w: Words) -> list[str]:
    lines = [
        w("How like: 100% less half the sum of the differences between the shares of the enrolled and of all homes, "
          "from which what chance and noise add is taken off; the interval holds both."),
        w("The ratio is the share of those enrolled divided by the share of all homes: 1 is as present as in the "
          "census, which is public and exact."),
    ]  # fmt: skip
    if found.attribute != "dwelling_type":
        lines.append(w("A household with members of several kinds counts in each; told of whole cities only."))
    return lines
