"""The objects and the services that most households share, in order, beside the study's two lists of ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from queries.answers import answer
from queries.benchmarks import study_top
from queries.catalogue import category_kinds
from queries.cell_counts import counts
from queries.model import Period, Row, Scope, Selection
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, estimate_of
from queries.statistics.order import Overlap, in_order, overlap, rank_bands
from queries.statistics.published_counts import Hidden, pooled

Kind = Literal["object", "service"]
KINDS: tuple[Kind, ...] = ("object", "service")
MOST = 10


@dataclass(frozen=True)
class Ranked:
    """A category: its row of active households, the ranks that noise and hidden places leave open, that in the study.

    study_rank is None where the study's list does not have it.
    """

    row: Row
    first: int
    last: int
    study_rank: int | None


@dataclass(frozen=True)
class Top:
    """The first ten of a kind. hidden: the rows of those that are not shown; in_study: how many of the ten are in the
    study's list; overlap: None where nothing is shown."""

    kind: Kind
    ranked: tuple[Ranked, ...]
    hidden: tuple[Row, ...]
    in_study: int
    overlap: Overlap | None


@lru_cache(maxsize=128)
def top(scope: Scope, snapshot: Snapshot, kind: Kind, period: Period) -> Top | None:
    """The categories of a kind by active households of the whole scope; None where the catalogue declares none."""
    kinds = category_kinds(snapshot)
    rows = [row for row in answer(scope, snapshot, "active_households", Selection((), period, "category")).rows
            if kinds.get(row.value) == kind]  # fmt: skip
    if not rows:
        return None
    by_code = {row.value: row for row in rows}
    known = {code: found for code, row in by_code.items() if (found := estimate_of(row))}
    if partial := [code for code in known if by_code[code].shown == "partial"]:
        known |= _whole(scope, snapshot, period, partial)
    bands, study = rank_bands(known), study_top(kind)
    order = in_order(known)[:MOST]
    ranked = tuple(
        Ranked(by_code[code], *bands[code], study.index(code) + 1 if code in study else None) for code in order
    )
    hidden = tuple(row for row in rows if row.answer is None)
    return Top(kind, ranked, hidden, len(set(order) & set(study)), overlap(known, study, MOST))


def _whole(scope: Scope, snapshot: Snapshot, period: Period, codes: Sequence[str]) -> dict[str, Estimate]:
    """Categories over all places of the scope: a sum without those that hide it would rank it too low, and too surely.

    What is hidden counts as what may stand behind it.
    """
    found = counts(scope, snapshot, "active_households", "category", period)
    return {code: pooled([found.get((area, code), Hidden()) for area in scope.neighbourhoods]) for code in codes}
