"""Months without their season, what they say of growth, and alerts: read by those who see the cells of the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import queries
from queries import Estimate, Period, Place, Scope, Snapshot
from queries.growth import _weight, grown
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))
#: One neighbourhood outside: the city less the sum would be its number.
MOST = Scope("most", tuple(SIZES)[1:])
LAST = Period.parse("2024-11")
MONTHS = [LAST.shift(step) for step in range(-22, 1)]
CITY = "level = 'city' AND area_code = 'ville'"

With = Callable[..., Snapshot]


def fitted(place: str, model: str, **numbers: float) -> list[str]:
    """What would be stored of the months of a place up to the last one."""
    return [f"INSERT INTO fits BY NAME SELECT '{model}' AS model, '{place}' AS value, '{name}' AS parameter, "
            f"{number} AS number, DATE '{LAST.start}' AS period_on" for name, number in numbers.items()]  # fmt: skip


def season(place: str, measure: str, summer: float, sd: float = 0.01) -> list[str]:
    factors = {f"factor {month:02}": summer if month in (7, 8) else 1.0 for month in range(1, 13)}
    sds = {f"factor_sd {month:02}": sd for month in range(1, 13)}
    trend = {f"trend {month.code}": 100.0 for month in MONTHS}
    return fitted(place, f"months_{measure}", own=1.0, **factors, **sds, **trend)


@pytest.fixture
def seasonal(with_cells: With) -> Snapshot:
    """The town with a stored season of its city: summers of half the households and a third of the exchanges."""
    return with_cells(
        *season("city:ville", "active_households", 0.5), *season("city:ville", "exchanges", 1 / 3),
        *fitted("city:ville", "alerts_exchanges", **{"step 2024-03": 12.0, "newest": -20.0}),
    )  # fmt: skip


def place(snapshot: Snapshot, code: str, scope: Scope = TOWN) -> Place:
    return queries.place(scope, snapshot, code)


def test_months_are_told_without_their_season_with_the_noise_of_theirs(seasonal: Snapshot) -> None:
    here = place(seasonal, "city:ville")
    found = queries.underlying(TOWN, seasonal, here, "exchanges")
    assert found is not None
    told = {row.period: row for row in found.rows}
    plain = queries.trend(TOWN, seasonal, "exchanges", queries.Selection((here.key,)), MONTHS).rows
    for row in plain:
        assert row.answer is not None
        assert row.noise_sd is not None
        factor = 1 / 3 if row.period[-2:] in ("07", "08") else 1.0
        assert told[row.period].answer == pytest.approx(row.answer / factor)
        assert told[row.period].noise_sd == pytest.approx(row.noise_sd / factor)


def test_nobody_reads_the_season_or_the_alerts_of_a_city_whose_cells_stay_hidden(seasonal: Snapshot) -> None:
    own = place(seasonal, "city:ville", MOST)
    everywhere = place(seasonal, "city:ville")
    narrowed = replace(MOST, neighbourhoods=MOST.neighbourhoods[:3])
    for scope, city in ((MOST, own), (MOST, everywhere), (narrowed, own)):
        assert queries.underlying(scope, seasonal, city, "exchanges") is None
        assert queries.alerts(scope, seasonal, (city,), "exchanges") == ()
    assert queries.alerts(Scope("none", ()), seasonal, (everywhere,), "exchanges") == ()
    found = queries.alerts(TOWN, seasonal, (everywhere,), "exchanges")
    assert [(each.month.code, each.percent, each.is_newest) for each in found] == [
        ("2024-11", -20.0, True), ("2024-03", 12.0, False)]  # fmt: skip


def test_without_its_months_a_season_is_not_read(with_cells: With) -> None:
    hidden = with_cells(*season("city:ville", "exchanges", 0.5),
                        f"UPDATE cells SET exchanges = NULL WHERE {CITY} AND period_kind = 'month'")  # fmt: skip
    assert queries.underlying(TOWN, hidden, place(hidden, "city:ville"), "exchanges") is None


def test_a_summer_is_not_read_as_growth_or_decline(seasonal: Snapshot, with_cells: With) -> None:
    june, july = Period.parse("2024-06"), Period.parse("2024-07")
    found = grown(TOWN, seasonal, july, june)
    assert found is not None
    parts = found.parts
    assert found.exchanges > 0
    # In logarithms a third of the exchanges, of half the households: by the mean by which differences become ratios.
    rows = queries.trend(TOWN, seasonal, "exchanges", queries.Selection(), (june, july)).rows
    assert rows[0].answer is not None
    assert rows[1].answer is not None
    assert parts.season.exchanges < -0.9 * min(rows[0].answer, rows[1].answer)
    sds = [part.interval.high - part.interval.low for part in (parts.staying, parts.each, parts.season)]
    assert min(sds) > 0
    sure = with_cells(*season("city:ville", "active_households", 0.5, 1e-6),
                      *season("city:ville", "exchanges", 1 / 3, 1e-6))  # fmt: skip
    exact = grown(TOWN, sure, july, june)
    assert exact is not None
    for unsure, known in ((parts.staying, exact.parts.staying), (parts.each, exact.parts.each)):
        assert unsure.exchanges == pytest.approx(known.exchanges)
        assert unsure.interval.high - unsure.interval.low > known.interval.high - known.interval.low
    assert grown(TOWN, seasonal, Period.parse("2024-Q3"), Period.parse("2024-Q2")) is None, "a quarter has its own"


def test_newcomers_of_the_first_year_of_the_data_teach_nothing(with_cells: With) -> None:
    """Whoever was there before is new in them: a year of them says how old the data are, not how newcomers are."""
    begun = [month for month in MONTHS if month.start >= Period.parse("2023-11").start]
    numbers = [(month, 1_000 + 40 * at, 90 if at % 4 else 300) for at, month in enumerate(begun)]
    first = [f"UPDATE cells SET households = 900 WHERE {CITY} AND dimension = 'standing' AND value = 'new' "
             f"AND period_kind = 'month' AND period_on < '{begun[0].start}'"]  # fmt: skip
    waves = []
    for month, households, new in numbers:
        at = f"{CITY} AND period_kind = 'month' AND period_on = '{month.start}'"
        each = 2 * (households - new) + 1 * new  # a newcomer exchanges half as much
        waves += [
            f"UPDATE cells SET active_households = {households}, exchanges = {each} WHERE {at} "
            "AND dimension = 'total'",
            f"UPDATE cells SET households = {new} WHERE {at} AND dimension = 'standing' AND value = 'new'",
        ]  # fmt: skip

    def learnt(*statements: str) -> Estimate | None:
        made = with_cells(*first, *waves, *statements)
        return _weight(TOWN, replace(made, manifest={**made.manifest, "covers_from": "2022-11"}))

    found = learnt()
    assert found is not None
    assert found.value == pytest.approx(0.5, abs=0.02)
    gap = f"UPDATE cells SET households = NULL WHERE {CITY} AND dimension = 'standing' AND value = 'new' "
    assert learnt(gap + "AND period_on = '2024-06-01'") is None, "too few in a row"
