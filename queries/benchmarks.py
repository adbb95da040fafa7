"""The study's published figures, shown beside every local number: read once from the product's own CSV.

It must not be used to rank places, and low-confidence figures always travel with their note.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Figure:
    """One published figure. `value` is in `unit` as printed by the study (percentages 0 to 100)."""

    table: str
    code: str
    label: dict[str, str]
    value: float
    unit: str
    note: str
    confidence: str


@cache
def rows() -> tuple[dict[str, str], ...]:
    """The study's rows as printed: figures, and the lists that have ranks only."""
    text = files("queries").joinpath("study", "figures.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def figures() -> dict[tuple[str, str], Figure]:
    """Every figure of the study that has a value, by (table, code)."""
    return {
        (row["table"], row["code"]): Figure(
            row["table"], row["code"], {"en": row["label_en"], "fr": row["label_fr"]},
            float(row["value"]), row["unit"], row["note"], row["confidence"],
        )
        for row in rows()
        if row["value"]
    }  # fmt: skip


def figure(table: str, code: str) -> Figure:
    """One figure of the study; a KeyError names what does not exist."""
    return figures()[table, code]


def study_mix() -> dict[str, float]:
    """The study's exchange mix as shares of 1; they sum to 0.994, the rest being "not allocated" in the source."""
    return _shares("exchange_type")


def unsure_types() -> tuple[str, str]:
    """The two types of which the source leaves open which share is whose, though their sum is certain."""
    one, other = (
        code for (of, code), found in figures().items() if of == "exchange_type" and found.confidence == "low"
    )
    return one, other


def study_mix_exchanged() -> dict[str, float]:
    """The other reading of the source: the study's mix with the shares of the two unsure types exchanged."""
    mix, (one, other) = study_mix(), unsure_types()
    return {**mix, one: mix[other], other: mix[one]}


def study_help() -> dict[str, float]:
    """The study's shares (of 1) of members willing to give each kind of help; one member may give several.

    They are percentages of members, of low confidence (`figure("help", ...)`); ours are of households.
    """
    return _shares("help")


def _shares(table: str) -> dict[str, float]:
    return {code: found.value / 100 for (of, code), found in figures().items() if of == table}


def study_top(kind: str) -> list[str]:
    """The study's ten most shared objects (`object`) or services (`service`) as categories, the first one first."""
    found = [row for row in rows() if row["table"] == f"top_{kind}s"]
    return [row["code"] for row in sorted(found, key=lambda row: int(row["rank"]))]
