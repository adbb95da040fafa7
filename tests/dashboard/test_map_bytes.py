"""A thousand neighbourhoods, imported and published: what another indicator sends is under eight kilobytes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.access.organisations import add_organisation, add_person
from queries.durable import write_secret
from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import publish
from tests.conftest import KEY
from tests.layers.grid import grid
from tests.site import PASSWORD, make_site, sign_in, used

pytestmark = pytest.mark.deep

COUNT = 1_000
TYPES = ("item_sharing", "service_sharing", "local_news")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """A year of a large made-up city whose neighbourhoods are unlike enough to make every class."""
    random = np.random.default_rng(5)
    path = tmp_path_factory.mktemp("thousand") / "bundle"
    path.mkdir()
    drawn = grid(COUNT, vertices=16)
    for feature in drawn["features"]:
        code = feature["properties"].pop("code")
        feature["properties"] |= {"neighbourhood_code": code, "city_code": "city", "city_name": "City",
                                  "households": int(random.integers(600, 6_000))}  # fmt: skip
    (path / "neighbourhoods.geojson").write_text(json.dumps(drawn))
    codes = [feature["properties"]["neighbourhood_code"] for feature in drawn["features"]]
    home = np.repeat(np.arange(COUNT), random.integers(60, 160, COUNT))
    members = pd.DataFrame({"member_id": [f"m{at:06d}" for at in range(len(home))],
                            "neighbourhood_code": np.array(codes)[home],
                            "household_id": [f"h{at:06d}" for at in range(len(home))],
                            "joined_on": "2022-06-01"})  # fmt: skip
    keen = random.gamma(6.0, 1.0, COUNT)[home]
    count = 5 * len(home)
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 365, count), unit="D")
    exchanges = pd.DataFrame({"exchange_id": [f"x{at:06d}" for at in range(count)],
                              "posted_at": days.strftime("%Y-%m-%dT12:00:00Z"),
                              "member_id": members.member_id.to_numpy()[
                                  random.choice(len(home), count, p=keen / keen.sum())],
                              "exchange_type": random.choice(TYPES, count)})  # fmt: skip
    members.to_csv(path / "members.csv", index=False)
    exchanges.to_csv(path / "exchanges.csv", index=False)
    (path / "bundle.toml").write_text('source = "thousand"\ncovers_until = 2023-12-31\n')
    folders = Folders(path.parent / "data")
    write_secret(folders.keys / "noise.key", KEY)
    import_bundle(path, folders, progress=False)
    publish(folders, progress=False)
    return folders


@pytest.mark.parametrize("mode", ["amount", "change"])
@pytest.mark.parametrize("indicator", ["active_households", "exchanges_per_household"])
def test_another_indicator_of_a_thousand_neighbourhoods_is_under_eight_kilobytes(
    folders: Folders, tmp_path: Path, indicator: str, mode: str
) -> None:
    """The very answer of the site, packed as it leaves."""
    site = make_site(folders, tmp_path / "accounts.sqlite")
    add_organisation(site.accounts, "large", "The large city", "local_authority", ("city:city",))
    add_person(site.accounts, "large@city.example", "large", PASSWORD)
    browser = site.browser()
    assert sign_in(browser, "large@city.example").status_code == 303
    answer = used(browser, "map-indicator", map_indicator=indicator, map_mode=mode, map_drawn="reach amount",
                  shown="?period=2023-Q4&compare=previous")  # fmt: skip
    told = answer.get_json()["response"]["map-numbers"]["data"]
    assert len(told["value"]) == len(told["classes"]) == COUNT
    assert sum(value is not None for value in told["value"]) > COUNT / 2
    assert len(set(told["classes"])) >= 4
    assert len(gzip.compress(answer.data)) < 8_000
