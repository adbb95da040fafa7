"""What households do, counted by hand in a village of five: the edge days and the odd cases of each rule."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from shapely.geometry import box, mapping

from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import counts as counting
from queries.publish.behaviour import count_behaviour

MEMBERS = """member_id,neighbourhood_code,household_id,dwelling_type,residence_code,joined_on
    m1,north,h1,house_rural,,2024-01-31
    m2,north,h1,house_rural,,2024-02-01
    m3,north,h2,apartment_rural,oak,2024-02-29
    m4,north,h3,apartment_rural,oak,2023-12-31
    m5,south,h4,,,
    m6,south,h5,house_rural,,2024-01-01
    m7,south,h5,house_rural,,"""
EXCHANGES = "exchange_id,posted_at,member_id,exchange_type,direction,category,campaign_code"
RESPONSES = "response_id,exchange_id,member_id,responded_at,completed_at"


class Village:
    """Two neighbourhoods, one residence, five households: rows are given, counts come back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connections: list[duckdb.DuckDBPyConnection] = []

    def holds(self, exchanges: str, responses: str = "", **more: str) -> None:
        """Import the rows, for `count` to read."""
        path = self.folder / "bundle"
        path.mkdir()
        tables = {"members": MEMBERS, "exchanges": f"{EXCHANGES}\n{exchanges}",
                  "responses": f"{RESPONSES}\n{responses}", **more}  # fmt: skip
        for name, text in tables.items():
            lines = [line.strip() for line in text.strip().splitlines()]
            (path / f"{name}.csv").write_text("\n".join(lines) + "\n")
        self._places(path, "neighbourhoods", [
            (box(2.3 + i, 48.8, 2.4 + i, 48.9),
             {"neighbourhood_code": code, "name": code, "city_code": "c", "city_name": "C"})
            for i, code in enumerate(("north", "south"))
        ])  # fmt: skip
        self._places(path, "residences", [
            (box(2.34, 48.84, 2.36, 48.86),
             {"residence_code": "oak", "name": "Oak House", "landlord": "homes", "dwellings": 40})
        ])  # fmt: skip
        folders = Folders(self.folder / "data")
        report = import_bundle(path, folders, progress=False)
        assert sum(file.quarantined for file in report.files) == 0
        self.connections.append(counting.open_mart(folders.mart))

    @staticmethod
    def _places(path: Path, name: str, places: list[tuple]) -> None:
        features = [{"type": "Feature", "geometry": mapping(shape), "properties": said} for shape, said in places]
        (path / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    def count(self, dimension: str, kind: str) -> dict[tuple, int]:
        """(neighbourhood, first day as text, value) -> households."""
        frame = count_behaviour(self.connections[-1], dimension, kind)
        found: Counter[tuple] = Counter()
        for row in frame.itertuples():
            found[row.unit.split("/")[0], row.period_on.date().isoformat(), row.value] += row.households
        return dict(found)


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    made = Village(tmp_path)
    yield made
    for connection in made.connections:
        connection.close()


def test_a_household_of_two_members_counts_once_on_each_side_of_a_need(village: Village) -> None:
    village.holds(
        """x1,2024-03-01,m1,item_sharing,request,kitchen,
           x2,2024-03-31,m2,item_sharing,request,kitchen,
           x3,2024-03-31,m2,item_sharing,offer,kitchen,
           x4,2024-04-01,m3,item_sharing,request,nowhere_declared,
           x5,2024-04-01,m3,item_sharing,request,,
           x6,2024-04-01,m3,local_news,information,kitchen,""",
        "r1,x1,m4,2024-03-02,",
    )
    assert village.count("need", "month") == {
        ("north", "2024-03-01", "kitchen:asked"): 1,
        ("north", "2024-03-01", "kitchen:offered"): 1,
        ("north", "2024-04-01", "other:asked"): 1,
    }, "who answers a request, or informs, has neither asked nor offered"
    assert village.count("need_theme", "week") == {
        ("north", "2024-02-26", "home_equipment:asked"): 1,
        ("north", "2024-03-25", "home_equipment:asked"): 1,
        ("north", "2024-03-25", "home_equipment:offered"): 1,
        ("north", "2024-04-01", "other:asked"): 1,
    }, "a week begins on its Monday"


def test_twenty_eight_days_are_within_and_twenty_nine_are_not(village: Village) -> None:
    village.holds(
        """x1,2024-03-01,m1,item_sharing,request,kitchen,
           x2,2024-03-01,m3,item_sharing,request,kitchen,
           x3,2024-03-01,m5,item_sharing,request,kitchen,
           x4,2024-03-01,m6,item_sharing,offer,kitchen,""",
        """r1,x1,m4,2024-03-29,2024-03-29
           r2,x2,m4,2024-03-29,2024-03-30
           r3,x3,m4,2024-03-30,2024-03-30
           r4,x4,m4,2024-03-01,2024-03-01""",
    )
    assert village.count("need_outcome", "quarter") == {
        ("north", "2024-01-01", "home_equipment:answered"): 2,
        ("north", "2024-01-01", "home_equipment:completed"): 1,
    }
    assert village.count("reply_time", "quarter") == {
        ("north", "2024-01-01", "28d"): 2,
        ("south", "2024-01-01", "none"): 1,
    }, "the time to the first reply is that of requests, whatever came of them"
    assert village.count("giving", "quarter") == {
        ("north", "2024-01-01", "receives"): 1,
        ("north", "2024-01-01", "both"): 1,
        ("north", "2024-01-01", "none"): 1,
        ("south", "2024-01-01", "gives"): 1,
        ("south", "2024-01-01", "none"): 1,
    }


def test_a_household_counts_in_each_band_of_its_requests_by_the_first_reply_to_each(village: Village) -> None:
    village.holds(
        """x1,2024-03-01T10:00:00Z,m1,item_sharing,request,kitchen,
           x2,2024-03-02T10:00:00Z,m1,item_sharing,request,kitchen,
           x3,2024-03-03T10:00:00Z,m2,item_sharing,request,kitchen,
           x4,2024-03-04T10:00:00Z,m2,item_sharing,request,kitchen,""",
        """r1,x1,m4,2024-03-01T10:59:00Z,
           r2,x1,m3,2024-03-05T10:00:00Z,
           r3,x2,m4,2024-03-02T11:00:00Z,
           r4,x3,m4,2024-03-04T10:00:00Z,""",
    )
    month = ("north", "2024-03-01")
    assert village.count("reply_time", "month") == dict.fromkeys([(*month, v) for v in ("1h", "6h", "3d", "none")], 1)
    assert village.count("reply_speed", "month") == dict.fromkeys([(*month, v) for v in ("day", "later", "none")], 1)


def test_acts_of_all_members_add_up_to_the_band_of_a_household(village: Village) -> None:
    posts = "\n".join(f"x{i},2024-03-01,m{1 + i % 2},local_news,information,," for i in range(15))
    village.holds(posts, "r1,x1,m4,2024-03-31,\nr2,x1,m1,2024-03-31,\nr3,x2,m1,2024-04-01,")
    assert village.count("activity_band", "month") == {
        ("north", "2024-03-01", "16_plus"): 1,
        ("north", "2024-03-01", "1"): 1,
        ("north", "2024-04-01", "1"): 1,
    }
    assert village.count("activity_level", "year") == {
        ("north", "2024-01-01", "4_plus"): 1,
        ("north", "2024-01-01", "1"): 1,
    }


def test_nobody_gives_to_their_own_household_and_information_is_no_gift(village: Village) -> None:
    village.holds(
        """x1,2024-03-31,m1,item_sharing,offer,kitchen,
           x2,2024-03-31,m3,local_news,information,,
           x3,2024-03-31,m5,item_sharing,offer,kitchen,""",
        """r1,x1,m2,2024-04-01,2024-04-01
           r2,x2,m4,2024-04-01,2024-04-01
           r3,x3,m6,2024-04-01,2024-04-02""",
    )
    assert village.count("giving", "month") == {
        ("north", "2024-03-01", "none"): 2,
        ("north", "2024-04-01", "none"): 2,
        ("south", "2024-03-01", "gives"): 1,
        ("south", "2024-03-01", "receives"): 1,
        ("south", "2024-04-01", "none"): 1,
    }, "a gift belongs to the period of its post, even for who responded in the next"
    assert village.count("tie", "month") == {}, "one of the two dwellings is unknown"


def test_a_tie_is_within_or_outside_for_both_households(village: Village) -> None:
    village.holds(
        """x1,2024-03-01,m3,item_sharing,offer,kitchen,
           x2,2024-04-01,m3,item_sharing,request,kitchen,
           x3,2024-05-01,m5,item_sharing,request,kitchen,""",
        """r1,x1,m4,2024-03-02,2024-03-02
           r2,x2,m1,2024-04-02,2024-04-02
           r3,x3,m4,2024-05-02,2024-05-02""",
    )
    assert village.count("tie", "month") == {
        ("north", "2024-03-01", "same_dwelling"): 2,
        ("north", "2024-03-01", "same_residence"): 2,
        ("north", "2024-04-01", "other_dwelling"): 2,
        ("north", "2024-04-01", "other_residence"): 1,
        ("north", "2024-05-01", "other_residence"): 1,
    }, "ties of a residence are those of who lives in one, also with a dwelling that is unknown"
    apart = count_behaviour(village.connections[-1], "tie", "month")
    assert set(apart[apart.value.str.endswith("residence")].unit) == {"north/homes"}


def test_standing_from_the_first_period_to_the_last(village: Village) -> None:
    village.holds(
        """x1,2024-01-31,m1,local_news,information,,
           x2,2024-02-01,m2,local_news,information,,
           x3,2024-04-01,m1,local_news,information,,
           x4,2024-04-30,m3,local_news,information,,"""
    )
    assert village.count("standing", "month") == {
        ("north", "2024-01-01", "new"): 1,
        ("north", "2024-02-01", "continuing"): 1,
        ("north", "2024-03-01", "lapsed"): 1,
        ("north", "2024-04-01", "returning"): 1,
        ("north", "2024-04-01", "new"): 1,
    }, "nobody has lapsed after the last period with any activity"
    assert village.count("standing", "week")["north", "2024-02-05", "lapsed"] == 1
    assert village.count("standing", "year") == {("north", "2024-01-01", "new"): 2}


def test_a_cohort_is_followed_from_the_month_of_its_first_member(village: Village) -> None:
    village.holds(
        """x1,2024-02-01,m2,local_news,information,,
           x2,2024-02-29,m1,local_news,information,,
           x3,2024-04-30,m1,local_news,information,,
           x4,2024-05-01,m3,local_news,information,,
           x5,2024-12-31,m4,local_news,information,,
           x6,2024-02-01,m5,local_news,information,,
           x7,2024-02-01,m6,local_news,information,,"""
    )
    assert village.count("cohort", "quarter") == {
        ("north", "2024-01-01", "joined"): 2,
        ("north", "2024-01-01", "1"): 1,
        ("north", "2024-01-01", "3"): 2,
        ("north", "2023-10-01", "joined"): 1,
        ("north", "2023-10-01", "12"): 1,
    }, "joined on 31 January, active in February and April; joined on 29 February, active in May; south is unknown"


CAMPAIGN = """campaign_code,title,theme,organisation,starts_on,ends_on,neighbourhood_codes
    help,Help,care,c,2024-03-01,2024-03-31,north"""


def test_a_yes_of_one_member_outweighs_a_no_of_another(village: Village) -> None:
    village.holds(
        "x1,2024-01-01,m1,local_news,information,,",
        campaigns=CAMPAIGN,
        campaign_answers="""campaign_code,member_id,item,answer,answered_at
            help,m1,kitchen,no,2024-03-01
            help,m2,kitchen,yes,2024-04-28
            help,m1,sports,no,2024-03-05
            help,m3,kitchen,yes,2024-04-29
            help,m4,nowhere_declared,no,2024-03-05
            help,m4,nor_this,yes,2024-03-05
            help,m5,kitchen,yes,2024-03-05""",
    )
    assert village.count("campaign_item", "campaign") == {
        ("north", "2024-03-01", "help:kitchen:yes"): 1,
        ("north", "2024-03-01", "help:sports:no"): 1,
        ("north", "2024-03-01", "help:other:yes"): 1,
    }, "28 days after the last day count, 29 do not, and neither does who lives outside the zone"


@pytest.mark.parametrize(
    ("day", "band"),
    [
        ("2024-03-01", "1d"), ("2024-03-02", "3d"), ("2024-03-03", "3d"), ("2024-03-04", "7d"), ("2024-03-07", "7d"),
        ("2024-03-08", "28d"), ("2024-03-29", "28d"), ("2024-03-30", "later"), ("2024-04-28", "later"),
    ],
)  # fmt: skip
def test_the_first_offer_of_a_household_tells_its_time(village: Village, day: str, band: str) -> None:
    village.holds(
        f"""x1,{day},m1,item_sharing,offer,kitchen,help
            x2,2024-02-29,m1,item_sharing,offer,kitchen,help
            x3,2024-03-01,m2,item_sharing,request,kitchen,help
            x4,2024-03-01,m2,item_sharing,offer,kitchen,
            x5,2024-04-29,m3,item_sharing,offer,kitchen,help
            x6,2024-03-01,m5,item_sharing,offer,kitchen,help""",
        campaigns=CAMPAIGN,
        campaign_answers="""campaign_code,member_id,item,answer,answered_at
            help,m1,sports,no,2024-03-01
            help,m2,kitchen,yes,2024-04-28""",
    )
    assert village.count("campaign_offer_time", "campaign") == {("north", "2024-03-01", f"help:{band}"): 1}
