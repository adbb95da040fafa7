"""The frozen values that every part of Quartier speaks in: Scope, Period, Selection, Answer, and the refusal.

It owns no data and opens no file; it must not know where numbers come from or how they are drawn.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

PeriodKind = Literal["week", "month", "quarter", "year"]
Shown = Literal["yes", "no", "partial"]

#: Why a number is not there: hidden by disclosure control, not yet covered by the bundle, or never published.
Why = Literal["", "threshold", "not_yet", "not_published"]

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Refusal(Exception):
    """Something asked for that cannot be done. The message is for people: what, where, and what to do. Exit code 2."""


@dataclass(frozen=True)
class Scope:
    """Whose numbers: one organisation and the codes of neighbourhoods of its territory. Empty sees nothing.

    portfolios: landlords whose residence groups it sees besides, in those neighbourhoods. territory: all of the
    organisation's neighbourhoods, which a scope narrowed to some of them keeps: what stays hidden because so little
    lies outside must stay so. ValueError for a neighbourhood outside it.
    """

    organisation_code: str
    neighbourhoods: tuple[str, ...]
    portfolios: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.territory:
            object.__setattr__(self, "territory", self.neighbourhoods)
        elif not set(self.territory).issuperset(self.neighbourhoods):
            raise ValueError("a scope is never wider than its territory")


@dataclass(frozen=True, order=True)
class Period:
    """An ISO week, calendar month, quarter or year, half-open: `start` is its first day, `end` the day after it."""

    start: date
    kind: PeriodKind

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> Period:
        """Read `2024`, `2024-Q3`, `2024-05` or the ISO week `2024-W07`; anything else is a Refusal."""
        if text[:4] < "1900" or text[:4] > "2200":
            raise Refusal(f"“{text}” is not a period of this platform: write a year between 1900 and 2200.")
        if found := re.fullmatch(r"(\d{4})", text):
            return Period(date(int(found[1]), 1, 1), "year")
        if found := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            return Period(date(int(found[1]), 3 * int(found[2]) - 2, 1), "quarter")
        if found := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text):
            return Period(date(int(found[1]), int(found[2]), 1), "month")
        if found := re.fullmatch(r"(\d{4})-W(\d{2})", text):
            with suppress(ValueError):  # few years have a 53rd week
                return Period(date.fromisocalendar(int(found[1]), int(found[2]), 1), "week")
        raise Refusal(f"“{text}” is not a period: write a year (2024), a quarter (2024-Q3) or a month (2024-05).")

    @property
    def code(self) -> str:
        """The text that `parse` reads back."""
        if self.kind == "year":
            return f"{self.start.year}"
        if self.kind == "quarter":
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        if self.kind == "week":
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02d}"
        return f"{self.start.year}-{self.start.month:02d}"

    @property
    def end(self) -> date:
        return self.shift(1).start

    @property
    def months(self) -> int:
        return _MONTHS[self.kind]

    def shift(self, count: int) -> Period:
        """The period of the same kind `count` steps later (earlier when negative)."""
        if self.kind == "week":
            return replace(self, start=self.start + timedelta(weeks=count))
        month = self.start.year * 12 + self.start.month - 1 + count * self.months
        return replace(self, start=date(month // 12, month % 12 + 1, 1))

    def year_before(self) -> Period:
        """The same period one year earlier; of a week, the one 52 weeks earlier."""
        if self.kind == "week":
            return self.shift(-52)
        return replace(self, start=self.start.replace(year=self.start.year - 1))

    def within(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The periods of a finer kind that make up this one: a year has four quarters and twelve months."""
        first = Period(self.start, kind)
        return tuple(first.shift(step) for step in range(self.months // _MONTHS[kind]))

    def containing(self, kind: PeriodKind) -> Period:
        """The period of a coarser (or the same) kind that contains this one, or any day written as its start."""
        if kind == "week":
            return Period(self.start - timedelta(days=self.start.weekday()), "week")
        months = _MONTHS[kind]
        return Period(self.start.replace(month=(self.start.month - 1) // months * months + 1, day=1), kind)


@dataclass(frozen=True)
class Selection:
    """Which numbers: places (empty: the whole territory), a period (None: the last published year), one dimension."""

    places: tuple[str, ...] = ()
    period: Period | None = None
    by: str = "total"


@dataclass(frozen=True)
class Row:
    """One number of an Answer. `answer` is None when hidden; shares are 0 to 1; `noise_sd` is in the same unit."""

    area_code: str
    area: str
    period: str
    dimension: str
    value: str
    answer: float | None
    noise_sd: float | None
    shown: Shown
    why: Why = ""
    base: float | None = None  # households behind a share: its published denominator
    permanent_sd: float = 0.0  # the part of noise_sd that every period of this row shares
    bounds: tuple[float, float] | None = None  # a 95 % interval of its own, where chance is in it beside the noise

    def interval(self, z: float = 1.96) -> tuple[float, float] | None:
        """The 95 % interval that the noise alone allows, never below zero; or its own."""
        if self.answer is None or self.noise_sd is None:
            return None
        if self.bounds is not None:
            return self.bounds
        return max(0.0, self.answer - z * self.noise_sd), self.answer + z * self.noise_sd


@dataclass(frozen=True)
class Answer:
    """The result of one question: rows in the order of the registry or of codes, with the snapshot it was read from."""

    indicator: str
    by: str
    snapshot: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def shown(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.answer is not None)

    def row(self, **wanted: str) -> Row | None:
        """The first row whose named fields have these values: `answer.row(area_code="11", value="total")`."""
        return next((r for r in self.rows if all(getattr(r, k) == v for k, v in wanted.items())), None)


def last_day(period: Period) -> date:
    return period.end - timedelta(days=1)
