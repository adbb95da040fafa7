"""The study's figures that the demonstration must reproduce, and the arithmetic that makes random draws meet them.

It owns targets and raking; it must not know what is drawn.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

STUDY = Path(__file__).resolve().parent.parent / "study"


@dataclass(frozen=True)
class Targets:
    """Shares are 0 to 1 and sum to 1; rows of a list keep the study's order."""

    exchange_type: dict[str, float]
    dwelling_type: dict[str, float]
    gender: dict[str, float]
    help_kind: dict[str, float]
    shared_per_member: float
    active_households: float


def targets() -> Targets:
    """Read the targets from the study's `figures.csv`."""
    with (STUDY / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def values(table: str) -> dict[str, float]:
        return {row["code"]: float(row["value"]) for row in rows if row["table"] == table}

    def shares(table: str) -> dict[str, float]:
        found = values(table)
        return {code: value / sum(found.values()) for code, value in found.items()}

    return Targets(
        exchange_type=shares("exchange_type"),
        dwelling_type=shares("dwelling"),
        gender=shares("gender"),
        help_kind={code: value / 100 for code, value in values("help").items()},
        shared_per_member=values("sharing")["shared_per_member"],
        active_households=values("community")["active_core_households"],
    )


def categories() -> list[dict[str, str]]:
    """The declared categories of the study, in its order: category, label_en, label_fr, theme, kind."""
    with (STUDY / "categories.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def raked(table: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Scale a positive table so that its rows sum to `rows` and its columns to `columns` (iterative fitting)."""
    fitted = table.astype(float)
    for _ in range(200):
        fitted = fitted * (columns / fitted.sum(axis=0))
        fitted = fitted * (rows / fitted.sum(axis=1))[:, None]
    return fitted


def whole_rows(table: np.ndarray) -> np.ndarray:
    """The table in whole numbers whose rows keep their (whole) sums: the largest fractions are rounded up."""
    count = np.floor(table).astype(int)
    short = np.rint(table.sum(axis=1)).astype(int) - count.sum(axis=1)
    for row in range(len(count)):
        count[row, np.argsort(count[row] - table[row], kind="stable")[: short[row]]] += 1
    return count


def draw_to_shares(
    preference: np.ndarray, weight: np.ndarray, shares: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """One value a row, random by `preference` (rows x values) and such that weighted shares meet `shares` closely.

    The random part is fixed first; one constant a value is then moved until the realised shares agree.
    """
    score = np.log(preference) - np.log(-np.log(rng.random(preference.shape)))
    shift, chosen = np.zeros(len(shares)), score.argmax(axis=1)
    for _ in range(80):
        realised = np.bincount(chosen, weight, len(shares)) / weight.sum()
        if np.abs(realised - shares).max() < 2e-4:
            break
        shift += 0.7 * np.log(shares / np.maximum(realised, 1e-5))
        chosen = (score + shift).argmax(axis=1)
    return chosen


def exact_quota(count: int, share: float, rng: np.random.Generator) -> np.ndarray:
    """A random mask of `count` rows of which exactly the rounded share is True."""
    return rng.permutation(count) < round(count * share)
