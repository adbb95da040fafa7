"""Before, during and after a project's stages, on a card: in words first, then the means with their intervals.

Pure: what the query told of each indicator in, a component out. What could be chance is called chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components.amounts import about, amount
from dashboard.components.figure import Told as Cell
from dashboard.components.figure import figure_card, interval_head, picture, table, told
from dashboard.components.timeline import stage_during, stage_words
from dashboard.figures.levels import Dot, levels
from dashboard.figures.palettes import Palette
from dashboard.words import Words, capital
from queries import INDICATORS, Compared, Level, Phase, Told

if TYPE_CHECKING:
    from dash.development.base_component import Component


def stages_card(found: Sequence[Told], chosen: str, w: Words, palette: Palette) -> Component:
    """The chosen indicator as a figure and in words; every indicator in the table."""
    one = next(each for each in found if each.indicator == chosen)
    title, said = statement(one, w), reading(one, found, w)
    unit = INDICATORS[chosen].unit
    dots = [_dot(unit, phase, mean, w) for phase, mean in one.levels]
    shown = any(dot.value is not None for dot in dots)
    what = w("Mean of a month in each stage") if one.kind == "month" else w("Mean of a quarter in each stage")
    body = [picture("stages", levels(dots, w, palette), f"{title}. {' '.join(said)}")] if shown else []
    if said:
        body.append(html.Ul([html.Li(line) for line in said], className="lines"))
    return figure_card(
        w, title, "", body,
        identity="stages",
        caption=" · ".join([w.text(INDICATORS[chosen].label), what, w("thin line: 95% interval")]),
        rows=table(
            w("Indicators by stage"),
            [w("Indicator and stage"), w("Whole periods"), w("Mean"), interval_head(w), w("Against"),
             w("Difference beside comparable places"), interval_head(w, w("Difference")), w("What it says")],
            [line for each in found for line in _lines(each, w)],
        ),
        definition=_definition(w),
    )  # fmt: skip


def statement(one: Told, w: Words) -> str:
    """Active households: about 24% lower during the works than during the consultation; or why nothing is claimed."""
    name = w.text(INDICATORS[one.indicator].label)
    clear = [each for each in one.steps if each.is_clear]
    if clear:
        return w("{name}: {what}", name=name, what=claim(one, clear[-1], w))
    if not one.levels or all(mean.value is None for _, mean in one.levels):
        return w("{name}: below threshold in every stage", name=name)
    told = [each for each in one.steps if not each.step.lacking]
    if told:
        return w("{name}: what differs between stages could be chance", name=name)
    lacking = {each.step.lacking for each in one.steps}
    if "places" in lacking:
        return w("{name}: too few comparable places to say what a stage changed", name=name)
    if "hidden" in lacking:
        return w("{name}: months below threshold, so no stage is compared", name=name)
    return w("{name}: too few months to say what a stage changed", name=name)


def claim(one: Told, each: Compared, w: Words) -> str:
    """Beside comparable places, about 24% lower during the works than during the consultation: of a clear step."""
    value = each.step.value or 0.0
    said = {"n": about(w, _size(one, value, w)), "during": stage_during(each.after.stage, w),
            "other": stage_during(each.before.stage, w)}  # fmt: skip
    if value < 0:
        return w("beside comparable places, {n} lower {during} than {other}", **said)
    return w("beside comparable places, {n} higher {during} than {other}", **said)


def reading(one: Told, found: Sequence[Told], w: Words) -> list[str]:
    """Each difference with its interval, why others are not told, and what is clear of other indicators."""
    parts = [capital(_beside(one, each, w)) for each in one.steps if not each.step.lacking]
    short = [each for each in one.steps if each.step.lacking]
    if short and parts:
        parts.append(w("Not compared: {what}.", what=w.apart(dict.fromkeys(_why(each, w) for each in short))))
    also = [w("{name}: {what}", name=w.text(INDICATORS[other.indicator].label), what=claim(other, each, w))
            for other in found if other is not one for each in other.steps if each.is_clear]  # fmt: skip
    if also:
        parts.append(w("Clear among the other indicators: {what}.", what=w.apart(also)))
    return parts


def _beside(one: Told, each: Compared, w: Words) -> str:
    said = {"stage": stage_words(each.after.stage, w), "other": stage_words(each.before.stage, w),
            "low": _signed(one, each.step.low or 0.0, w), "high": _signed(one, each.step.high or 0.0, w),
            "value": _signed(one, each.step.value or 0.0, w)}  # fmt: skip
    if each.is_clear:
        return w.plural("From {other} to {stage}: {value} ({low} to {high}) beside {n} comparable place.",
                        "From {other} to {stage}: {value} ({low} to {high}) beside {n} comparable places.",
                        each.step.places, **said)  # fmt: skip
    return w("From {other} to {stage}: {value} ({low} to {high}), which could be chance.", **said)


def _why(each: Compared, w: Words) -> str:
    pair = w("{stage} and {other}", stage=stage_words(each.before.stage, w), other=stage_words(each.after.stage, w))
    return f"{pair} ({_lacking(each, w)})"


def _lacking(each: Compared, w: Words) -> str:
    return {
        "months": w("too few whole months"),
        "hidden": w("months below threshold"),
        "places": w("too few comparable places"),
    }[each.step.lacking or "months"]


def _size(one: Told, value: float, w: Words) -> str:
    """24%, or 4 points for a share."""
    if one.scale == "level":
        points = round(abs(value) * 100)
        return w.plural("{n} point", "{n} points", points) if points else w("less than a point")
    return w.percent(abs(value))


def _signed(one: Told, value: float, w: Words) -> str:
    size = round(abs(value) * 100)
    sign = "" if not size else "+" if value > 0 else "−"
    if one.scale == "level":
        return w.plural("{n} point", "{n} points", size, n=f"{sign}{w.number(size)}")
    return f"{sign}{w.percent(abs(value))}"


def _dot(unit: str, phase: Phase, mean: Level, w: Words) -> Dot:
    label = capital(stage_words(phase.stage, w))
    if mean.value is None or mean.low is None or mean.high is None:
        return Dot(label, phase.stage, None, 0.0, 0.0, w("below threshold"))
    return Dot(label, phase.stage, mean.value, mean.low, mean.high, about(w, amount(w, unit, mean.value)))


def _lines(one: Told, w: Words) -> list[list[Any]]:
    """A line a stage: its mean, then how it differs from the stage before."""
    name, unit = w.text(INDICATORS[one.indicator].label), INDICATORS[one.indicator].unit
    before = {each.after: each for each in reversed(one.steps)}
    lines = []
    for phase, mean in one.levels:
        head = f"{name}, {stage_words(phase.stage, w)}"
        periods = Cell(periods_words(one.kind, mean, w), (mean.months,))
        if mean.value is None or mean.low is None or mean.high is None:
            line: list[Any] = [head, periods, (w("below threshold"),), Cell("", ("", ""))]
        else:
            high = min(1.0, mean.high) if unit == "share" else mean.high
            line = [head, periods, told(w, unit, mean.value), told(w, unit, mean.low, high)]
        lines.append(line + _difference(one, before.get(phase), w))
    return lines


def periods_words(kind: str, mean: Level, w: Words) -> str:
    """9 months, or of how many of them the number is."""
    several = (w.plural("{n} month", "{n} months", mean.months) if kind == "month"
               else w.plural("{n} quarter", "{n} quarters", mean.months))  # fmt: skip
    return several if mean.shown == mean.months else w("{n} of {whole}", n=w.number(mean.shown), whole=several)


def _difference(one: Told, each: Compared | None, w: Words) -> list[Any]:
    if each is None:
        return ["–", "–", Cell("–", ("", "")), "–"]
    against = stage_words(each.before.stage, w)
    step = each.step
    if step.value is None or step.low is None or step.high is None:
        return [against, "–", Cell("–", ("", "")), _lacking(each, w)]
    ends = w("{low} to {high}", low=_signed(one, step.low, w), high=_signed(one, step.high, w))
    return [
        against, Cell(_signed(one, step.value, w), (round(step.value, 2),)),
        Cell(ends, (round(step.low, 2), round(step.high, 2))), w("clear") if each.is_clear else w("could be chance"),
    ]  # fmt: skip


def _definition(w: Words) -> list[str]:
    return [
        w("The mean of the months wholly inside each stage; before the project, of the twelve months before its first "
          "stage, as far as there are data. What is counted once a quarter: of quarters. The interval holds the "
          "protection of the numbers and how much months vary and resemble each other."),
        w("The difference is set beside comparable places without a project, none within a kilometre, in the same "
          "months: season and what happens everywhere fall out. Comparable: alike in active households, homes and "
          "homes per km². Campaigns and other events of these places stay in it."),
        w("A difference is called clear when, of all those in the table, at most 5% would be chance. It needs six "
          "whole months on both sides, none below threshold, and ten comparable places. It says what went with a "
          "stage, not why."),
    ]  # fmt: skip
