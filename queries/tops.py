"""The objects and the services that most households share, in order, beside the study's two lists of ten."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from queries.answers import answer
from queries.benchmarks import study_top
from queries.catalogue import category_kinds
from queries.model import Period, Row, Scope, Selection
from queries.snapshot import Snapshot
from queries.statistics.derived import estimate_of
from queries.statistics.order import Overlap, in_order, overlap, rank_bands

Kind = Literal["object", "service"]
KINDS: tuple[Kind, ...] = ("object", "service")
MOST = 10


@dataclass(frozen=True)
class Ranked:
    """A category: its row of active households, the ranks that the noise leaves open, its rank in the study if any."""

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
    bands, study = rank_bands(known), study_top(kind)
    order = in_order(known)[:MOST]
    ranked = tuple(
        Ranked(by_code[code], *bands[code], study.index(code) + 1 if code in study else None) for code in order
    )
    hidden = tuple(row for row in rows if row.answer is None)
    return Top(kind, ranked, hidden, len(set(order) & set(study)), overlap(known, study, MOST))
