"""Writing a simulated platform as a bundle of the contract: Parquet for the long tables, CSV and GeoJSON for the rest.

It owns file formats and ids; it must not draw anything. The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from shapely.geometry import mapping

from queries.catalogue import CensusCount
from queries.demo.calibration import categories
from queries.demo.campaigns import ADDED_CATEGORIES, Answers, Campaign, Contacts, first_and_last_day
from queries.demo.help_offers import HelpOffers
from queries.demo.local_places import LocalPlace
from queries.demo.posts import Posts
from queries.demo.projects import Project
from queries.demo.residences import Residence
from queries.demo.residents import NEVER, Households, Members
from queries.demo.responses import Responses
from queries.demo.truths import MONTHS


def identifiers(letter: str, digits: int, rows: np.ndarray) -> np.ndarray:
    """Plain ids from row numbers: m000001 is row 0 of the members."""
    return np.char.add(letter, np.char.zfill((rows + 1).astype(str), digits))


def member_ids(rows: np.ndarray) -> np.ndarray:
    return identifiers("m", 6, rows)


def write_settings(target: Path, source: str, last_day: date) -> None:
    """bundle.toml; `simulated` puts the words "simulated usage" on every page."""
    lines = (
        f'source = "{source}"',
        'mode = "full"',
        'timezone = "Europe/Paris"',
        f"covers_until = {last_day.isoformat()}",
        "simulated = true",
    )
    (target / "bundle.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_neighbourhoods(target: Path, frame: gpd.GeoDataFrame) -> None:
    columns = [column for column in frame.columns if column != "geometry"]
    records = frame[columns].to_dict("records")
    _geojson(target / "neighbourhoods.geojson", zip(records, map(mapping, frame.geometry), strict=True))


def write_members(
    target: Path,
    frame: gpd.GeoDataFrame,
    homes: Households,
    members: Members,
    residences: Sequence[Residence],
    residence_of: np.ndarray,
) -> None:
    """`residence_of`: for each household the row of its residence, -1 when it lives in none."""
    residence_codes = np.array([*(residence.code for residence in residences), None], dtype=object)
    codes = frame["neighbourhood_code"].to_numpy(dtype=object)
    stays = members.left == NEVER
    _parquet(
        target / "members.parquet",
        member_id=pa.array(member_ids(np.arange(len(members)))),
        neighbourhood_code=_words(codes[homes.hood[members.household]]),
        household_id=pa.array(identifiers("h", 5, members.household)),
        residence_code=_words(residence_codes[residence_of[members.household]]),
        dwelling_type=_words(homes.dwelling_type[members.household]),
        gender=_words(members.gender),
        birth_year=pa.array(members.birth_year.astype(np.int32)),
        joined_on=pa.array(members.joined),
        left_on=pa.array(np.where(stays, np.datetime64("NaT"), members.left)),
        verified=pa.array(members.verified),
    )


def write_residences(target: Path, residences: Sequence[Residence]) -> None:
    def properties(residence: Residence) -> dict[str, Any]:
        return {
            "residence_code": residence.code,
            "name": residence.name,
            "landlord": residence.landlord,
            "dwellings": residence.dwellings,
            "neighbourhood_code": residence.neighbourhood_code,
        }

    points = ({"type": "Point", "coordinates": [residence.lon, residence.lat]} for residence in residences)
    _geojson(target / "residences.geojson", zip(map(properties, residences), points, strict=True))


def write_places(target: Path, places: Sequence[LocalPlace]) -> None:
    def properties(place: LocalPlace) -> dict[str, Any]:
        return {
            "place_code": place.code,
            "name": place.name,
            "kind": place.kind,
            "neighbourhood_code": place.neighbourhood_code,
        }

    points = ({"type": "Point", "coordinates": [place.lon, place.lat]} for place in places)
    _geojson(target / "places.geojson", zip(map(properties, places), points, strict=True))


def write_help_offers(target: Path, offers: HelpOffers) -> None:
    _parquet(
        target / "help_offers.parquet",
        member_id=pa.array(member_ids(offers.member)),
        help_kind=_words(offers.kind),
        declared_on=pa.array(offers.declared),
    )


def write_census(target: Path, counts: Sequence[CensusCount]) -> None:
    _csv(
        target / "census.csv",
        ("neighbourhood_code", "attribute", "value", "households", "persons"),
        [(c.neighbourhood_code, c.attribute, c.value, c.households, c.persons) for c in counts],
    )


def write_exchanges(target: Path, posts: Posts, campaigns: Sequence[Campaign]) -> None:
    codes = np.array([*(campaign.code for campaign in campaigns), None], dtype=object)
    _parquet(
        target / "exchanges.parquet",
        exchange_id=pa.array(identifiers("x", 7, np.arange(len(posts)))),
        posted_at=pa.array(posts.at),
        member_id=pa.array(member_ids(posts.member)),
        exchange_type=_words(posts.exchange_type),
        direction=_words(posts.direction),
        category=_words(posts.category),
        campaign_code=_words(codes[posts.campaign]),
    )


def write_responses(target: Path, responses: Responses) -> None:
    _parquet(
        target / "responses.parquet",
        response_id=pa.array(identifiers("r", 7, np.arange(len(responses)))),
        exchange_id=pa.array(identifiers("x", 7, responses.post)),
        member_id=pa.array(member_ids(responses.member)),
        responded_at=pa.array(responses.at),
        completed_at=pa.array(responses.completed),
    )


def write_categories(target: Path) -> None:
    """The study's categories and the few items that only the campaigns need."""
    declared = [list(row.values()) for row in categories()] + [list(row) for row in ADDED_CATEGORIES]
    _csv(target / "categories.csv", ("category", "label_en", "label_fr", "theme", "kind"), declared)


def write_campaigns(
    target: Path,
    campaigns: Sequence[Campaign],
    frame: gpd.GeoDataFrame,
    contacts: Contacts,
    answers: Answers,
    last_day: date,
    months: int = MONTHS,
) -> None:
    """Campaigns, their needs, contacts and answers. Households exposed are the homes of its neighbourhoods."""
    homes = frame.set_index("neighbourhood_code")["households"]
    rows, needs = [], []
    for campaign in campaigns:
        start, end = first_and_last_day(campaign, last_day, months)
        places = "|".join(campaign.neighbourhood_codes)
        exposed = int(homes.loc[list(campaign.neighbourhood_codes)].sum())
        rows.append((campaign.code, campaign.title, campaign.theme, campaign.organisation, start, end, places, exposed))
        needs += [(campaign.code, item, needed, place)
                  for item, needed in zip(campaign.items, campaign.needed, strict=True)
                  for place in campaign.neighbourhood_codes]  # fmt: skip
    header = ("campaign_code", "title", "theme", "organisation", "starts_on", "ends_on", "neighbourhood_codes")
    _csv(target / "campaigns.csv", (*header, "households_exposed"), rows)
    _csv(target / "campaign_needs.csv", ("campaign_code", "item", "needed", "neighbourhood_code"), needs)
    codes = np.array([campaign.code for campaign in campaigns], dtype=object)
    _parquet(
        target / "campaign_contacts.parquet",
        campaign_code=_words(codes[contacts.campaign]),
        member_id=pa.array(member_ids(contacts.member)),
        contacted_at=pa.array(contacts.contacted),
        opened_at=pa.array(contacts.opened),
    )
    _parquet(
        target / "campaign_answers.parquet",
        campaign_code=_words(codes[answers.campaign]),
        member_id=pa.array(member_ids(answers.member)),
        item=_words(answers.item),
        answer=_words(np.where(answers.yes, "yes", "no")),
        answered_at=pa.array(answers.at),
    )


def write_projects(target: Path, projects: Sequence[Project]) -> None:
    def properties(project: Project) -> dict[str, Any]:
        return {
            "project_code": project.code,
            "name": project.name,
            "owner": project.owner,
            "kind": project.kind,
            "dwellings": project.dwellings,
            "neighbourhood_codes": project.neighbourhood_code,
        }

    shapes = (mapping(project.shape) for project in projects)
    _geojson(target / "projects.geojson", zip(map(properties, projects), shapes, strict=True))
    stages = [
        (project.code, stage.stage, stage.starts_on, "true" if stage.public else "false")
        for project in projects
        for stage in project.stages
    ]
    _csv(target / "project_stages.csv", ("project_code", "stage", "starts_on", "public"), stages)


def _words(values: np.ndarray) -> pa.Array:
    return pa.array(values.tolist(), type=pa.string())


def _parquet(path: Path, **columns: pa.Array) -> None:
    pq.write_table(pa.table(columns), path, compression="zstd")


def _csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _geojson(path: Path, features: Iterable[tuple[dict[str, Any], Any]]) -> None:
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": geometry} for properties, geometry in features
        ],
    }
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
