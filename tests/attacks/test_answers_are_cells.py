"""Every answer is a published cell or declared arithmetic on published cells, the same for everyone who may see it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pytest

import queries
from queries import INDICATORS, Period, Row, Scope, Selection, Snapshot
from queries.answers import STOCKS, nearest
from queries.cell_counts import counts
from queries.publish.cells import MEASURES
from queries.snapshot import LIMITS
from queries.statistics.derived import Estimate
from tests.attacks.published_again import Name, shown_values
from tests.town import SIZES

TOWN = Scope("ville", tuple(SIZES))
LANDLORD = Scope("bailleur", ("a4", "a5", "b1"), ("bailleur",))
SCOPES = (TOWN, LANDLORD, Scope("office", ("a1", "a2"), ("office",)), Scope("promoteur", ("a1", "b1", "b4")))
PERIODS = tuple(map(Period.parse, ("2023", "2023-Q4", "2024-Q1", "2023-12", "2024-06")))

#: From the values of a column to the expression that takes their place.
Rewritten = Callable[[str], Snapshot]


@pytest.fixture
def rewritten(town_snapshot: Snapshot, tmp_path: Path) -> Iterator[Rewritten]:
    """The town's snapshot with every shown number replaced by an SQL expression; hidden ones stay hidden."""
    opened: list[duckdb.DuckDBPyConnection] = []

    def of(expression: str) -> Snapshot:
        path = tmp_path / f"{len(opened)}.duckdb"
        shutil.copy(town_snapshot.folder / "cells.duckdb", path)
        with duckdb.connect(path) as connection:
            for measure in MEASURES:
                number = expression.replace("MEASURE", f"'{measure}'")
                connection.execute(f"UPDATE cells SET {measure} = {number} WHERE {measure} IS NOT NULL")
        opened.append(duckdb.connect(str(path), config=LIMITS))
        return replace(town_snapshot, connection=opened[-1])

    yield of
    for connection in opened:
        connection.close()


#: A number for each cell that has nothing to do with it.
RANDOM = "20 + hash(level || area_code || period_kind || period_on || dimension || value || MEASURE) % 3000"


def asked() -> Iterator[tuple[str, str, Period]]:
    """Every indicator, with each of its breakdowns and kinds of period."""
    for code, entry in INDICATORS.items():
        for by in entry.dimensions:
            yield from ((code, by, period) for period in PERIODS if period.kind in entry.period_kinds)


def by_place(scope: Scope, snapshot: Snapshot) -> dict[tuple, Row]:
    """The row of every place of a scope, for everything that can be asked."""
    found = {}
    for code, by, period in asked():
        for place in queries.places(scope, snapshot):
            selection = Selection((f"{place.level}:{place.area_code}",), period, by)
            for row in queries.answer(scope, snapshot, code, selection).rows:
                found[code, place.level, place.area_code, period, by, row.value] = row
    return found


def cell_of(
    cells: dict[Name, float | None], snapshot: Snapshot, where: tuple[str, str], period: Period, measure: str,
    dimension: str, value: str,
) -> float | None:  # fmt: skip
    """The published cell of a place; of what is enrolled, in the period that is published."""
    kind = STOCKS.get((measure, dimension == "total"), period.kind)
    period = period if kind == period.kind else nearest(snapshot, period, kind)
    if dimension == "campaign_step":
        return cells.get((*where, "campaign", "2024-01-01", dimension, value, measure))
    return cells.get((*where, period.kind, period.start.isoformat(), dimension, value, measure))


def is_kept_back(scope: Scope, indicator: str, level: str) -> bool:
    """Whether the city's cell of the campaign, less the scope's own, would be one or two neighbourhoods of the zone."""
    return (
        indicator == "campaign_step" and level == "city" and len({"a1", "a2", "b1"} - {*scope.neighbourhoods}) in (1, 2)
    )


@pytest.mark.parametrize("scope", [TOWN, LANDLORD], ids=lambda scope: scope.organisation_code)
def test_every_number_is_its_cell_or_declared_arithmetic_on_cells(
    town_snapshot: Snapshot, rewritten: Rewritten, scope: Scope
) -> None:
    seen = dict.fromkeys(("count", "ratio", "share", "complement", "over_chance"), 0)
    for snapshot in (town_snapshot, rewritten(RANDOM)):
        cells = shown_values(snapshot)
        for (code, level, area, period, by, value), row in by_place(scope, snapshot).items():
            entry = INDICATORS[code]
            if entry.homes or entry.form == "part":
                continue
            if is_kept_back(scope, code, level):
                assert row.answer is None
                continue
            terms = []
            for count in (entry.numerator, entry.denominator):
                if count:
                    dimension = by if count.dimension == "by" else count.dimension
                    parts = [cell_of(cells, snapshot, (level, area), period, count.measure, dimension, v)
                             for v in count.values or (value,)]  # fmt: skip
                    terms.append(None if None in parts else sum(part or 0.0 for part in parts))
            assert agrees(row.answer, entry.form, terms), (code, level, area, period, by, value)
            seen[entry.form] += row.answer is not None
    assert seen.pop("over_chance") > 3, "ties are told of groups and cities alone"
    assert min(seen.values()) > 10, seen


def agrees(told: float | None, form: str, terms: list[float | None]) -> bool:
    """Whether an answer is the count, the ratio, or a share or ratio to chance in the steps of its base."""
    if None in terms:
        return told is None
    if told is None:
        return form == "over_chance" and min(terms) <= 0
    if form == "count":
        return told == terms[0]
    top, bottom = terms
    share = 1 - top / bottom if form == "complement" else top / bottom
    if form == "ratio":
        return told == pytest.approx(share)
    steps, least = (20, 0.05) if bottom < 100 else (100, 0.0)
    if form == "over_chance":
        return told == pytest.approx(round(share * steps) / steps, abs=1e-9)
    is_step = told * steps == pytest.approx(round(told * steps))
    return is_step and abs(told - np.clip(share, least, 1 - least)) <= 0.5 / steps + 1e-9


def test_a_sum_is_the_sum_of_its_neighbourhoods_cells(rewritten: Rewritten) -> None:
    snapshot, summed = rewritten(RANDOM), 0
    cells = shown_values(snapshot)
    scope = Scope("two", ("a1", "b1"))
    for code, by, period in asked():
        if INDICATORS[code].form != "count":
            continue
        for row in queries.answer(scope, snapshot, code, Selection((), period, by)).rows:
            parts = [cell_of(cells, snapshot, ("neighbourhood", place), period, INDICATORS[code].numerator.measure,
                             by, row.value) for place in scope.neighbourhoods]  # fmt: skip
            shown = [part for part in parts if part is not None]
            assert row.answer == (sum(shown) if shown else None), (code, by, period, row.value)
            summed += len(shown) == 2
    assert summed > 30


def test_other_cells_give_other_answers_and_no_cells_none(town_snapshot: Snapshot, rewritten: Rewritten) -> None:
    as_is, other, none = (by_place(TOWN, each) for each in (town_snapshot, rewritten(RANDOM), rewritten("NULL")))
    assert {row.answer for row in none.values()} == {None}
    assert as_is.keys() == other.keys() == none.keys()
    for code in INDICATORS:
        rows = [(as_is[key].answer, other[key].answer) for key in as_is if key[0] == code]
        shown = [pair for pair in rows if pair[0] is not None]
        moved = [pair for pair in shown if pair[0] != pair[1]]
        assert shown, code
        assert len(moved) > 0.7 * len(shown), f"{code}: few answers follow their cells"


@pytest.mark.deep
def test_two_roles_see_the_same_cell_alike(town_snapshot: Snapshot) -> None:
    known: dict[tuple, tuple[str, Row]] = {}
    shared = 0
    for scope in SCOPES:
        for key, row in by_place(scope, town_snapshot).items():
            if is_kept_back(scope, *key[:2]):
                continue
            who, first = known.setdefault(key, (scope.organisation_code, row))
            assert row == first, f"{key} differs between {who} and {scope.organisation_code}"
            shared += who != scope.organisation_code
    assert shared > 1_000
    groups = {(key[2], who) for key, (who, row) in known.items() if key[1] == "residence_group" and row.answer}
    assert groups == {("bailleur.b1", "bailleur"), ("office.a1", "office")}


def test_a_trend_tells_what_each_answer_tells(town_snapshot: Snapshot) -> None:
    months = tuple(Period.parse("2023-01").shift(step) for step in range(23))
    for scope in SCOPES:
        for code, entry in INDICATORS.items():
            if "month" in entry.period_kinds and "total" in entry.dimensions:
                rows = queries.trend(scope, town_snapshot, code, Selection(), months).rows
                alone = [queries.answer(scope, town_snapshot, code, Selection((), month)).rows for month in months]
                assert rows == tuple(row for each in alone for row in each)


@pytest.mark.parametrize(("number", "most", "least"), [(17, 0.95, 0.05), (99, 0.95, 0.05), (100, 1.0, 0.0)])
def test_all_and_none_are_never_told_of_fewer_than_a_hundred(
    rewritten: Rewritten, number: int, most: float, least: float
) -> None:
    """Everybody who asked was answered, and everybody enrolled is active."""
    rows = by_place(TOWN, rewritten(str(number)))
    for code, expected in (("match_rate", most), ("active_share", most), ("unanswered", least)):
        told = {row.answer for key, row in rows.items() if key[0] == code} - {None}
        assert told == {expected}, code
    shares = {code for code, entry in INDICATORS.items() if entry.unit == "share" and not entry.homes}
    for key, row in rows.items():
        if key[0] in shares and row.answer is not None and number < 100:
            assert 0.05 <= row.answer <= 0.95, key


def told_shares(snapshot: Snapshot) -> Iterator[tuple[str, float, list[float | None], list[float | None]]]:
    """Of what is told beside `answer`: its name, the households behind it, its shares, and the bounds of these."""
    year = Period.parse("2023")
    asked = counts(TOWN, snapshot, "households", "outcome", year)
    for what in ("unanswered", "unmet"):
        for place in queries.shares_left(TOWN, snapshot, what, year):
            yield "shares_left", place.asked or 0.0, [place.share], [place.low, place.high]
    for each in queries.neighbourhood_mixes(TOWN, snapshot, year):
        away = [] if each.furthest is None else [abs(each.furthest[1])]
        for row in each.rows:
            yield "exchange_mix", row.base or 0.0, [row.answer, *away], [*(row.bounds or ())]
    for place in queries.places(TOWN, snapshot):
        if place.level == "neighbourhood":
            alone, base = Scope("x", (place.area_code,)), asked.get((place.area_code, "asked"))
            replies = queries.replies(alone, snapshot, "reply_speed", year)
            told = base.value if isinstance(base, Estimate) else 0.0
            yield "replies", told, [replies.within_day], [*(replies.bounds or ())]
            for row in queries.sharers(alone, snapshot, "dwelling_type", year).answer.rows:
                yield "sharers", row.base or 0.0, [row.answer], [*(row.bounds or ())]
        if found := queries.represented(TOWN, snapshot, place, "dwelling_type", year):
            enrolled = sum(kind.enrolled for kind in found.kinds)
            yield "represented", enrolled, [found.index, found.unknown], [found.low, found.high]
            for kind in found.kinds:
                yield "represented", enrolled, [kind.share], [kind.low, kind.high]


@pytest.mark.parametrize("numbers", ["20", "99", "17 + hash(area_code || value || MEASURE) % 83"])
def test_no_share_of_fewer_than_a_hundred_is_told_finer_than_five_points(rewritten: Rewritten, numbers: str) -> None:
    few = dict.fromkeys(("shares_left", "exchange_mix", "replies", "sharers", "represented"), 0)
    for name, base, shares, bounds in told_shares(rewritten(numbers)):
        if base >= 100:
            continue
        shown = [share for share in shares if share is not None]
        few[name] += len(shown)
        steps = [20 * share for share in (*shown, *bounds) if share is not None]
        assert steps == pytest.approx([round(step) for step in steps], abs=1e-6), (name, base, shares, bounds)
        assert all(0.05 <= share <= 0.95 for share in shown), (name, base, shown)
    assert few.pop("represented") or numbers != "20", "three kinds of 99 are more than a hundred"
    assert min(few.values()) >= 3, few


def test_without_cells_nothing_is_told_beside_answers_either(rewritten: Rewritten) -> None:
    snapshot, year = rewritten("NULL"), Period.parse("2023")
    for name, _, shares, bounds in told_shares(snapshot):
        assert {*shares, *bounds} <= {None}, name
    for gap in queries.gaps(TOWN, snapshot, "need", year).values():
        assert (gap.asked, gap.offered, gap.flagged) == (None, None, False)


def test_demand_and_supply_are_cells(rewritten: Rewritten) -> None:
    snapshot, year, shown = rewritten(RANDOM), Period.parse("2023"), 0
    cells = shown_values(snapshot)
    for dimension in ("need", "need_theme"):
        for (area, code), gap in queries.gaps(TOWN, snapshot, dimension, year).items():
            for side, told in (("asked", gap.asked), ("offered", gap.offered)):
                where = ("neighbourhood", area)
                assert told == cell_of(cells, snapshot, where, year, "households", dimension, f"{code}:{side}")
                shown += told is not None
    assert shown > 20


def test_what_a_campaign_may_expect_follows_cells_alone(rewritten: Rewritten) -> None:
    """Households that offered an item, that declared help, and that earlier campaigns reached."""
    snapshot, year, none, shown = rewritten(RANDOM), Period.parse("2023"), rewritten("NULL"), 0
    cells, kit = shown_values(snapshot), queries.kits()["flood"]
    for area in ("a1", "a4", "b1"):
        where = ("neighbourhood", area)
        for each in queries.capacity(TOWN, snapshot, (area,), ("childcare", "food", "diy_service")):
            offered = cell_of(cells, snapshot, where, year, "households", "need", f"{each.item}:offered")
            kind = {"food": "food", "diy_service": "diy"}.get(each.item, "")
            declared = cell_of(cells, snapshot, where, year, "households", "help_kind", kind) if kind else None
            for ready, told in ((each.offered, offered), (each.declared, declared)):
                number = ready.shown.value if ready and ready.shown else None
                assert number == told
                shown += told is not None
        for each in queries.capacity(TOWN, none, (area,), ("childcare", "food", "diy_service")):
            assert all(ready is None or ready.shown is None for ready in (each.offered, each.declared))
    assert shown >= 5
    for each in queries.expected(TOWN, snapshot, kit, ("a1",)):
        (past,) = each.past
        told = cell_of(cells, snapshot, ("city", "ville"), year, "households", "campaign_step", f"entraide:{each.step}")
        assert past.households.value == told
    assert all(not each.past and each.households is None for each in queries.expected(TOWN, none, kit, ("a1",)))


def test_without_cells_a_study_sees_nothing(rewritten: Rewritten) -> None:
    """Neither beforehand nor of what came of it; with them, no place is left out as hidden."""
    month, none, some = Period.parse("2024-03"), rewritten("NULL"), rewritten(RANDOM)
    for indicator in queries.STUDY_INDICATORS:
        asked = queries.Criteria(("a1", "a2"), indicator, month, month, 0.1)
        blind, seeing = (queries.study_visible(TOWN, snapshot, asked) for snapshot in (none, some))
        assert blind is not None
        assert (blind.smallest, blind.lacking, blind.treated, blind.controls) == (None, "treated", 0, 0)
        assert dict(blind.left_out) == {"a1": "hidden", "a2": "hidden"}
        assert seeing is not None
        assert "hidden" not in seeing.left_out.values()
        found = queries.study_result(TOWN, none, asked)
        assert (found.effect, found.later, found.earlier, found.treated) == (None, None, None, ())
