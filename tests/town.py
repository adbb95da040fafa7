"""A made-up town written as a real bundle: seeded rows that tests can count again in their own, slower way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

TYPES = ("item_sharing", "service_sharing", "local_news", "odd_jobs", "local_events", "car_sharing",
         "citizen_surveys", "bulk_purchases", "security_alerts")  # fmt: skip
CATEGORIES = ("kitchen", "childcare", "repairs", "sports", "not_in_the_catalogue")
DWELLINGS = ("apartment_large_city", "house_large_city", "apartment_medium_city", "house_rural")

HELP = ("food", "home_watch", "parcels", "lending_tools", "hard_times", "diy", "gardening_tips")

#: Households of each neighbourhood; the last has too few to be published.
SIZES = {"a1": 300, "a2": 220, "a3": 180, "a4": 260, "a5": 150, "b1": 400, "b2": 120, "b3": 90, "b4": 30}

#: Code, landlord, neighbourhood and households (the next flats there, in order) of each residence: the landlord
#: `bailleur` has a part of b1 above 200 households, one of a4 between 150 and 200, and one of a5 below.
RESIDENCES = (("tilleuls", "bailleur", "b1", 130), ("chenes", "bailleur", "b1", 100), ("hetres", "bailleur", "a4", 160),
              ("erables", "bailleur", "a5", 60), ("saules", "office", "a1", 170))  # fmt: skip


@dataclass(frozen=True)
class Town:
    """Where the bundle lies, and its rows as written."""

    path: Path
    members: pd.DataFrame
    exchanges: pd.DataFrame
    responses: pd.DataFrame


def write_town(path: Path, seed: int = 7) -> Town:
    """Write the bundle: two years of activity, complete until mid-December, so that December is not covered."""
    random = np.random.default_rng(seed)
    path.mkdir(parents=True)
    members = _members(random)
    exchanges = _exchanges(random, members)
    responses = _responses(random, members, exchanges)
    members.to_csv(path / "members.csv", index=False)
    exchanges.to_csv(path / "exchanges.csv", index=False)
    responses.to_csv(path / "responses.csv", index=False)
    (path / "bundle.toml").write_text('source = "town"\ncovers_until = 2024-12-15\n')
    (path / "neighbourhoods.geojson").write_text(json.dumps(_neighbourhoods()))
    _campaign(random, members, path)
    _projects(path)
    _residences(path)
    _help_offers(path, members)
    _census(path)
    return Town(path, members, exchanges, responses)


def _neighbourhoods() -> dict:
    features = []
    for i, code in enumerate(SIZES):
        x, y = 2.30 + 0.02 * (i % 3), 48.80 + 0.02 * (i // 3)
        ring = [[x, y], [x + 0.02, y], [x + 0.02, y + 0.02], [x, y + 0.02], [x, y]]
        properties = {"neighbourhood_code": code, "name": f"Quartier {code.upper()}", "city_code": "ville",
                      "city_name": "Ville", "group_code": f"groupe-{code[0]}",
                      "group_name": f"Groupe {code[0].upper()}", "households": SIZES[code] * 4}  # fmt: skip
        features.append({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
                         "properties": properties})  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def _members(random: np.random.Generator) -> pd.DataFrame:
    rows = []
    for code, households in SIZES.items():
        for h in range(households):
            dwelling = DWELLINGS[int(random.choice(4, p=[0.55, 0.3, 0.12, 0.03]))] if random.random() < 0.95 else ""
            for _ in range(int(random.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))):
                rows.append((f"m{len(rows):05d}", code, f"{code}-h{h:04d}", dwelling,
                             str(random.choice(["female", "male"])), "2022-06-01"))  # fmt: skip
    columns = ["member_id", "neighbourhood_code", "household_id", "dwelling_type", "gender", "joined_on"]
    return _housed(pd.DataFrame(rows, columns=columns))


def _housed(members: pd.DataFrame) -> pd.DataFrame:
    """Draws nothing, so that the town is the same with and without residences."""
    flats = members[members.dwelling_type.str.startswith("apartment")].drop_duplicates("household_id")
    home: dict[str, str] = {}
    for code, _, place, households in RESIDENCES:
        here = [
            household for household in flats[flats.neighbourhood_code == place].household_id if household not in home
        ]
        home |= dict.fromkeys(here[:households], code)
    return members.assign(residence_code=members.household_id.map(home).fillna(""))


def _exchanges(random: np.random.Generator, members: pd.DataFrame) -> pd.DataFrame:
    households = members.household_id.unique()
    keen = dict(zip(households, random.gamma(0.5, 2.0, len(households)), strict=True))
    weights = members.household_id.map(keen).to_numpy()
    count = 20_000
    who = random.choice(len(members), count, p=weights / weights.sum())
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 714, count), unit="D")
    minutes = pd.to_timedelta(random.integers(0, 1440, count), unit="min")
    kinds = random.choice(TYPES, count, p=np.array([36, 27, 17, 9.5, 5, 2.4, 1.5, 0.9, 0.7]) / 100)
    traded = np.isin(kinds, ["item_sharing", "service_sharing", "odd_jobs"])
    return pd.DataFrame({
        "exchange_id": [f"x{i:06d}" for i in range(count)],
        "posted_at": (days + minutes).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "member_id": members.member_id.to_numpy()[who],
        "exchange_type": kinds,
        "direction": np.where(traded, random.choice(["offer", "request"], count), "information"),
        "category": np.where(traded, random.choice(CATEGORIES, count), ""),
        "campaign_code": np.where(random.random(count) < 0.02, "entraide", ""),
    })  # fmt: skip


def _responses(random: np.random.Generator, members: pd.DataFrame, exchanges: pd.DataFrame) -> pd.DataFrame:
    answered = exchanges[(exchanges.direction != "information") & (random.random(len(exchanges)) < 0.6)]
    posted = pd.to_datetime(answered.posted_at)
    replied = posted + pd.to_timedelta(random.exponential(20_000, len(answered)).astype(int) + 1, unit="min")
    done = replied + pd.to_timedelta(random.integers(1, 40, len(answered)), unit="D")
    kept = (replied < pd.Timestamp("2024-12-16", tz="UTC")).to_numpy()
    frame = pd.DataFrame({
        "response_id": [f"r{i:06d}" for i in range(len(answered))],
        "exchange_id": answered.exchange_id.to_numpy(),
        "member_id": random.choice(members.member_id, len(answered)),
        "responded_at": replied.dt.strftime("%Y-%m-%dT%H:%M:%SZ").to_numpy(),
        "completed_at": np.where(random.random(len(answered)) < 0.5, done.dt.strftime("%Y-%m-%dT%H:%M:%SZ"), ""),
    })  # fmt: skip
    return frame[kept]


def _campaign(random: np.random.Generator, members: pd.DataFrame, path: Path) -> None:
    (path / "campaigns.csv").write_text(
        "campaign_code,title,theme,organisation,starts_on,ends_on,neighbourhood_codes,households_exposed\n"
        "entraide,Entraide d’hiver,solidarity,ville,2024-01-01,2024-03-31,a1|a2|b1,3000\n"
    )
    zone = members[members.neighbourhood_code.isin(["a1", "a2", "b1"])]
    contacted = zone[random.random(len(zone)) < 0.7]
    opened = np.where(random.random(len(contacted)) < 0.6, "2024-01-05", "")
    pd.DataFrame({"campaign_code": "entraide", "member_id": contacted.member_id, "contacted_at": "2024-01-03",
                  "opened_at": opened}).to_csv(path / "campaign_contacts.csv", index=False)  # fmt: skip
    answering = contacted[random.random(len(contacted)) < 0.3]
    pd.DataFrame({"campaign_code": "entraide", "member_id": answering.member_id, "item": "childcare",
                  "answer": random.choice(["yes", "no"], len(answering)), "answered_at": "2024-01-10"}).to_csv(
        path / "campaign_answers.csv", index=False)  # fmt: skip


def _projects(path: Path) -> None:
    projects = [("parc", "Le parc", "ville", 2.31), ("tour", "La tour", "promoteur", 2.35)]
    features = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ground(middle)]},
         "properties": {"project_code": code, "name": name, "owner": owner, "kind": "construction"}}
        for code, name, owner, middle in projects
    ]  # fmt: skip
    (path / "projects.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (path / "project_stages.csv").write_text(
        "project_code,stage,starts_on,public\n"
        "parc,consultation,2023-02-01,true\nparc,works,2023-09-01,true\nparc,existing,2024-06-01,false\n"
        "tour,consultation,2023-05-01,false\n"
    )


def ground(middle: float) -> list[list[float]]:
    """The ring of a project's ground about a longitude."""
    west, east = round(middle - 0.002, 5), round(middle + 0.002, 5)
    return [[west, 48.808], [east, 48.808], [east, 48.812], [west, 48.812], [west, 48.808]]


def _residences(path: Path) -> None:
    features = []
    for number, (code, landlord, place, households) in enumerate(RESIDENCES):
        i = list(SIZES).index(place)
        point = [2.305 + 0.02 * (i % 3) + 0.002 * number, 48.81 + 0.02 * (i // 3)]
        properties = {"residence_code": code, "name": f"Les {code}", "landlord": landlord, "dwellings": households * 3}
        features.append({"type": "Feature", "geometry": {"type": "Point", "coordinates": point},
                         "properties": properties})  # fmt: skip
    (path / "residences.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def _help_offers(path: Path, members: pd.DataFrame) -> None:
    """Draws from a generator of its own, so that the town is the same with and without declarations."""
    random = np.random.default_rng(3)
    declares = random.random((len(members), len(HELP))) < np.linspace(0.5, 0.1, len(HELP))
    rows, kinds = np.nonzero(declares & (random.random(len(members)) < 0.7)[:, None])
    days = pd.Timestamp("2022-06-01") + pd.to_timedelta(random.integers(0, 900, len(rows)), unit="D")
    pd.DataFrame({"member_id": members.member_id.to_numpy()[rows], "help_kind": np.array(HELP)[kinds],
                  "declared_on": days.strftime("%Y-%m-%d")}).to_csv(path / "help_offers.csv", index=False)  # fmt: skip


def _census(path: Path) -> None:
    """Homes by kind of dwelling, without persons; four for each household of the platform."""
    shares = {"apartment_large_city": 0.5, "house_large_city": 0.3, "apartment_medium_city": 0.2}
    rows = [(code, "dwelling_type", value, round(size * 4 * share))
            for code, size in SIZES.items() for value, share in shares.items()]  # fmt: skip
    columns = ["neighbourhood_code", "attribute", "value", "households"]
    pd.DataFrame(rows, columns=columns).to_csv(path / "census.csv", index=False)
