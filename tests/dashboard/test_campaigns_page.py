"""Campaigns: what is missing most and where stands first; what could mislead is explained where it occurs alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from dashboard import frame
from dashboard.figures.palettes import palette
from dashboard.pages.campaigns import over_words
from dashboard.words import words_in
from queries import (
    Period,
    Snapshot,
)
from tests.dashboard.pages_view import text_of, view_of
from tests.queries.test_campaign_balance import ENOUGH, enrolled, need, yes
from tests.town import SIZES

EN, FR, LIGHT, YEAR = words_in("en"), words_in("fr"), palette("light"), Period.parse("2025")

With = Callable[..., Snapshot]
TOWN = tuple(SIZES)


def page(snapshot: Snapshot, search: str = "", *, language: str = "en") -> str:
    return text_of(frame.render(view_of(snapshot, search, neighbourhoods=TOWN, language=language), "/campaigns"))


def test_an_address_of_no_campaign_says_so_before_anything_else(town_snapshot: Snapshot) -> None:
    told = page(town_snapshot, "?campaign=xyz")
    assert told.index("These places have no campaign by that address") < told.index("from 1 January 2024")
    assert "by that address" not in page(town_snapshot, "?campaign=entraide")


def test_of_a_single_campaign_there_is_no_switch(town_snapshot: Snapshot) -> None:
    assert "1 campaign" in page(town_snapshot)
    assert "other campaigns" not in page(town_snapshot)


def test_the_page_names_what_is_missing_and_where_before_everything_else(with_cells: With) -> None:
    snapshot = with_cells(
        *ENOUGH, *(need("childcare", 100, code) for code in ("a1", "b1")),
        yes(40, "childcare", "level = 'city' AND area_code = 'ville'"), yes(5, "childcare", "area_code = 'a1'"),
        yes(80, "childcare", "area_code = 'b1'"),
    )  # fmt: skip
    told = page(snapshot)
    assert told.index("about 160 of 200") < told.index("Most in Quartier A1") < told.index("Prepare a campaign")
    assert "(affichée ici)" in page(snapshot, language="fr")


def test_of_one_small_place_what_is_missing_is_told_with_the_zone(with_cells: With) -> None:
    small = with_cells(enrolled(100, "a1"), need("childcare", 100, "a1"), yes(55, "childcare", "area_code = 'a1'"))
    told = page(small, "?places=a1")
    assert "Too few are enrolled here for answers by item to be told apart from those of the whole zone." in told
    assert "45 of 100" not in told


def test_in_the_first_month_places_are_not_known_yet_rather_than_counted_together(with_cells: With) -> None:
    snapshot = with_cells(*ENOUGH, need("childcare", 100, "a1"), need("childcare", 100, "b1"),
                          yes(40, "childcare", "level = 'city' AND area_code = 'ville'"))  # fmt: skip
    manifest, today = snapshot.manifest, date(2024, 1, 25)
    months = [code for code in manifest["periods"]["month"] if Period.parse(code).end <= today]
    running = replace(snapshot, manifest={**manifest, "covers_until": today.isoformat(),
                                          "periods": {**manifest["periods"], "month": months}})  # fmt: skip
    told = page(running)
    assert "not known yet: it is told from the end of the month on" in told
    assert "counted together" not in told
    assert "Nothing is missing" not in told


def test_days_until_which_is_counted_say_what_they_are_the_end_of(with_cells: With) -> None:
    snapshot = with_cells(*ENOUGH, need("childcare", 100, "a1"), need("childcare", 100, "b1"))
    manifest, today = snapshot.manifest, date(2024, 2, 14)
    weeks = [code for code in manifest["weeks"] if Period.parse(code).end <= today]
    months = [code for code in manifest["periods"]["month"] if Period.parse(code).end <= today]
    running = replace(snapshot, manifest={**manifest, "covers_until": today.isoformat(), "weeks": weeks,
                                          "published_at": "2024-02-16T06:00:00+00:00",
                                          "periods": {**manifest["periods"], "month": months}})  # fmt: skip
    told = page(running)
    assert "Over since" not in told
    assert "not complete yet" in told
    assert (
        "the whole zone, by week, until 11 February 2024; each neighbourhood, by month, until 31 January 2024" in told
    )
    assert "until 11 February 2024, the end of the last full week" in told
    assert "until 31 January 2024, the end of the last full month" in told
    part = page(running, "?places=a1|b1")
    assert "Counted until 31 January 2024, so far." in part
    assert "is told when the campaign is over" in part
    assert "today they go up to 14 February 2024" in part
    later = replace(running, manifest={**running.manifest, "published_at": "2026-05-01T06:00:00+00:00"})
    assert ("the numbers of the whole zone go up to 11 February 2024, those of each neighbourhood up to "
            "31 January 2024." in page(later))  # fmt: skip
    assert "over, counted in part" in page(later)


def test_a_campaign_that_is_over_before_it_is_counted_says_both_days() -> None:
    ended, until = date(2026, 10, 31), date(2026, 9, 27)
    said = "Over since 31 October 2026; the numbers go up to 27 September 2026."
    assert over_words(ended, until, None, EN) == said
    assert "it is not counted yet" in over_words(ended, None, None, EN)
