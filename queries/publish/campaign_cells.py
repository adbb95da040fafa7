"""Cells of campaigns: every step, item and delay, for the places of the lattice inside a campaign's zone.

Private side, like `cells.py`: what leaves it may be published.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import numpy as np
import pandas as pd

from queries.dimensions import ITEM_ANSWERS, OFFER_TIMES
from queries.publish import counts as counting
from queries.publish.behaviour import BEHAVIOURS, count_behaviour
from queries.publish.cells import KEY, Setting, draw
from queries.publish.counts import MATURITY, Coverage
from queries.publish.places import Place, children
from queries.publish.protect import protect

DIMENSIONS = ("campaign_step", "campaign_item", "campaign_offer_time")

#: Columns of true counts: one row a unit, campaign and value (CAMPAIGN:...).
COUNTS = ["unit", "period_on", "value", "households"]


def campaign_steps(coverage: Coverage) -> list[str]:
    """The steps that the bundles can feed, in order: without contacts nobody was seen to be contacted, and so on."""
    steps = []
    if "campaign_contacts" in coverage.files:
        steps.append("contacted")
        if "campaign_contacts.opened_at" in coverage.columns:
            steps.append("opened")
    steps.append("answered")
    if "campaign_answers" in coverage.files or "exchanges.direction" in coverage.columns:
        steps.append("offered")
    if "responses" in coverage.files:
        steps.append("matched")
    if "responses.completed_at" in coverage.columns:
        steps.append("completed")
    return steps


def ended_campaigns(connection: duckdb.DuckDBPyConnection, coverage: Coverage, years: set[int]) -> pd.DataFrame:
    """The campaigns that begin in these years and whose 28 days after the end are covered."""
    campaigns = connection.execute(counting.sql("campaigns")).df()
    campaigns["starts_on"] = pd.to_datetime(campaigns.starts_on).dt.date
    campaigns["ends_on"] = pd.to_datetime(campaigns.ends_on).dt.date
    is_known = [
        row.ends_on + MATURITY <= coverage.last and row.starts_on.year in years and row.starts_on >= coverage.horizon
        for row in campaigns.itertuples()
    ]
    return campaigns[is_known]


def count_campaigns(connection: duckdb.DuckDBPyConnection, dimension: str) -> pd.DataFrame:
    """True counts of one dimension of campaigns, columns COUNTS."""
    if dimension in BEHAVIOURS:
        frame = count_behaviour(connection, dimension, "campaign")
    else:
        frame = connection.execute(counting.sql("campaign_steps")).df()
    return frame.assign(period_on=pd.to_datetime(frame.period_on))[COUNTS]


def declared_endings(connection: duckdb.DuckDBPyConnection, dimension: str, coverage: Coverage) -> list[str]:
    """What follows the campaign's code in each declared value of a dimension."""
    if dimension == "campaign_step":
        return campaign_steps(coverage)
    if dimension == "campaign_item":
        items = counting.declared_values(connection, "category")
        return [f"{item}:{said.code}" for item in items for said in ITEM_ANSWERS]
    return [
        time.code for time in OFFER_TIMES if BEHAVIOURS[dimension].is_fed(time.code, coverage.files | coverage.columns)
    ]


def campaign_frame(
    counts: pd.DataFrame, campaigns: pd.DataFrame, dimension: str, endings: list[str], setting: Setting
) -> pd.DataFrame:
    """Cells of campaign x value: every place wholly inside a campaign's zone, and the zone within its city.

    counts: columns COUNTS; campaigns: campaign_code, starts_on, neighbourhood_codes. The permanent noise is keyed on
    place and value, not on the campaign, so that the same answer in many campaigns cannot be averaged out; a city
    whose zone is one single place shares that place's cell.
    """
    true = counts.groupby([counts.unit.str.split("/").str[0], "value"]).households.sum().to_dict()
    rows = []
    for campaign in campaigns.itertuples():
        for place, shared, inside, s, k in _zones(campaign.starts_on, campaign.neighbourhood_codes, setting):
            values = [f"{campaign.campaign_code}:{ending}" for ending in endings]
            n = np.array([sum(true.get((code, value), 0) for code in inside) for value in values])
            labels = [(shared, dimension, ending, campaign.campaign_code, "households") for ending in endings]
            epoch = setting.epochs.get(campaign.starts_on.year, 0)
            size = np.full(len(values), s)
            noise = draw(setting.noise.uniforms(labels, [epoch] * len(labels)), size)
            shown = protect(n, n, noise, noise, size, k)
            rows += [
                (place.level, place.code, "campaign", campaign.starts_on, dimension, value, number, s)
                for value, number in zip(values, shown, strict=True)
            ]
    return pd.DataFrame(rows, columns=[*KEY, "households", "s"])


def _zones(
    starts_on: date, zone_codes: list[str], setting: Setting
) -> list[tuple[Place, str, frozenset[str], float, int]]:
    """The places of a zone: place, the label whose cells it shows, its neighbourhoods in the zone, s and k."""
    frozen = setting.years.get(starts_on.year, {})
    kept = {p.code for p in setting.places.geographic if p.level == "neighbourhood" and p.label in frozen}
    zone = kept.intersection(zone_codes)
    lattice = setting.lattice
    extents: dict[frozenset[str], Place] = {}
    found, told = [], list[Place]()
    for place in setting.places.geographic:
        inside = place.neighbourhoods & zone
        partly = inside != place.neighbourhoods
        if not inside or place.label not in frozen or (place.level == "group" and partly):
            continue
        shared = extents.setdefault(inside, place)
        s = frozen[shared.label].s_breakdown
        if 0 < children(replace(place, neighbourhoods=inside), told) < lattice.raw["few_children"]["under"]:
            s = max(s, lattice.raw["few_children"]["noise"])
        if not partly:
            told.append(place)
        found.append((place, shared.label, inside, s, frozen[shared.label].k))
    return found


__all__ = ["DIMENSIONS", "campaign_frame", "campaign_steps", "count_campaigns", "declared_endings", "ended_campaigns"]
