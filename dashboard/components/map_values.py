"""What the map page knows about one indicator and period, in the reader's words: values, intervals, changes, ranks.

Pure: Answers and Words in, texts and numbers out. Map, legend, list and profile all read from here, so they agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from dashboard.components.amounts import about, why_short
from dashboard.figures.choropleth import Cell
from dashboard.words import Words
from layers.classes import Classes, classes
from queries import Answer, Change, Indicator, Period, Row, change

#: The finest step of class edges: a share on a small base is told in steps of five points.
FINEST = {"share": 0.05, "ratio": 0.1}


@dataclass(frozen=True)
class MapValues:
    """One indicator, one period, every neighbourhood of the territory; `before` is the compared period's answer."""

    indicator: Indicator
    period: Period
    names: Mapping[str, str]
    now: Answer
    before: Answer | None
    before_period: Period | None
    words: Words

    @property
    def label(self) -> str:
        return self.indicator.label[self.words.language]

    @property
    def ranked(self) -> tuple[Row, ...]:
        """Shown rows from high to low, then hidden ones by name: hidden places have no rank."""
        shown = sorted(self.now.shown, key=lambda row: (-(row.answer or 0.0), self.names.get(row.area_code, "")))
        hidden = [row for row in self.now.rows if row.answer is None]
        return (*shown, *sorted(hidden, key=lambda row: self.names.get(row.area_code, "")))

    @property
    def amounts(self) -> tuple[float, ...]:
        return tuple(row.answer for row in self.now.rows if row.answer is not None)

    @property
    def scale(self) -> Classes:
        return classes(self.amounts, FINEST.get(self.indicator.unit, 1.0))

    @property
    def middle(self) -> float | None:
        return median(self.amounts) if self.amounts else None

    def row(self, code: str) -> Row | None:
        return self.now.row(area_code=code)

    def name(self, code: str) -> str:
        return self.names.get(code, code)

    def amount(self, value: float) -> str:
        """12%, 3.5 or 1,240 by the unit of the indicator."""
        if self.indicator.unit == "share":
            return self.words.percent(value)
        return self.words.number(value, 1 if self.indicator.unit == "ratio" else 0)

    def interval(self, row: Row) -> str:
        """31% to 45%: what the noise alone allows; a share stays under 100%."""
        found = limits(row, self.indicator)
        if found is None:
            return ""
        return self.words("{low} to {high}", low=self.amount(found[0]), high=self.amount(found[1]))

    def why(self, row: Row) -> str:
        """Why a number is not there, in words."""
        return why_short(self.words, row, self.indicator)

    def cell(self, code: str) -> Cell:
        """The neighbourhood as the figure draws it and as its hover text reads."""
        row = self.row(code)
        if row is None or row.answer is None:
            reading = why_short(self.words, row, self.indicator)
            return Cell(code, self.name(code), None, reading)
        reading = (
            f"{about(self.words, self.amount(row.answer))} ({self.interval(row)})\n{self.change_words(code)}".rstrip()
        )
        return Cell(code, self.name(code), row.answer, reading)

    def change_of(self, code: str) -> Change | None:
        if self.before is None:
            return None
        return change(self.row(code), self.before.row(area_code=code))

    def change_words(self, code: str) -> str:
        """Up, down or no clear change since the compared period; empty where either number is hidden."""
        w, found = self.words, self.change_of(code)
        if found is None or self.before_period is None:
            return ""
        since = w.period(self.before_period)
        if not found.is_clear:
            return w("no clear change since {period}", period=since)
        size = abs(found.difference)
        if self.indicator.unit == "share":
            points = round(size * 100)
            amount = w.plural("{n} point", "{n} points", points)
        else:
            amount = self.amount(size)
        if found.direction > 0:
            return w("up {amount} since {period}", amount=amount, period=since)
        return w("down {amount} since {period}", amount=amount, period=since)

    def reading(self) -> str:
        """The map in a few sentences: highest, lowest, median, and how many are not shown."""
        w, shown = self.words, [row for row in self.ranked if row.answer is not None]
        hidden = len(self.now.rows) - len(shown)
        parts = []
        if not shown:
            parts.append(w("No neighbourhood has a number to show for this period."))
        elif len(shown) == 1 or shown[0].answer == shown[-1].answer:
            parts.append(
                w("{name}: {value}.", name=self._those(shown), value=about(w, self.amount(shown[0].answer or 0)))
            )
        else:
            top = [row for row in shown if row.answer == shown[0].answer]
            low = [row for row in shown if row.answer == shown[-1].answer]
            parts.append(
                w("Highest: {names} ({value}).", names=self._those(top),
                  value=about(w, self.amount(top[0].answer or 0)))
            )  # fmt: skip
            parts.append(w("Lowest: {names} ({value}).", names=self._those(low),
                           value=about(w, self.amount(low[0].answer or 0))))  # fmt: skip
            parts.append(w("The median neighbourhood is at {value}.", value=about(w, self.amount(self.middle or 0))))
        if hidden and shown:
            parts.append(w.plural("{n} neighbourhood is not shown.", "{n} neighbourhoods are not shown.", hidden))
        return " ".join(parts)

    def _those(self, rows: list[Row]) -> str:
        """At most two by name, then how many: several places can share a rounded value."""
        if len(rows) <= 2:
            return self.words.listing([self.name(row.area_code) for row in rows])
        return self.words.plural("{n} place", "{n} places", len(rows))


def limits(row: Row, indicator: Indicator) -> tuple[float, float] | None:
    """The 95 % interval of a row; a share ends at 1."""
    found = row.interval()
    if found is None:
        return None
    return (found[0], min(1.0, found[1])) if indicator.unit == "share" else found
