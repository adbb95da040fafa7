"""The reader's language: translated sentences, numbers, shares, dates and periods.

It owns the catalogues in `dashboard/locale`; it must not know what the numbers mean or where they come from.
"""

from __future__ import annotations

import datetime
import gettext
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from queries.model import Period, PeriodKind

_FOLDER = Path(__file__).parent / "locale"
_NO_BREAK = "\u202f"  # French typography: a narrow no-break space between a number and its sign


@dataclass(frozen=True)
class Language:
    """What a folder of `dashboard/locale` says of its language in language.toml; sentences are in its .po files.

    of, in_: pairs of a pattern that the beginning of a place's name fits, and what takes its place in a sentence.
    joined: pairs of a pattern, and what takes its place wherever it is found in a sentence with its values.
    """

    code: str
    name: str
    locale: Locale
    of: tuple[tuple[str, str], ...]
    in_: tuple[tuple[str, str], ...]
    joined: tuple[tuple[str, str], ...] = ()
    first_of_month: str = ""
    narrow_spaces: bool = False


def read_languages(folder: Path) -> dict[str, Language]:
    """Every language of a folder by its code: English, in which the code is written, first."""
    found = {}
    for path in sorted(folder.glob("*/language.toml"), key=lambda path: (path.parent.name != "en", path)):
        told = tomllib.loads(path.read_text("utf-8"))
        of, in_, joined = (
            tuple((pattern, put) for pattern, put in told.pop(key, ())) for key in ("of", "in", "joined")
        )
        locale = Locale.parse(told.pop("locale"))
        found[path.parent.name] = Language(path.parent.name, told.pop("name"), locale, of, in_, joined, **told)
    return found


_KNOWN = read_languages(_FOLDER)

#: The languages that every screen exists in, with their own names.
LANGUAGES = {code: language.name for code, language in _KNOWN.items()}

Catalogue = dict[str, tuple[str, ...]]


#: Letters and signs as they are typed; assets/quartier.js has the same.
_TYPED = str.maketrans({"œ": "oe", "’": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-"})


def plain(text: str) -> str:
    """A text as it is sought: without accents and case, hyphens and apostrophes as they are typed, St and Ste whole."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_TYPED))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"\bst(e?)\b\.?", r"saint\1", letters, flags=re.ASCII)


def holds(name: str, sought: str) -> bool:
    """Whether a name has every word of a search in it, accents, case and hyphens aside."""
    return all(word in plain(name) for word in re.split(r"[\s-]+", plain(sought)))


def alphabetical(text: str) -> list[tuple[int, str]]:
    """What names are ordered by, as readers of French and English expect: accents aside, 2 before 10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", plain(text))
    return [(int(part) if part[0] in "0123456789" else -1, part) for part in parts]


def file_part(text: str, longest: int = 80) -> str:
    """A text as a part of a file's name: whole words in lower case, without accents, joined by hyphens."""
    words = re.findall(r"[a-z0-9]+", plain(text))
    while len("-".join(words)) > longest:
        words.pop()
    return "-".join(words)


def capital(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def within(text: str) -> str:
    """A label within a sentence: its first letter small, but for an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def msgid(text: str) -> str:
    """Mark a module constant as a sentence to translate later; the text itself is unchanged."""
    return text


@lru_cache
def catalogue(language: str) -> Catalogue:
    """Every translated sentence of a language: English text -> (text,) or one text a plural form. Empty for English."""
    sentences: Catalogue = {}
    told = _KNOWN.get(language)
    for path in sorted((_FOLDER / language).glob("*.po")) if told else ():
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    source = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
                    several = isinstance(message.string, (tuple, list))
                    forms = message.string if several else (str(message.string),)
                    sentences[source] = tuple(_typeset(form) if told and told.narrow_spaces else form for form in forms)
    return sentences


@lru_cache
def _which_plural(language: str) -> Callable[[int], int]:
    """Number -> which plural form, as the first catalogue of the language states it."""
    for path in sorted((_FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            return gettext.c2py(read_po(file, locale=language).plural_expr)
    return lambda n: int(n != 1)


def _typeset(text: str) -> str:
    """French signs keep to the word beside them at the end of a line: « seuil » ; Quoi ? 95 %, 1 000."""
    return re.sub(r"(?<=«) | (?=[»;:?!%])|(?<=\d) (?=\d{3}\b)", _NO_BREAK, text)


@lru_cache
def words_in(language: str) -> Words:
    """The words of a language code; an unknown code reads as English."""
    return Words(language if language in LANGUAGES else "en")


@dataclass(frozen=True)
class Words:
    """Call it with an English sentence to get the reader's: `w("{n} places", n=3)`."""

    language: str = "en"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            object.__setattr__(self, "language", "en")

    @property
    def told(self) -> Language:
        """What is known of the language."""
        return _KNOWN[self.language]

    @property
    def _locale(self) -> Locale:
        return self.told.locale

    def __call__(self, text: str, **values: object) -> str:
        """The sentence in the reader's language with `{name}` replaced by the values."""
        said = catalogue(self.language).get(text, (text,))[0].format(**values)
        for pattern, put in self.told.joined if values else ():
            said = re.sub(pattern, put, said)
        return said

    def text(self, texts: Mapping[str, str]) -> str:
        """A text of the registries, which hold English and French: another language translates the English."""
        own, english = texts.get(self.language), texts["en"]
        if own is None:
            return self(english)
        return _typeset(own) if self.told.narrow_spaces else own

    def of_place(self, name: str) -> str:
        """Of Villejean, de Villejean, du Blosne (for Le Blosne), des Halles, d’Ahuntsic, du Canal (for du Canal)."""
        return _before(name, self.told.of)

    def in_place(self, name: str) -> str:
        """In Villejean, à Villejean, au Blosne (for Le Blosne), aux Halles."""
        return _before(name, self.told.in_)

    def plural(self, one: str, many: str, n: float, /, **values: object) -> str:
        """One of two sentences by the language's own rule (French: 0 and 1 are singular). `{n}` is the number."""
        return self._form(one, many, n).format(**{"n": self.number(n), **values})

    def forms(self, one: str, many: str) -> dict[str, str]:
        """Every form of a sentence, `{n}` and the rest to be filled in, by its name in Unicode's plural rules.

        For scripts, which learn the number later: `Intl.PluralRules` answers the name (one, few, many, other).
        """
        # What a rule says of whole numbers shows up below 200 in every language; what has no name of its own is other.
        found = {"other": self._form(one, many, 5)}
        return found | {self._locale.plural_form(n): self._form(one, many, n) for n in range(200)}

    def _form(self, one: str, many: str, n: float) -> str:
        forms = catalogue(self.language).get(one)
        if forms is None:
            return one if abs(n) == 1 else many
        return forms[min(_which_plural(self.language)(int(abs(n))), len(forms) - 1)]

    def in_places(self, names: Sequence[str]) -> str:
        """In Villejean and Le Blosne; à Villejean et au Blosne, where the preposition goes with each name."""
        if len(self.told.in_) == 1:
            return self.in_place(self.listing(names))
        return self.listing(map(self.in_place, names))

    def number(self, value: float, decimals: int = 0) -> str:
        """1,234.5 in English and 1 234,5 in French, with exactly so many decimals; never "-0"."""
        return _decimal(round(float(value), decimals) + 0.0, decimals, self.language)

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share of 0 to 1 as a percentage: 12% in English and 12 % in French."""
        return self.number(share * 100, decimals) + self._locale.percent_formats[None].suffix[0].replace(
            "\xa0", _NO_BREAK
        )

    def signed(self, text: str, positive: bool) -> str:
        """A formatted amount with its sign, by the typographic minus."""
        return ("+" if positive else "−") + text

    def date(self, day: datetime.date) -> str:
        """5 May 2025, 5 mai 2025, 1er mai 2025."""
        if self.told.first_of_month and day.day == 1:
            return f"{self.told.first_of_month} " + format_date(day, "MMMM y", locale=self._locale)
        return format_date(day, "d MMMM y", locale=self._locale)

    def month(self, day: datetime.date, short: bool = False) -> str:
        """May 2025 or mai 2025 (short: Sep 2025, sept. 2025)."""
        return format_date(day, "MMM y" if short else "MMMM y", locale=self._locale)

    def month_name(self, day: datetime.date) -> str:
        """May, mai: the month of any year, inside a sentence."""
        return format_date(day, "LLLL", locale=self._locale)

    def period(self, period: Period) -> str:
        """2nd quarter 2025, 2e trimestre 2025, May 2025, mai 2025, 2025, week of 3 March 2025."""
        if period.kind == "year":
            return str(period.start.year)
        if period.kind == "month":
            return self.month(period.start)
        if period.kind == "week":
            return self("week of {day}", day=self.date(period.start))
        quarters = (self("1st quarter"), self("2nd quarter"), self("3rd quarter"), self("4th quarter"))
        return f"{quarters[period.start.month // 3]} {period.start.year}"

    def during(self, period: Period) -> str:
        """In the 2nd quarter 2025, au 2e trimestre 2025, en mai 2025: the period inside a sentence."""
        text = self.period(period)
        return self("in the {quarter}", quarter=text) if period.kind == "quarter" else self("in {period}", period=text)

    def the(self, period: Period) -> str:
        """The 2nd quarter 2025, le 2e trimestre 2025, mai 2025: the period as a name inside a sentence."""
        text = self.period(period)
        return self("the {quarter}", quarter=text) if period.kind == "quarter" else text

    def kind(self, kind: PeriodKind) -> str:
        """The word for a kind of period: month, quarter, year."""
        return {"month": self("month"), "quarter": self("quarter"), "year": self("year")}[kind]

    def apart(self, items: Iterable[str]) -> str:
        """Men; Other; Unknown: names that may hold commas, each for itself."""
        return self("; ").join(items)

    def listing(self, items: Iterable[str]) -> str:
        """Villejean, Centre and Le Blosne."""
        return format_list(list(items), style="standard", locale=self._locale)


@lru_cache(maxsize=16_384)
def _decimal(rounded: float, decimals: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded, format=pattern, locale=_KNOWN[language].locale)


def _before(name: str, patterns: Iterable[tuple[str, str]]) -> str:
    pattern, put = next(pair for pair in patterns if re.match(pair[0], name))
    return re.sub(pattern, put, name, count=1)
