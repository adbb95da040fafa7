"""Amounts and changes in the reader's words, rounded to what the noise supports.

Pure: numbers in, text out; it must not decide what may be shown.
"""

from __future__ import annotations

from dashboard.words import Words
from queries import Change, Indicator, Row

#: The k of lattice.toml (a test compares them): what no shown number has fewer of behind it.
FEWEST_HOUSEHOLDS = 11


def amount(w: Words, unit: str, value: float) -> str:
    """The bare number of a unit: 1,204 households, 38% for a share, 2.4 for a ratio."""
    return w.percent(value, decimals(unit, value)) if unit == "share" else w.number(value, decimals(unit, value))


def decimals(unit: str, value: float) -> int:
    """The digits that are told after the point: of a percentage for a share, few of many homes are not none."""
    return 1 if unit == "ratio" or (unit == "share" and 0 < value < 0.005) else 0


def counted(w: Words, unit: str, value: float) -> str:
    """A published number with its unit as a sentence would say it: about 33 households, since it carries noise."""
    if unit == "households":
        return about(w, w.plural("{n} household", "{n} households", round(value)))
    if unit == "exchanges":
        return about(w, w.plural("{n} exchange", "{n} exchanges", round(value)))
    if unit == "members":
        return about(w, w.plural("{n} member", "{n} members", round(value)))
    return about(w, amount(w, unit, value))


def sum_words(w: Words, row: Row) -> str:
    """About 33 households; at least so many where a neighbourhood that is hidden is missing from the sum."""
    if row.shown == "partial":
        return w("at least {n}", n=w.plural("{n} household", "{n} households", round(row.answer or 0.0)))
    return counted(w, "households", row.answer or 0.0)


def about(w: Words, text: str) -> str:
    """About 38%: how a sentence says a number that carries noise."""
    return w("about {n}", n=text)


def around_words(w: Words, place: str, said: str) -> str:
    """What is said, under the name of the place around whose numbers these are; as it is where there is none."""
    return w("{place}, around it: {said}", place=place, said=said) if place else said


def interval_words(w: Words, unit: str, row: Row) -> str:
    """From 62% to 70%: the 95 % interval of the noise, empty when there is none."""
    interval = row.interval()
    if interval is None or not row.noise_sd:
        return ""
    low, high = interval
    if unit == "share":
        high = min(high, 1.0)
    low_text, high_text = amount(w, unit, low), amount(w, unit, high)
    return "" if low_text == high_text else w("{low} to {high}", low=low_text, high=high_text)


def difference_words(w: Words, unit: str, difference: float) -> str:
    """+5 points, −3 or +0.4: a signed difference in the unit of the indicator."""
    size = abs(difference)
    if unit == "share":
        points = round(size * 100)
        text = w.plural("{n} point", "{n} points", points)
    else:
        text = w.number(size, 1 if unit == "ratio" else 0)
    return w.signed(text, difference > 0)


def change_words(
    w: Words, indicator: Indicator, change: Change | None, against: str, is_elsewhere: bool = False
) -> tuple[str, str]:
    """The change against a named period, or the difference to another place, and its tone: good, bad, plain."""
    if change is None and is_elsewhere:
        return w("no comparison: too few numbers are shown for {place}", place=against), "plain"
    if change is None:
        return w("no comparison: {period} is not shown", period=against), "plain"
    if not change.is_clear or not is_visible(indicator.unit, change.difference):
        if is_elsewhere:
            return w("no clear difference from {what}", what=against), "plain"
        return w("no clear change on {period}", period=against), "plain"
    size = difference_words(w, indicator.unit, change.difference)
    if is_elsewhere:
        return w("{difference} compared with {place}", difference=size, place=against), "plain"
    text = w("{difference} on {period}", difference=size, period=against)
    if indicator.direction == "context":
        return text, "plain"
    return text, "good" if (change.direction > 0) == (indicator.direction == "up") else "bad"


def finest(unit: str) -> float:
    """The step in which numbers of a unit are told: one point, 0.1 or 1."""
    return {"share": 0.01, "ratio": 0.1}.get(unit, 1.0)


def is_visible(unit: str, difference: float) -> bool:
    """Whether the difference still is one after rounding for the reader."""
    return abs(difference) >= finest(unit) / 2


def why_words(w: Words, row: Row | None, indicator: Indicator) -> str:
    """Why a number is not there, in a sentence that leaves open how small it is."""
    why = row.why if row is not None else "not_published"
    if why == "threshold":
        return w("below threshold: fewer than {k} households, or too few to be shown safely", k=FEWEST_HOUSEHOLDS)
    if why == "not_yet":
        return w("not yet known: the period is not covered yet")
    return w("number of homes unknown") if indicator.homes else w("not published for this selection")


def why_short(w: Words, row: Row | None, indicator: Indicator) -> str:
    """The same in two or three words, for a cell of a list that has a note."""
    why = row.why if row is not None else "not_published"
    if why == "threshold":
        return w("below threshold")
    if why == "not_yet":
        return w("not yet known")
    return w("number of homes unknown") if indicator.homes else w("not published")
