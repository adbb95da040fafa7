"""One language of the privacy report as plain HTML: its sentences, numbers, dates, and the elements it is made of.

It knows nothing of what is reported; every text that it writes is escaped here, once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from queries.model import Period

LANGUAGES = {"en": "English", "fr": "Français"}

_LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr", "FR")}

Line = str | Sequence[str]  # several texts are several lines of one cell


@cache
def texts() -> dict[str, dict[str, str]]:
    """Every sentence of the report: key -> language -> text."""
    return tomllib.loads(files("queries.publish").joinpath("privacy_texts.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Page:
    """Call it with the key of a sentence to read it in the page's language; the methods make escaped HTML of texts."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        return texts()[key][self.language].format(**values)

    def number(self, value: float, decimals: int = 0) -> str:
        """1,234.5 in English and 1 234,5 in French; no decimals of a whole number, never "-0"."""
        rounded = round(float(value), decimals) + 0.0
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(rounded, format=pattern, locale=_LOCALES[self.language])

    def short(self, value: float) -> str:
        """1.5 and 2: a number with as many decimals as it has, one at most."""
        return self.number(value, int(value != round(value)))

    def percent(self, share: float) -> str:
        return self.number(100 * share) + {"en": "%", "fr": " %"}[self.language]

    def date(self, day: date) -> str:
        if self.language == "fr" and day.day == 1:
            return "1er " + format_date(day, "MMMM y", locale=_LOCALES["fr"])
        return format_date(day, "d MMMM y", locale=_LOCALES[self.language])

    def period(self, code: str) -> str:
        """The words for a period written as `Period.parse` reads it."""
        start, kind = Period.parse(code).start, Period.parse(code).kind
        if kind == "year":
            return str(start.year)
        if kind == "month":
            return format_date(start, "MMMM y", locale=_LOCALES[self.language])
        year, number, _ = start.isocalendar() if kind == "week" else (start.year, (start.month + 2) // 3, 0)
        return self(kind, n=number, year=year)

    def escaped(self, text: str) -> str:
        """French signs keep to the word beside them, and an English percent sign to its number."""
        if self.language == "fr":
            text = re.sub(r"(?<=«) | (?=[»;:?!%])", "\u202f", text)
        else:
            text = re.sub(r"(?<=\d) %", "%", text)
        return escape(text)

    def heading(self, key: str) -> str:
        return f"<h3>{self.escaped(self(key))}</h3>"

    def paragraph(self, text: str, name: str = "") -> str:
        named = f' class="{name}"' if name else ""
        return f"<p{named}>{self.escaped(text)}</p>"

    def points(self, items: Iterable[str]) -> str:
        return "<ul>" + "".join(f"<li>{self.escaped(item)}</li>" for item in items) + "</ul>"

    def table(self, caption: str, head: Sequence[str], rows: Iterable[Sequence[Line]]) -> str:
        """A table whose first column names its rows; it scrolls within its own box where the screen is narrow."""
        named = self.escaped(caption)
        rows = list(rows)
        over = rows[0] if rows else head
        top = "".join(
            f'<th scope="col"{_words(cell)}>{self.escaped(text)}</th>' for text, cell in zip(head, over, strict=True)
        )
        body = "".join(
            "<tr>"
            + f'<th scope="row">{self._lines(first)}</th>'
            + "".join(f"<td{_words(cell)}>{self._lines(cell)}</td>" for cell in rest)
            + "</tr>\n"
            for first, *rest in rows
        )
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{named}"><table>\n<caption>{named}</caption>\n'
            f"<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody>\n</table></div>"
        )

    def _lines(self, cell: Line) -> str:
        return self.escaped(cell) if isinstance(cell, str) else "<br>".join(self.escaped(line) for line in cell)

    def document(self, notice: str, sections: Sequence[tuple[str, str]]) -> str:
        """The whole page: sections are (key of the title, HTML of the body)."""
        other = next(code for code in LANGUAGES if code != self.language)
        links = "".join(f'<li><a href="#{key}">{self.escaped(self(key))}</a></li>' for key, _ in sections)
        parts = "\n".join(
            f'<section aria-labelledby="{key}">\n<h2 id="{key}">{self.escaped(self(key))}</h2>\n{body}\n</section>'
            for key, body in sections
        )
        return f"""<!DOCTYPE html>
<html lang="{self.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{self.escaped(self("title"))} – Quartier</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/tokens.css">
<link rel="stylesheet" href="/assets/report.css">
</head>
<body>
<header>
<p class="brand">Quartier</p>
<p class="ways"><a href="/about">{self.escaped(self("back"))}</a>
<a href="/language/{other}?next=/about/privacy" lang="{other}" hreflang="{other}">{LANGUAGES[other]}</a></p>
</header>
<main>
<h1>{self.escaped(self("title"))}</h1>
{self.paragraph(self("lead"), "lead")}
{self.paragraph(notice, "notice") if notice else ""}
<nav aria-label="{self.escaped(self("contents"))}"><ul>{links}</ul></nav>
{parts}
</main>
</body>
</html>
"""


def _words(cell: Line) -> str:
    """Words begin at the left of their column, numbers end at its right."""
    text = cell if isinstance(cell, str) else " ".join(cell)
    return ' class="words"' if re.search(r"[^\W\d]{3}", text) else ""
