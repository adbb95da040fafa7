"""Who takes part: of the households enrolled of each kind of dwelling, gender or age, the share that was active."""

from __future__ import annotations

from dataclasses import dataclass, replace

from queries.answers import answer
from queries.catalogue import merged_values
from queries.model import Answer, Period, Scope, Selection
from queries.places import neighbourhoods, places
from queries.shares import sampled
from queries.snapshot import Snapshot


@dataclass(frozen=True)
class Sharers:
    """Shares of enrolled households by value, with sampling in their intervals. merged: the values inside `merged`,
    which have no row of their own; none are named where they differ between the places of a sum."""

    answer: Answer
    merged: tuple[str, ...]


def sharers(scope: Scope, snapshot: Snapshot, by: str, period: Period) -> Sharers:
    """Of the whole scope in a year; `by` is dwelling_type, gender or age_band, the last two told of cities only."""
    found = sampled(answer(scope, snapshot, "active_share", Selection((), period, by)))
    own = len(neighbourhoods(scope, snapshot))
    codes = {row.area_code for row in found.rows}
    here = [p for p in places(scope, snapshot) if p.area_code in codes and p.inside and len(p.neighbourhoods) == own]
    merged = merged_values(snapshot, here[-1], by, period.start.year) if here else ()
    return Sharers(replace(found, rows=tuple(row for row in found.rows if row.value not in merged)), merged)
