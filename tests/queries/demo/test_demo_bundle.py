"""The demonstration is a bundle of the contract like any other: columns, ids, dates, bytes, and any boundaries."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import tomllib
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import plotly.data
import pyarrow.parquet as pq
import pytest

from queries import demo
from queries.demo import command
from queries.demo.boundaries import mend_name, neighbourhoods, slug
from queries.demo.organisations import organisations
from queries.folders import Folders
from queries.intake import import_bundle
from queries.model import Refusal
from tests.queries.demo.written_demonstration import LAST_DAY, SHARED, read

#: The contract's columns of the files that the demonstration writes.
CONTRACT = {
    "neighbourhoods": "neighbourhood_code name city_code city_name households population group_code group_name",
    "members": "member_id neighbourhood_code household_id residence_code dwelling_type gender birth_year joined_on "
    "left_on verified",
    "exchanges": "exchange_id posted_at member_id exchange_type direction category campaign_code",
    "categories": "category label_en label_fr theme kind",
    "responses": "response_id exchange_id member_id responded_at completed_at",
    "help_offers": "member_id help_kind declared_on",
    "campaigns": "campaign_code title theme organisation starts_on ends_on neighbourhood_codes households_exposed",
    "campaign_needs": "campaign_code item needed neighbourhood_code",
    "campaign_contacts": "campaign_code member_id contacted_at opened_at",
    "campaign_answers": "campaign_code member_id item answer answered_at",
    "projects": "project_code name owner kind dwellings neighbourhood_codes",
    "project_stages": "project_code stage starts_on public",
    "residences": "residence_code name landlord dwellings neighbourhood_code",
    "places": "place_code name kind neighbourhood_code",
    "census": "neighbourhood_code attribute value households persons",
}
REAL = [("rennes", "nuquart", "nom", 12), ("angers", None, None, 10)]


def columns(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        return pq.read_schema(path).names
    if path.suffix == ".geojson":
        return list(json.loads(path.read_text(encoding="utf-8"))["features"][0]["properties"])
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_files_hold_only_columns_of_the_contract(montreal):
    files = [path for path in montreal.folder.iterdir() if path.name != "bundle.toml"]
    assert {path.stem for path in files} == set(CONTRACT)
    for path in files:
        assert set(columns(path)) <= set(CONTRACT[path.stem].split()), path.name


def test_the_bundle_says_that_it_is_simulated_and_until_when(montreal):
    settings = tomllib.loads((montreal.folder / "bundle.toml").read_text(encoding="utf-8"))
    assert settings["simulated"] is True
    assert settings["covers_until"] == LAST_DAY
    assert settings["timezone"] == "Europe/Paris"


def test_ids_are_unique_and_point_somewhere(montreal):
    for table, key in ((montreal.members, "member_id"), (montreal.exchanges, "exchange_id"),
                       (montreal.responses, "response_id")):  # fmt: skip
        assert table[key].is_unique
    assert montreal.exchanges["household_id"].notna().all()
    assert montreal.responses["household_id"].notna().all()
    assert montreal.responses["exchange_id"].isin(montreal.exchanges["exchange_id"]).all()
    assert montreal.members["neighbourhood_code"].isin(montreal.places["neighbourhood_code"]).all()


@pytest.mark.parametrize(("table", "column"), [("exchanges", "posted_at"), ("responses", "responded_at")])
def test_nobody_acts_before_joining_or_after_leaving(montreal, table, column):
    stays = montreal.members[["member_id", "joined_on", "left_on"]]
    rows = getattr(montreal, table).merge(stays, on="member_id")
    assert (rows[column] >= rows["joined_on"] + pd.Timedelta(days=1)).all()
    assert not (rows[column] >= rows["left_on"]).any()
    assert rows[column].dt.date.max() <= LAST_DAY
    assert montreal.members["joined_on"].max() <= pd.Timestamp(LAST_DAY)
    assert montreal.members["left_on"].max() <= pd.Timestamp(LAST_DAY)
    assert montreal.members["left_on"].notna().any()


def test_no_local_time_falls_in_the_hour_that_clocks_skip_or_repeat(montreal):
    assert not montreal.exchanges["posted_at"].dt.hour.eq(2).any()
    assert not montreal.responses["responded_at"].dt.hour.eq(2).any()
    assert not montreal.responses["completed_at"].dt.hour.eq(2).any()


@pytest.mark.deep
def test_intake_accepts_every_row(montreal, tmp_path):
    report = import_bundle(montreal.folder, Folders(tmp_path), progress=False)
    assert report.simulated
    assert all(file.accepted == file.read for file in report.files)


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(tmp_path):
    def make(name: str, seed: int) -> dict[str, str]:
        boundaries = plotly.data.election_geojson()
        return digests(demo.build(tmp_path / name, boundaries, last_day=LAST_DAY, seed=seed, households=4000))

    first = make("first", 7)
    assert make("again", 7) == first
    assert make("other", 8)["exchanges.parquet"] != first["exchanges.parquet"]


def test_names_get_their_lost_dashes_back():
    assert mend_name("MaisonneuveLongue-Pointe") == "Maisonneuve–Longue-Pointe"
    assert mend_name("Saint-PaulÉmard") == "Saint-Paul–Émard"
    assert mend_name("ChamplainL'Île-des-Soeurs") == "Champlain–L'Île-des-Soeurs"
    assert mend_name("Norman-McLaren") == "Norman-McLaren"
    assert (
        mend_name("Saint-HenriPetite-BourgognePointe-Saint-Charles")
        == "Saint-Henri–Petite-Bourgogne–Pointe-Saint-Charles"
    )


def test_a_code_made_from_a_name_is_a_contract_code():
    assert slug("Centre Ville - La Fayette - Eblé") == "centre-ville-la-fayette-eble"
    assert slug("Sacré-Cœur, n° 2") == "sacre-coeur-n-2"
    assert len(slug("x" * 100)) == 64


def test_districts_of_montreal_are_grouped_by_borough(montreal):
    places = montreal.places.set_index("neighbourhood_code")
    assert len(places) == 58
    assert places.loc["101", "name"] == "Bois-de-Liesse"
    assert places.loc["101", "group_name"] == "Pierrefonds-Roxboro"
    assert places["group_code"].nunique() == 19
    assert not set(places["group_code"]) & set(places.index)


@pytest.mark.deep
@pytest.mark.parametrize(("city", "code_column", "name_column", "count"), REAL)
def test_the_demonstration_works_on_boundaries_of_real_cities(tmp_path, city, code_column, name_column, count):
    file = SHARED / "real" / city / "quartiers.geojson"
    if not file.exists():
        pytest.skip(f"the boundaries of {city} are not beside this checkout ({file})")
    asked = ["--boundaries", str(file)]
    asked += ["--code-column", code_column, "--name-column", name_column] if code_column else []
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    written = read(command.build_from(parser.parse_args(asked), tmp_path / "bundle", {}, today=date(2026, 11, 23)))
    assert len(written.places) == count
    assert set(written.places["city_name"]) == {city.title()}
    assert written.places["neighbourhood_code"].str.fullmatch(r"[a-z0-9_-]{1,64}").all()
    assert written.active.iloc[:, -12:].mean(axis=1).median() == pytest.approx(33, rel=0.03)
    report = import_bundle(written.folder, Folders(tmp_path / "data"), progress=False)
    assert all(row.accepted == row.read for row in report.files)


def test_a_geopackage_in_another_projection_is_read(montreal, tmp_path):
    montreal.places[["name", "geometry"]].to_crs("EPSG:3857").to_file(tmp_path / "places.gpkg", driver="GPKG")
    frame = neighbourhoods(tmp_path / "places.gpkg", city_code="somewhere", city_name="Somewhere")
    assert len(frame) == 58
    assert -74.1 < frame.total_bounds[0] < -73.9
    assert "group_code" not in frame


def test_a_missing_column_is_refused_with_the_columns_there_are():
    with pytest.raises(Refusal, match=r"no column “nom”.*district.*--name-column"):
        neighbourhoods(plotly.data.election_geojson(), name_column="nom", city_code="x", city_name="X")


def test_boundaries_that_are_not_in_degrees_are_refused(montreal, tmp_path):
    metres = json.loads(montreal.places[["name", "geometry"]].to_crs("EPSG:3857").to_json())
    metres.pop("crs", None)
    (tmp_path / "places.geojson").write_text(json.dumps(metres), encoding="utf-8")
    with pytest.raises(Refusal, match="not degrees"):
        neighbourhoods(tmp_path / "places.geojson", city_code="x", city_name="X")


def test_a_file_that_is_not_what_its_extension_says_is_refused(tmp_path):
    (tmp_path / "places.gpkg").write_text("name,geometry", encoding="utf-8")
    with pytest.raises(Refusal, match="cannot be read as GPKG"):
        neighbourhoods(tmp_path / "places.gpkg", city_code="x", city_name="X")


def test_repeated_codes_are_refused(montreal):
    boundaries = json.loads(montreal.places.to_json())
    with pytest.raises(Refusal, match="occurs twice"):
        neighbourhoods(boundaries, code_column="city_code", name_column="name", city_code="x", city_name="X")


def test_the_demonstration_must_end_with_a_month(tmp_path):
    with pytest.raises(Refusal, match="last day"):
        demo.build(tmp_path / "bundle", plotly.data.election_geojson(), last_day=date(2026, 9, 29))
    assert not (tmp_path / "bundle").exists()


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 23), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 9, 30)),
        (date(2026, 3, 31), date(2025, 12, 31)),
    ],
)
def test_the_last_complete_quarter_has_ended(today, expected):
    assert command.last_complete_quarter(today) == expected


def test_there_is_one_organisation_of_each_kind_each_with_its_own_territory(montreal):
    found = organisations(gpd.GeoDataFrame(montreal.places))
    assert [o.kind for o in found] == ["local_authority", "social_landlord", "developer", "local_business"]
    assert len({o.territory for o in found}) == 4
    assert len({o.email for o in found}) == 4
    assert found[0].territory == ("city:montreal",)
    codes = {f"neighbourhood:{code}" for code in montreal.places["neighbourhood_code"]}
    assert all(set(o.territory) - {"portfolio:habitat_social"} <= codes for o in found[1:])
    assert [o.kind for o in found if "portfolio:habitat_social" in o.territory] == ["social_landlord"]
