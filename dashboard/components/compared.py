"""Shares beside another period or place: which of them changed beyond the noise, in a sentence and in a table.

Pure: changes in, texts out; with what a reader compares is settled elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.components.amounts import difference_words, is_visible
from dashboard.components.figure import Told
from dashboard.words import Words, capital
from queries import Change


@dataclass(frozen=True)
class Compared:
    """The change of each share by value against a named period, or a named other place; none where that is hidden.

    missing: why there is nothing to compare with at all.
    """

    changes: Mapping[str, Change]
    against: str
    is_elsewhere: bool = False
    missing: str = ""


def changes_words(compared: Compared, labels: Mapping[str, str], w: Words) -> str:
    """On a year earlier, beyond the noise: Local news +3 points, Odd jobs −2 points."""
    what = compared.against
    if compared.missing:
        return f"{capital(compared.missing)}."
    if not compared.changes:
        return w("No comparison: {period} is not shown.", period=what)
    clear = {value: each.difference for value, each in compared.changes.items() if _is_told(each)}
    told = [f"{labels.get(value, value)} {difference_words(w, 'share', size)}"
            for value, size in sorted(clear.items(), key=lambda each: -abs(each[1]))]  # fmt: skip
    if compared.is_elsewhere:
        return (w("Beyond the noise, beside {what}: {list}.", what=what, list=w.listing(told)) if told
                else w("No share differs clearly from {what}.", what=what))  # fmt: skip
    return (w("On {period}, beyond the noise: {list}.", period=what, list=w.listing(told)) if told
            else w("No share changed clearly on {period}.", period=what))  # fmt: skip


def change_head(compared: Compared, w: Words) -> str:
    """The head of changes."""
    if compared.is_elsewhere:
        return w("Beside {what}", what=compared.against)
    return w("Change on {period}", period=compared.against)


def change_cell(change: Change | None, w: Words) -> Told | str:
    """The change in points where it is clear."""
    if change is None:
        return "–"
    if not _is_told(change):
        return w("not clear")
    return Told(difference_words(w, "share", change.difference), (round(change.difference, 2),))


def _is_told(change: Change) -> bool:
    return change.is_clear and is_visible("share", change.difference)
