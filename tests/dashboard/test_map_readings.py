"""The map asks for rates: counts for each hundred homes, or enrolled households where homes are unknown."""

from __future__ import annotations

import pytest

import queries
from dashboard import frame
from dashboard.pages import map as page
from dashboard.pages import map_readings as readings
from dashboard.pages import page_at
from dashboard.territory import neighbourhood_names, settled
from dashboard.view import View
from layers.places import KIND_SIGNS
from queries import Period, Scope, Selection, Snapshot
from tests.dashboard.pages_view import components, text_of, view_of
from tests.town import SIZES


@pytest.fixture(scope="module")
def scope(town_snapshot: Snapshot) -> Scope:
    return Scope("town", queries.territory(town_snapshot, ("city:ville",)))


def view(snapshot: Snapshot, scope: Scope, search: str, language: str = "en") -> View:
    made = view_of(snapshot, search, neighbourhoods=scope.neighbourhoods, language=language)
    return settled(made, neighbourhood_names(made))


def test_counts_are_offered_as_rates(town_snapshot: Snapshot, scope: Scope) -> None:
    labels = {entry.code: entry.label["en"] for entry in readings.choices(scope, town_snapshot)}
    assert labels["exchanges"] == "Regular exchanges per 100 homes"
    assert labels["active_households"] == "Active households per 100 homes"
    assert "enrolled_households" not in labels
    assert labels["reach"]


def test_a_rate_is_the_published_count_by_the_homes_with_its_noise(town_snapshot: Snapshot, scope: Scope) -> None:
    chosen = view(town_snapshot, scope, "?indicator=exchanges&period=2023")
    entry = readings.current(chosen.selection, readings.choices(scope, town_snapshot))
    made = readings.values_of(chosen, scope, town_snapshot, entry)
    asked = Selection((), Period.parse("2023"), "neighbourhood")
    homes = readings.small(scope, town_snapshot)
    counts = queries.answer(scope, town_snapshot, "exchanges", asked).shown
    assert counts
    for count in counts:
        row, base = made.rows[count.area_code], homes[count.area_code].homes
        assert base
        assert row.answer == pytest.approx(100 * (count.answer or 0) / base)
        assert row.noise_sd == pytest.approx(100 * (count.noise_sd or 0) / base)
        assert row.permanent_sd == pytest.approx(100 * count.permanent_sd / base)


def test_homes_reached_are_as_fine_as_the_published_count(town_snapshot: Snapshot, scope: Scope) -> None:
    asked = Selection((), Period.parse("2023"), "neighbourhood")
    enrolled = {row.area_code: row for row in queries.answer(scope, town_snapshot, "enrolled_households", asked).shown}
    homes = readings.small(scope, town_snapshot)
    told = queries.answer(scope, town_snapshot, "reach", asked).shown
    assert told
    for row in told:
        base = homes[row.area_code].homes
        assert base
        assert row.answer == pytest.approx((enrolled[row.area_code].answer or 0) / base)
        assert row.noise_sd == pytest.approx((enrolled[row.area_code].noise_sd or 0) / base)


def test_an_indicator_that_the_map_cannot_show_falls_back(town_snapshot: Snapshot, scope: Scope) -> None:
    offered = readings.choices(scope, town_snapshot)
    for asked, shown in (("enrolled_households", "reach"), ("mix_share", "active_share"), ("x", "active_share")):
        chosen = view(town_snapshot, scope, f"?indicator={asked}").selection
        assert readings.current(chosen, offered).code == shown


def test_the_page_stands_for_every_offered_indicator_and_language(town_snapshot: Snapshot, scope: Scope) -> None:
    for entry in readings.choices(scope, town_snapshot):
        for language in ("en", "fr"):
            for colour in ("", "&colour=change"):
                shown = page.layout(view(town_snapshot, scope, f"?indicator={entry.code}{colour}", language))
                assert entry.label[language] in text_of(shown)


def test_two_selected_places_are_compared_over_every_indicator(town_snapshot: Snapshot, scope: Scope) -> None:
    shown = text_of(page.layout(view(town_snapshot, scope, "?places=a1|b1&period=2023")))
    assert "side by side" in shown
    assert all(entry.label["en"] in shown for entry in readings.choices(scope, town_snapshot) if entry.code != "x")


def test_what_another_indicator_changes_is_what_the_page_shows(town_snapshot: Snapshot, scope: Scope) -> None:
    chosen = view(town_snapshot, scope, "?indicator=reach&period=2023")
    made = page.pieces(chosen, scope, town_snapshot)
    by_id = {each.id: each for each in components(page.layout(chosen)) if getattr(each, "id", None)}
    assert set(made) == set(page.PIECES)
    for name in page.PIECES:
        drawn = by_id[name]
        assert (drawn.data if name in page.STORED else text_of(drawn)) == (
            made[name] if name in page.STORED else text_of(made[name])
        )


def test_a_place_too_quiet_to_tell_is_listed_as_silent(town_snapshot: Snapshot, scope: Scope) -> None:
    chosen = view(town_snapshot, scope, "?period=2023-Q1")
    silent = readings.silent(chosen, scope, town_snapshot)
    assert silent
    overview = text_of(page_at("/").layout(chosen))
    listed = overview.partition(f"{len(silent)} silent neighbourhood")[2]
    assert all(readings.small(scope, town_snapshot)[code].name in listed for code in silent), "overview and map agree"
    told = text_of(page.layout(chosen))
    assert "which is not the same as no need" in told
    assert readings.small(scope, town_snapshot)[silent[0]].name in told


def test_what_neighbourhoods_tell_by_year_is_drawn_by_year_and_said(town_snapshot: Snapshot, scope: Scope) -> None:
    """A quarter of a city is known long before what came of its requests is told by neighbourhood."""
    chosen = view(town_snapshot, scope, "?indicator=unanswered&period=2024-Q3")
    entry = readings.current(chosen.selection, readings.choices(scope, town_snapshot))
    made = readings.values_of(chosen, scope, town_snapshot, entry)
    assert made.period == Period.parse("2023")
    assert made.shown
    said = text_of(page.missing(chosen, made))
    assert said == "By neighbourhood this is not known for the 3rd quarter 2024: the map shows 2023."


def test_a_mean_month_that_cannot_be_told_is_said_and_not_left_out(town_snapshot: Snapshot, scope: Scope) -> None:
    found = set()
    for code in scope.neighbourhoods:
        made = view(town_snapshot, scope, f"?places={code}&period=2024-Q3")
        (told,) = readings.monthly(made, town_snapshot, Period.parse("2024-Q3"), (code,)).values()
        text = text_of(page.layout(made))
        assert "Active households a month:" in text
        assert ("not shown, a month is below threshold" in text) == (told is None), code
        found.add(told is None)
    assert found == {True, False}


def test_a_local_place_is_told_with_its_kind(town_snapshot: Snapshot, scope: Scope) -> None:
    shown = page.layout(view(town_snapshot, scope, "", "fr"))
    (facts,) = [each for each in components(shown) if getattr(each, "id", None) == "map-facts"]
    assert facts.data["words"]["green_space"] == "espace vert"
    assert set(KIND_SIGNS) <= set(facts.data["words"])


def test_places_that_are_picked_are_told_as_one_before_each(town_snapshot: Snapshot) -> None:
    """An area is drawn to read the area."""
    places = ("a1", "a2", "b1")
    view = view_of(town_snapshot, f"?places={'|'.join(places)}&period=2023", neighbourhoods=tuple(SIZES))
    (row,) = queries.answer(queries.narrow(view.scope, town_snapshot, places), town_snapshot, "active_share",
                            Selection((), Period.parse("2023"))).rows  # fmt: skip
    assert row.answer is not None
    text = text_of(frame.render(view, "/map"))
    assert f"3 neighbourhoods together Active households, share of enrolled: about {row.answer:.0%}" in text
    assert "neighbourhoods together" not in text_of(frame.render(view_of(
        town_snapshot, "?places=a1&period=2023", neighbourhoods=tuple(SIZES)), "/map"))  # fmt: skip
