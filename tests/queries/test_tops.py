"""The lists of objects and services: a sum that leaves places out is not ranked as if it were whole."""

from __future__ import annotations

from pathlib import Path

import queries
from queries import Period, Scope, Snapshot
from tests.cells import with_cells

YEAR = Period.parse("2023")


def place(code: str, value: str) -> str:
    return f"level = 'neighbourhood' AND area_code = '{code}' AND dimension = 'category' AND value = '{value}'"


def test_a_sum_without_a_hidden_place_may_rank_higher_than_it_seems(town_snapshot: Snapshot, tmp_path: Path) -> None:
    with with_cells(
        town_snapshot, tmp_path,
        ("active_households = 55", place("a1", "kitchen")), ("active_households = NULL", place("a2", "kitchen")),
        ("active_households = 35", place("a1", "sports")), ("active_households = 35", place("a2", "sports")),
    ) as made:  # fmt: skip
        found = queries.top(Scope("two", ("a1", "a2")), made, "object", YEAR)
        whole = queries.top(Scope("one", ("a1",)), made, "object", YEAR)
    assert found is not None
    assert whole is not None
    ranks = {each.row.value: (each.row.answer, each.row.shown, each.first, each.last) for each in found.ranked}
    assert ranks == {"sports": (70, "yes", 1, 2), "kitchen": (55, "partial", 1, 2)}
    assert {each.row.value: (each.first, each.last) for each in whole.ranked} == {"kitchen": (1, 1), "sports": (2, 2)}
