"""Cells of campaigns: every step, item, delay and standing, for the places of the lattice inside a campaign's zone.

A campaign is told once it is over; while it runs, what happened so far is told at the end of each week or month that
the lattice names. Private side, like `cells.py`: what leaves it may be published.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from queries.dimensions import CAMPAIGN_STANDINGS, CAMPAIGN_STEPS, ITEM_ANSWERS, OFFER_TIMES
from queries.model import Period, PeriodKind
from queries.publish import counts as counting
from queries.publish.behaviour import BEHAVIOURS, count_behaviour
from queries.publish.cells import KEY, Setting, draw
from queries.publish.counts import MATURITY, Coverage
from queries.publish.places import Place, children
from queries.publish.protect import protect

DIMENSIONS = ("campaign_step", "campaign_item", "campaign_offer_time", "campaign_standing")

#: What is told of a campaign that runs, and by which kinds of period: its steps, and what people can help with.
SO_FAR = {"campaign_step": tuple(step.code for step in CAMPAIGN_STEPS), "campaign_item": ("yes", "matched")}
SO_FAR_KINDS: tuple[PeriodKind, ...] = ("week", "month")

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


def campaigns_of(connection: duckdb.DuckDBPyConnection, coverage: Coverage, years: Collection[int]) -> list[Any]:
    """The campaigns that begin in these years, of which retention took nothing away, as rows of `campaigns.sql`."""
    campaigns = connection.execute(counting.sql("campaigns")).df()
    campaigns["starts_on"] = pd.to_datetime(campaigns.starts_on).dt.date
    campaigns["ends_on"] = pd.to_datetime(campaigns.ends_on).dt.date
    return [row for row in campaigns.itertuples() if row.starts_on.year in years and row.starts_on >= coverage.horizon]


def is_over(campaign: Any, coverage: Coverage) -> bool:
    """Whether a campaign's 28 days after the end are covered, so that it is told as a whole."""
    return campaign.ends_on + MATURITY <= coverage.last


def count_campaigns(connection: duckdb.DuckDBPyConnection, dimension: str, until: date = date.max) -> pd.DataFrame:
    """True counts of one dimension of campaigns up to a day, columns COUNTS."""
    if dimension in BEHAVIOURS:
        frame = count_behaviour(connection, dimension, "campaign", until=until)
    else:
        frame = connection.execute(counting.sql("campaign_steps"), {"until": until}).df()
    return frame.assign(period_on=pd.to_datetime(frame.period_on))[COUNTS]


def count_so_far(
    connection: duckdb.DuckDBPyConnection, dimension: str, kind: PeriodKind, coverage: Coverage
) -> pd.DataFrame:
    """The same of the campaigns that run, at the end of each closed period of a kind: period_on is the period's first
    day. Empty for what is told at the end alone."""
    frames = [pd.DataFrame(columns=COUNTS)]
    held = campaigns_of(connection, coverage, range(coverage.first.year, coverage.last.year + 1))
    for period, running in _so_far(held, kind, coverage) if dimension in SO_FAR else ():
        counted = count_campaigns(connection, dimension, period.end - timedelta(days=1))
        codes = {campaign.campaign_code for campaign in running}
        own = counted[[value.partition(":")[0] in codes for value in counted.value]]
        frames.append(own.assign(period_on=pd.Timestamp(period.start)))
    return pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)


def _so_far(campaigns: list[Any], kind: PeriodKind, coverage: Coverage) -> list[tuple[Period, list[Any]]]:
    """The closed periods of a kind at whose end campaigns had begun that are not over yet, with these."""
    running = [each for each in campaigns if not is_over(each, coverage)]
    found = [(p, [each for each in running if each.starts_on < p.end]) for p in coverage.periods(kind)]
    return [(period, begun) for period, begun in found if begun]


def declared_endings(connection: duckdb.DuckDBPyConnection, dimension: str, coverage: Coverage) -> list[str]:
    """What follows the campaign's code in each declared value of a dimension."""
    if dimension == "campaign_step":
        return campaign_steps(coverage)
    if dimension == "campaign_item":
        items = counting.declared_values(connection, "category")
        endings = [f"{item}:{said.code}" for item in items for said in ITEM_ANSWERS]
    else:
        endings = [value.code for value in (OFFER_TIMES if dimension == "campaign_offer_time" else CAMPAIGN_STANDINGS)]
    return [each for each in endings if BEHAVIOURS[dimension].is_fed(each, coverage.files | coverage.columns)]


def campaign_frame(
    counts: pd.DataFrame, campaigns: list[Any], dimension: str, endings: list[str], setting: Setting,
    so_far: Period | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Cells of campaign x value: every place wholly inside a campaign's zone, and the zone within its city.

    counts: columns COUNTS; campaigns: campaign_code, starts_on, neighbourhood_codes; so_far: the closed period at
    whose end campaigns that run were counted. The permanent noise is keyed on place and value, neither on the campaign
    nor on the period, so that the same answer in many of them cannot be averaged out; a city whose zone is one single
    place shares that place's cell, and is told when that place is.
    """
    true = counts.groupby([counts.unit.str.split("/").str[0], "value"]).households.sum().to_dict()
    kind, rows = so_far.kind if so_far else "campaign", []
    for campaign in campaigns:
        begins_on = so_far.start if so_far else campaign.starts_on
        # The first day is part of the name: one that is corrected gives cells anew, with noise of their own.
        told_as = f"{campaign.campaign_code}/{so_far.code if so_far else campaign.starts_on.isoformat()}"
        epoch = setting.epochs.get(begins_on.year, 0)
        for place, shared, inside, s, k in _zones(campaign.starts_on, campaign.neighbourhood_codes, setting):
            both, year = (place, shared), campaign.starts_on.year
            own = [ending for ending in endings if _is_told(dimension, ending, kind, both, year, setting)]
            values = [f"{campaign.campaign_code}:{ending}" for ending in own]
            n = np.array([sum(true.get((code, value), 0) for code in inside) for value in values])
            labels = [(shared.label, dimension, ending, told_as, "households") for ending in own]
            size = np.full(len(values), s)
            noise = draw(setting.noise.uniforms(labels, [epoch] * len(labels)), size)
            shown = protect(n, n, noise, noise, size, k)
            rows += [
                (place.level, place.code, kind, begins_on, dimension, value, number, s)
                for value, number in zip(values, shown, strict=True)
            ]
    return pd.DataFrame(rows, columns=[*KEY, "households", "s"])


def cells_of_campaigns(
    connection: duckdb.DuckDBPyConnection, dimension: str, setting: Setting, coverage: Coverage, years: set[int],
    complete: Callable[[pd.DataFrame, str], pd.DataFrame],
) -> Iterator[pd.DataFrame]:  # fmt: skip
    """Every frame of cells of one dimension for the campaigns that begin in these years: those that are over, and what
    happened so far in those that run.

    complete(counts, kind): counts of a kind of period with those of erased members put back.
    """
    held = campaigns_of(connection, coverage, years)
    endings = declared_endings(connection, dimension, coverage)
    over = [campaign for campaign in held if is_over(campaign, coverage)]
    whole = complete(count_campaigns(connection, dimension), "campaign")
    yield campaign_frame(whole, over, dimension, endings, setting)
    for kind in SO_FAR_KINDS if dimension in SO_FAR else ():
        if periods := _so_far(held, kind, coverage):
            counted = complete(count_so_far(connection, dimension, kind, coverage), kind)
            at = pd.to_datetime(counted.period_on)
        for period, running in periods:
            own = counted[at == pd.Timestamp(period.start)]
            yield campaign_frame(own, running, dimension, endings, setting, period)


def _is_told(
    dimension: str, ending: str, kind: str, places: tuple[Place, Place], year: int, setting: Setting
) -> bool:  # fmt: skip
    """Whether the lattice tells a value by this kind of period of a place, and of the place whose cells it shows; and
    whether both were large enough for that kind when the year was frozen."""
    lattice, said = setting.lattice, ending.rsplit(":", 1)[-1]
    if kind != "campaign" and not (
        said in SO_FAR.get(dimension, ()) and all(kind in setting.years[year][place.label].kinds for place in places)
    ):
        return False
    levels = [setting.places.levels_of(place) for place in places]
    return all(
        lattice.is_told(dimension, said, each) and kind in lattice.measures(dimension, each).get("households", ())
        for each in levels
    )


def _zones(
    starts_on: date, zone_codes: list[str], setting: Setting
) -> list[tuple[Place, Place, frozenset[str], float, int]]:
    """The places of a zone: place, the place whose cells it shows, its neighbourhoods in the zone, s and k."""
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
        found.append((place, shared, inside, s, frozen[shared.label].k))
    return found


__all__ = [
    "DIMENSIONS", "SO_FAR_KINDS", "campaign_steps", "campaigns_of", "cells_of_campaigns", "count_campaigns",
    "count_so_far", "declared_endings", "is_over",
]  # fmt: skip
