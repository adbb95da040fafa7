"""The reader's language: translated sentences, numbers, shares, dates and periods.

It owns the catalogues in `dashboard/locale`; it must not know what the numbers mean or where they come from.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from queries.model import Period, PeriodKind

#: The languages that every screen exists in, with their own names.
LANGUAGES = {"en": "English", "fr": "Français"}

_LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr", "FR")}
_FOLDER = Path(__file__).parent / "locale"
_NO_BREAK = "\u202f"  # French typography: a narrow no-break space between a number and its sign

Catalogue = dict[str, tuple[str, ...]]


def msgid(text: str) -> str:
    """Mark a module constant as a sentence to translate later; the text itself is unchanged."""
    return text


@lru_cache
def catalogue(language: str) -> Catalogue:
    """Every translated sentence of a language: English text -> (text,) or (singular, plural). Empty for English."""
    sentences: Catalogue = {}
    for path in sorted((_FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    source = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
                    several = isinstance(message.string, (tuple, list))
                    forms = message.string if several else (str(message.string),)
                    sentences[source] = tuple(_typeset(form) if language == "fr" else form for form in forms)
    return sentences


def _typeset(text: str) -> str:
    """French signs keep to the word beside them at the end of a line: « seuil » ; Quoi ?"""
    return re.sub(r"(?<=«) | (?=[»;:?!])", _NO_BREAK, text)


@lru_cache
def words_in(language: str) -> Words:
    """The words of a language code; an unknown code reads as English."""
    return Words(language if language in LANGUAGES else "en")


@dataclass(frozen=True)
class Words:
    """Call it with an English sentence to get the reader's: `w("{n} places", n=3)`."""

    language: str = "en"
    _locale: Locale = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            object.__setattr__(self, "language", "en")
        object.__setattr__(self, "_locale", _LOCALES[self.language])

    def __call__(self, text: str, **values: object) -> str:
        """The sentence in the reader's language with `{name}` replaced by the values."""
        return catalogue(self.language).get(text, (text,))[0].format(**values)

    def plural(self, one: str, many: str, n: float, **values: object) -> str:
        """One of two sentences by the language's own rule (French: 0 and 1 are singular). `{n}` is the number."""
        singular = abs(n) < 2 if self.language == "fr" else abs(n) == 1
        forms = catalogue(self.language).get(one, (one, many))
        text = forms[0] if singular else forms[-1]
        return text.format(**{"n": self.number(n), **values})

    def number(self, value: float, decimals: int = 0) -> str:
        """1,234.5 in English and 1 234,5 in French, with exactly so many decimals; never "-0"."""
        rounded = round(float(value), decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(rounded, format=pattern, locale=self._locale)

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share of 0 to 1 as a percentage: 12% in English and 12 % in French."""
        sign = f"{_NO_BREAK}%" if self.language == "fr" else "%"
        return self.number(share * 100, decimals) + sign

    def signed(self, text: str, positive: bool) -> str:
        """A formatted amount with its sign, by the typographic minus."""
        return ("+" if positive else "−") + text

    def date(self, day: datetime.date) -> str:
        """5 May 2025, 5 mai 2025, 1er mai 2025."""
        if self.language == "fr" and day.day == 1:
            return "1er " + format_date(day, "MMMM y", locale=self._locale)
        return format_date(day, "d MMMM y", locale=self._locale)

    def month(self, day: datetime.date, short: bool = False) -> str:
        """May 2025 or mai 2025 (short: Sep 2025, sept. 2025)."""
        return format_date(day, "MMM y" if short else "MMMM y", locale=self._locale)

    def period(self, period: Period) -> str:
        """2nd quarter 2025, 2e trimestre 2025, May 2025, mai 2025, 2025."""
        if period.kind == "year":
            return str(period.start.year)
        if period.kind == "month":
            return self.month(period.start)
        return f"{self._ordinal(1 + period.start.month // 3)} {self('quarter')} {period.start.year}"

    def during(self, period: Period) -> str:
        """In the 2nd quarter 2025, au 2e trimestre 2025, en mai 2025: the period inside a sentence."""
        text = self.period(period)
        return self("in the {quarter}", quarter=text) if period.kind == "quarter" else self("in {period}", period=text)

    def kind(self, kind: PeriodKind) -> str:
        """The word for a kind of period: month, quarter, year."""
        return {"month": self("month"), "quarter": self("quarter"), "year": self("year")}[kind]

    def listing(self, items: Iterable[str]) -> str:
        """Villejean, Centre and Le Blosne."""
        return format_list(list(items), style="standard", locale=self._locale)

    def _ordinal(self, number: int) -> str:
        if self.language == "fr":
            return "1er" if number == 1 else f"{number}e"
        return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"
