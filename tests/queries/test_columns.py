"""Totals read as columns beside the same numbers answered one by one: hidden where they are, with the same noise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import queries
from queries import Period, Scope, Selection, Snapshot, estimate_of
from queries.columns import column
from queries.statistics.typical import mean_over_periods
from tests.conftest import cell
from tests.town import SIZES

TOWN, TWO = Scope("ville", tuple(SIZES)), Scope("bailleur", ("a1", "b3"))
MONTHS = tuple(Period.parse(f"2023-{month:02}") for month in (3, 4, 5))


@pytest.mark.parametrize("scope", [TOWN, TWO])
def test_a_mean_month_is_that_of_the_answers(scope: Scope, with_cells: Callable[..., Snapshot]) -> None:
    hidden = cell(None, "total", "total", "area_code = 'b3'", "period_on = '2023-04-01'", "active_households")
    snapshot = with_cells(hidden)
    found = queries.mean_households(scope, snapshot, MONTHS)
    asked = Selection(by="neighbourhood")
    rows = queries.trend(scope, snapshot, "active_households", asked, MONTHS).rows
    assert list(found) == list(dict.fromkeys(row.area_code for row in rows))
    for code, mean in found.items():
        slow = mean_over_periods([estimate_of(row) for row in rows if row.area_code == code])
        assert (mean is None) == (slow is None) == (code == "b3" or any(row.answer is None for row in rows
                                                                       if row.area_code == code))  # fmt: skip
        if mean is not None and slow is not None:
            assert (mean.value, mean.variance, mean.permanent) == pytest.approx(
                (slow.value, slow.variance, slow.permanent))  # fmt: skip
    values, _ = column(scope, snapshot, "active_households", MONTHS[1])
    shown = sorted(value for value in values.tolist() if value == value)
    middle = queries.middle(scope, snapshot, "active_households", MONTHS[1])
    assert middle == pytest.approx((shown[(len(shown) - 1) // 2] + shown[len(shown) // 2]) / 2)
    half = Scope("half", ("b3", "a1"))
    of_most = [queries.middle(half, snapshot, "active_households", month, of_most=True) for month in MONTHS[:2]]
    assert of_most[0] is not None
    assert of_most[1] is None, "of two places one is hidden"


def test_exchanges_have_the_noise_of_all_that_one_household_may_add(town_snapshot: Snapshot) -> None:
    quarter = Period.parse("2023-Q2")
    values, scales = column(TOWN, town_snapshot, "exchanges", quarter)
    asked = Selection(by="neighbourhood", period=quarter)
    for value, scale, row in zip(values, scales, queries.answer(TOWN, town_snapshot, "exchanges", asked).rows,
                                 strict=True):  # fmt: skip
        assert (value == value) == (row.answer is not None)
        if row.answer is not None and row.noise_sd is not None:
            assert (value, 2 * scale**2) == pytest.approx((row.answer, row.noise_sd**2))


def test_nobody_without_places_has_a_middle(town_snapshot: Snapshot) -> None:
    assert queries.mean_households(Scope("nobody", ()), town_snapshot, MONTHS) == {}
    assert queries.middle(Scope("nobody", ()), town_snapshot, "exchanges", MONTHS[0]) is None
