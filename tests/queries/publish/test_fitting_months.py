"""What is fitted to the months of places when publishing: read by who sees the cells, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import queries
from queries import Period, Scope, Snapshot
from queries.fits import place_fits
from queries.publish import fitting_months
from queries.publish.fitting_months import months_fitted
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))


def test_less_than_two_years_tell_no_season(town_snapshot: Snapshot) -> None:
    """The town has 23 whole months, and its places none of two years to borrow a season from."""
    assert list(months_fitted(TOWN, town_snapshot)) == []
    place = queries.neighbourhoods(TOWN, town_snapshot)[0]
    assert queries.underlying(TOWN, town_snapshot, place, "exchanges") is None


def test_a_place_is_fitted_once_for_each_measure(town_snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Months repeated to three years, so that there is a season to find."""
    series = fitting_months._series

    def longer(scope: Scope, snapshot: Snapshot, measure: str, months: tuple[Period, ...]):
        found = series(scope, snapshot, measure, months[-12:])
        return {place: own * 3 for place, own in found.items()}

    monkeypatch.setattr(fitting_months, "_series", longer)
    months = tuple(Period(date(2021, 12, 1), "month").shift(at) for at in range(36))
    monkeypatch.setitem(town_snapshot.manifest["whole"], "month", [month.code for month in months])
    rows = list(months_fitted(TOWN, town_snapshot))
    models = {row[0] for row in rows}
    assert {"months_active_households", "months_exchanges"} <= models
    own = [row for row in rows if row[:2] == ("months_exchanges", "neighbourhood:a1")]
    names = [name for _, _, _, name, _ in own]
    assert len(names) == len(set(names))
    assert sum(name.startswith("factor 0") or name.startswith("factor 1") for name in names) == 12
    assert sum(name.startswith("trend ") for name in names) == 36
    assert {row[2] for row in rows} == {date(2024, 11, 1)}
    percent = next(value for *_, name, value in own if name == "year percent")
    assert abs(percent) < 5, "the same year three times"


def test_nothing_is_read_of_places_that_are_not_asked_for(with_cells: Callable[..., Snapshot]) -> None:
    places = ("neighbourhood:a1", "neighbourhood:b1")
    month = Period.parse("2024-11")
    snapshot = with_cells(*(f"INSERT INTO fits BY NAME SELECT '{model}' AS model, '{place}' AS value, 'newest' AS "
                            f"parameter, 20.0 AS number, DATE '{month.start}' AS period_on"
                            for model in ("months_exchanges", "alerts_exchanges") for place in places))  # fmt: skip
    assert place_fits(snapshot, month) == {}
    assert {place for _, place in place_fits(snapshot, month, place=places[0])} == {places[0]}
    elsewhere = queries.neighbourhoods(TOWN, snapshot)
    own = queries.alerts(Scope("shop", ("b1",)), snapshot, elsewhere, "exchanges")
    assert [(each.place.area_code, each.percent) for each in own] == [("b1", 20.0)]
