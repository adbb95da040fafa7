"""Dates, clock times, offsets and summer time; reply bands and the 28 days."""

from __future__ import annotations

import pytest

from queries.intake.pseudonymise import Pseudonyms

RESPONSES = "response_id,exchange_id,member_id,responded_at,completed_at"


@pytest.mark.parametrize(
    ("zone", "written", "day"),
    [
        ("Europe/Paris", "2024-06-30T23:30:00Z", "2024-07-01"),
        ("Europe/Paris", "2024-06-30T23:30", "2024-06-30"),
        ("Europe/Paris", "2024-06-30 23:30:15.250+02:00", "2024-06-30"),
        ("Europe/Paris", "2024-07-01T00:30:00+0530", "2024-06-30"),
        ("Europe/Paris", "2024-12-31T23:30:00+00", "2025-01-01"),
        ("UTC", "2024-06-30T23:30:00-01:00", "2024-07-01"),
        ("UTC", "2024-02-29", "2024-02-29"),
        ("Europe/Paris", "2026-10-25 02:30", "2026-10-25"),
    ],
)
def test_a_time_gives_the_local_day_in_the_declared_zone(bundle, imported, mart, zone, written, day):
    row = f"x1,{written},ada-lovelace,local_news,"
    imported(bundle.toml(f'timezone = "{zone}"').rows("exchanges", [bundle.exchanges[0], row]).path)
    assert str(mart("SELECT posted_on FROM exchange")[0][0]) == day


def test_an_hour_that_summer_time_skips_is_quarantined(bundle, imported):
    row = "x9,2026-03-29 02:30,ada-lovelace,local_news,"
    bundle.toml('timezone = "Europe/Paris"').rows("exchanges", [*bundle.exchanges, row])
    assert imported(bundle.path, accept_quarantine=True).file("exchanges").reasons[0].first_lines == (5,)


WAITS = [
    ("2024-03-01 10:00", "2024-03-01 10:59:59", "1h", True),
    ("2024-03-01 10:00", "2024-03-01 11:00", "6h", True),
    ("2024-03-01 10:00", "2024-03-02 09:59", "24h", True),
    ("2024-03-01 10:00", "2024-03-02 10:00", "3d", True),
    ("2024-03-01 10:00", "2024-03-04 10:00", "7d", True),
    ("2024-03-01 10:00", "2024-03-08 10:00", "28d", True),
    ("2024-03-01 10:00", "2024-03-29 10:00", "28d", True),
    ("2024-03-01 10:00", "2024-03-29 10:01", "none", False),
    ("2024-03-01", "2024-03-01 23:00", "24h", True),
    ("2024-03-01", "2024-03-02", "3d", True),
    ("2024-03-01 10:00", "2024-03-04", "7d", True),
    ("2024-03-01", "2024-03-29", "28d", True),
    ("2024-03-01", "2024-03-30", "none", False),
    # 29 March 2026 has 23 hours in Paris, 25 October has 25, and its 02:30 comes twice: the first is meant.
    ("2026-03-29 00:00", "2026-03-30 00:00", "24h", True),
    ("2026-10-25 00:00", "2026-10-25 22:59", "24h", True),
    ("2026-10-25 00:00", "2026-10-25 23:00", "3d", True),
    ("2026-10-25 02:30", "2026-10-25T01:00Z", "1h", True),
    ("2024-03-01T10:00+02:00", "2024-03-01T08:30Z", "1h", True),
]


def test_the_reply_band_is_exact_when_both_have_clocks(bundle, imported, mart):
    posts = [f"x{n:02},{posted},ada-lovelace,item_sharing," for n, (posted, *_) in enumerate(WAITS)]
    answers = [f"r{n:02},x{n:02},alan-turing,{responded}," for n, (_, responded, *_) in enumerate(WAITS)]
    bundle.toml('timezone = "Europe/Paris"').rows("exchanges", [bundle.exchanges[0], *posts])
    report = imported(bundle.rows("responses", [RESPONSES, *answers]).path)
    key = Pseudonyms(report.stored.parents[1] / "keys", "small", is_known=True).key
    found = {
        k: (band, answered) for k, band, answered in mart("SELECT response_key, reply_band, answered_28d FROM response")
    }
    assert [found[key(f"r{n:02}")] for n in range(len(WAITS))] == [(band, answered) for *_, band, answered in WAITS]


@pytest.mark.parametrize(("completed", "within"), [("2024-03-29", True), ("2024-03-30", False), ("", False)])
def test_completion_counts_28_days_from_the_post(bundle, imported, mart, completed, within):
    imported(bundle.rows("responses", [RESPONSES, f"r1,x1,alan-turing,2024-03-20,{completed}"]).path)
    assert mart("SELECT completed_28d FROM response") == [(within,)]


def test_no_clock_time_is_left_in_the_mart(bundle, imported, mart):
    imported(bundle.path)
    kinds = mart("SELECT table_name FROM information_schema.columns WHERE data_type LIKE 'TIME%'")
    assert kinds == [("bundle",)]  # when the import ran
