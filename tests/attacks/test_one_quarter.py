"""What one household's quarter tells jointly, enumerated from the lattice that is published."""

from __future__ import annotations

import numpy as np
import pytest

from queries.publish.attacks.one_campaign import campaign_limit
from queries.publish.attacks.one_quarter import HOUSEHOLDS, Touched, limits, separation, touched
from queries.publish.attacks.protections import Cell
from queries.publish.lattice import load_lattice

TARGET = 25


def test_the_joint_limit_of_a_quarter_is_under_25_points(capsys: pytest.CaptureFixture[str]) -> None:
    found = limits()
    with capsys.disabled():
        for name, (cells, points) in found.items():
            print(f"\na quarter of the {name} household: {cells} cells, at most {points:.1f} points", end="")
    assert found["typical"][1] < found["tenant"][1] < TARGET


def test_what_a_campaign_tells_of_a_household_week_by_week_is_under_25_points_too() -> None:
    cells, points = campaign_limit()
    assert cells > 100
    assert 20 < points < TARGET


def test_a_household_that_does_more_is_told_more_about() -> None:
    found = limits()
    assert 0 < found["quiet"][1] < found["typical"][1] < found["extreme"][1] < 50


def test_only_cells_that_the_lattice_declares_are_enumerated_and_each_once() -> None:
    cells = touched(HOUSEHOLDS["typical"])
    assert len({each.cell.label for each in cells}) == len(cells)
    assert ("neighbourhood", "total:total", "households") in {(c.cell.label[0], *c.cell.label[2::2]) for c in cells}
    lattice = load_lattice()
    for name, label in lattice.raw["same"].items():
        assert name not in {each.cell.label[2] for each in cells}, f"{name} stands under {label}"


def test_separation_agrees_with_sums_done_by_hand() -> None:
    def cell(period: str, value: str = "v") -> Touched:
        return Touched(Cell(("n", "", value, period, "households"), 2.0), 30, 0, 1)

    assert separation([cell("a")]) == pytest.approx(1 / 8)
    assert separation([cell("a"), cell("b")]) == pytest.approx(2 / 12), "two periods share the permanent part"
    assert separation([cell("a"), cell("a", "w")]) == pytest.approx(2 / 8), "two labels share nothing"
    assert np.isclose(separation([]), 0)
