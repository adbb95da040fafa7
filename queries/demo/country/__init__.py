"""A simulated country of twelve cities with 400 neighbourhoods, urban and rural: enough places for an estimate.

It goes through import and publish like any other bundle, and reuses what the demonstration of one city draws from the
study: what posts are about, who answers, what help is offered. Nothing of it is real, its map least of all.

Planted (`truths`): how many households of a neighbourhood enrol follows its homes, kind of city, local places and
flats, is alike in neighbourhoods that are near each other, and grows by 6 % a year; how often they take part follows
local places and flats. Most neighbourhoods have one urban project, whose stages are spread over the six years: activity
is 6 % higher while people are consulted, 12 % lower during works and 15 % higher from its opening on (against before
the project), which also brings 15 % more households within 18 months. Besides, places differ for no reason. A campaign
a city and year changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from queries.demo import bundle
from queries.demo.calibration import targets
from queries.demo.campaigns import run_campaigns
from queries.demo.census import census
from queries.demo.country.activity import take_part
from queries.demo.country.campaigns import country_campaigns
from queries.demo.country.organisations import country_organisations, landlord_places
from queries.demo.country.places import country, services_of
from queries.demo.country.projects import country_projects, stage_months
from queries.demo.country.residents import settle
from queries.demo.country.truths import CITIES, MONTHS, City
from queries.demo.help_offers import help_offers
from queries.demo.posts import write_posts
from queries.demo.residences import residences
from queries.demo.responses import answer_posts
from queries.model import Refusal

#: Households ever enrolled in a neighbourhood, on average.
HOUSEHOLDS_A_NEIGHBOURHOOD = 190


def build_country(
    target: Path, *, last_day: date, seed: int = 2020, households: int | None = None, cities: Sequence[City] = CITIES
) -> Path:
    """Write a complete bundle of 72 months into the folder `target` (made if need be) and return it.

    The same arguments give the same bytes. Raises Refusal.
    """
    places = country(cities, seed)
    frame, study = places.frame, targets()
    count = households or HOUSEHOLDS_A_NEIGHBOURHOOD * len(frame)
    if count < 20 * len(frame):
        raise Refusal(f"{count} households are too few for {len(frame)} neighbourhoods: give at least 20 for each.")
    stages = stage_months(len(frame), seed)
    homes, members = settle(places, stages, last_day, count, seed, study)
    presence = take_part(places, stages, homes, members, last_day, seed, study)
    posts = write_posts(frame, homes, members, presence, last_day, seed, study, MONTHS)
    campaigns = country_campaigns(frame, cities)
    contacts, answers, willing = run_campaigns(
        campaigns, frame, homes, members, presence, posts, last_day, seed, MONTHS
    )
    responses = answer_posts(frame, homes, members, presence, posts, willing, last_day, seed, MONTHS)

    target.mkdir(parents=True, exist_ok=True)
    bundle.write_settings(target, "demo-country", last_day)
    bundle.write_neighbourhoods(target, frame)
    built, residence_of = residences(frame, homes, seed, landlord_places(frame))
    bundle.write_residences(target, built)
    bundle.write_members(target, frame, homes, members, built, residence_of)
    bundle.write_help_offers(target, help_offers(frame, homes, members, last_day, seed, study))
    bundle.write_exchanges(target, posts, campaigns)
    bundle.write_responses(target, responses)
    bundle.write_categories(target)
    bundle.write_campaigns(target, campaigns, frame, contacts, answers, last_day, MONTHS)
    bundle.write_projects(target, country_projects(frame, stages, last_day, seed))
    bundle.write_places(target, services_of(places, seed))
    bundle.write_census(target, census(frame, homes, members, last_day, seed))
    return target


__all__ = ["CITIES", "City", "build_country", "country", "country_organisations"]
