"""A simulated platform on real boundaries, written as a bundle that goes through import and publish like any other.

It must not read the mart or a snapshot. Calibrated before clipping and noise (`calibration`), for the whole:
exchange mix, dwelling types and gender of the study within half a point; 3.5 items and services posted per enrolled
member in the last complete calendar year and 33 households a month that posted or responded in the median
neighbourhood over the last twelve months, within 3 % (33 at the default size, 15,000 households in 58 neighbourhoods;
other sizes keep that share). The top tenth of households make about half of the posts. Of the households with any
declared help, the study's shares declare each kind within a point in every calendar year: the study's are of members,
and households are what is published.

Planted truths, as frozen data in `truths`; months are numbered 0 to 35. Effects multiply both published measures,
active households and regular exchanges (posts clipped at 3 a household and month), of the district and month:

1. Campaigns. `flood` (city_hall, months 27 to 29, ten districts of the south): +30 % during, +10 % in the three months
   after, nothing later. `zero_waste` (city_hall, months 24 to 26, ten districts of the north): no effect.
   `heatwave` (habitat_social, months 9 and 10, the landlord's districts): no effect. Each has its whole funnel.
2. Childcare: in three districts 72 households a calendar year ask for it (at least 48 is the promise; in proportion in
   an incomplete year) and a quarter as many, 18, offer it; a quarter of those requests are answered within 28 days.
3. Two silent districts, the farthest out: 84 households enrolled (at least 60 throughout), never more than 9 active.
4. Works of four projects, one district each: -20 % from the first month of works, +15 % from `existing` on, both
   against the months before the works. Eight other projects change nothing. Stages that are not public belong to three
   owners, and one project has no public stage at all.
5. Growth, step and season. Enrolled households +12 % from the day before month 0 to the last day, at a constant rate;
   activity of four eastern districts +20 % from month 18 on; months January to December at 1.02, 0.98, 1.05, 1.06,
   1.10, 1.08, 0.86, 0.76, 1.14, 1.06, 0.98 and 0.91 of the year's mean.
6. Who is missing. Against the homes of the census, enrolled households of the last complete calendar year have flats in
   large cities 1.35 times as often, members aged 35 to 49 1.3 times, under 25 0.7 times and 65 or over 0.65 times; the
   other dwellings and ages differ all alike, genders not at all. Homes and people add up to those of the districts.
7. Answers: 65 % of requests and of offers get one within 28 days, mostly within 3; two thirds of those are completed.

Besides, a neighbourhood's activity varies by 6 % (standard deviation) from month to month for no reason. With fewer
than 58 neighbourhoods there are fewer districts of each kind (`truths.planted`), with the same sizes of effect, and
childcare asks for no more households than there are. The landlord's residences are flats that have no effect: on 58
neighbourhoods three have more than 200 households enrolled there on any day, three 150 to 200, and three fewer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from queries.demo import bundle
from queries.demo.activity import take_part
from queries.demo.boundaries import neighbourhoods, slug
from queries.demo.calibration import targets
from queries.demo.campaigns import planned, run_campaigns
from queries.demo.census import census
from queries.demo.help_offers import help_offers
from queries.demo.local_places import local_places
from queries.demo.organisations import landlord_places
from queries.demo.posts import plant_childcare, write_posts
from queries.demo.projects import projects
from queries.demo.residences import residences
from queries.demo.residents import settle
from queries.demo.responses import answer_posts
from queries.demo.truths import planted
from queries.model import Refusal


def build(
    target: Path,
    boundaries: Mapping[str, Any] | Path,
    *,
    code_column: str | None = None,
    name_column: str | None = "district",
    city_code: str = "montreal",
    city_name: str = "Montréal (simulation)",
    last_day: date,
    seed: int = 2020,
    households: int = 15_000,
) -> Path:
    """Write a complete bundle into the folder `target` (made if need be) and return it.

    `boundaries` is a GeoJSON dict or a .geojson or .gpkg file; `last_day` the last day of a month, the end of the 36
    months; `households` the households ever enrolled. The same arguments give the same bytes. Raises Refusal.
    """
    frame = neighbourhoods(
        boundaries,
        code_column=code_column,
        name_column=name_column,
        city_code=city_code,
        city_name=city_name,
        seed=seed,
    )
    if households < 20 * len(frame):
        raise Refusal(
            f"{households} households are too few for {len(frame)} neighbourhoods: give at least 20 for each."
        )
    study, where = targets(), planted(frame)
    homes, members = settle(frame, where, last_day, households, seed, study)
    presence = take_part(frame, where, homes, members, last_day, seed, study)
    posts = write_posts(frame, homes, members, presence, last_day, seed, study)
    campaigns = planned(where, landlord_places(frame))
    contacts, answers, willing = run_campaigns(campaigns, frame, homes, members, presence, posts, last_day, seed)
    plant_childcare(posts, frame, where, last_day, seed)
    responses = answer_posts(frame, homes, members, presence, posts, willing, last_day, seed)

    target.mkdir(parents=True, exist_ok=True)
    bundle.write_settings(target, f"demo-{slug(city_code)}", last_day)
    bundle.write_neighbourhoods(target, frame)
    built, residence_of = residences(frame, homes, seed)
    bundle.write_residences(target, built)
    bundle.write_members(target, frame, homes, members, built, residence_of)
    bundle.write_help_offers(target, help_offers(frame, homes, members, last_day, seed, study))
    bundle.write_exchanges(target, posts, campaigns)
    bundle.write_responses(target, responses)
    bundle.write_categories(target)
    bundle.write_campaigns(target, campaigns, frame, contacts, answers, last_day)
    bundle.write_projects(target, projects(frame, where, last_day, seed))
    bundle.write_places(target, local_places(frame, seed))
    bundle.write_census(target, census(frame, homes, members, last_day, seed))
    return target
