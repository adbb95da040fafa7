"""The options of `quartier demo` that concern the simulation, and the bundle built from them.

It must not import, publish or serve: app.py chains those.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from queries.demo import build
from queries.demo.boundaries import city_of, neighbourhoods
from queries.demo.country import CITIES, build_country, country, country_organisations
from queries.demo.organisations import Organisation, organisations
from queries.model import Refusal

#: On a boundaries file, households a neighbourhood: as on the default boundaries, where the study's 33 active hold.
HOUSEHOLDS_A_NEIGHBOURHOOD = 260
MOST_HOUSEHOLDS = 15_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add --country, --boundaries, --code-column, --name-column, --city, --households and --seed."""
    parser.add_argument("--country", action="store_true", help="400 made-up neighbourhoods in 12 cities, six years")
    parser.add_argument("--boundaries", type=Path, metavar="FILE", help="neighbourhoods as .geojson or .gpkg")
    parser.add_argument("--code-column", metavar="COLUMN", help="its column of codes (default: made from the names)")
    parser.add_argument("--name-column", metavar="COLUMN", help="its column of names (default: name, nom ...)")
    parser.add_argument("--city", metavar="NAME", help="name of the city (default: the file's folder)")
    parser.add_argument(
        "--households", type=_positive, metavar="N",
        help="households to simulate (default: 15000; of a country 190 a neighbourhood)",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=2020, help="the same seed gives the same bundle (default: 2020)")


def last_complete_quarter(today: date) -> date:
    """The last day of the last quarter that had ended before `today`."""
    return date(today.year, (today.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


def organisations_from(
    args: argparse.Namespace, default_boundaries: Mapping[str, Any]
) -> tuple[Organisation, ...]:  # fmt: skip
    """The organisations of what `build_from` builds with the same options."""
    if args.country:
        return country_organisations(country(CITIES, args.seed).frame, CITIES)
    source, options, _ = _choices(args, default_boundaries)
    return organisations(neighbourhoods(source, **options, seed=args.seed))


def build_from(args: argparse.Namespace, target: Path, default_boundaries: Mapping[str, Any], *, today: date) -> Path:
    """Write the bundle for these options, ending with the last complete quarter, and return its folder."""
    if args.country:
        return _country_from(args, target, today)
    source, options, count = _choices(args, default_boundaries)
    if count is None:
        places = len(neighbourhoods(source, **options, seed=args.seed))
        count = min(MOST_HOUSEHOLDS, HOUSEHOLDS_A_NEIGHBOURHOOD * places)
    day = last_complete_quarter(today)
    return build(target, source, **options, last_day=day, seed=args.seed, households=count)


def _country_from(args: argparse.Namespace, target: Path, today: date) -> Path:
    given = {"--boundaries": args.boundaries, "--code-column": args.code_column, "--name-column": args.name_column,
             "--city": args.city}  # fmt: skip
    if named := [option for option, value in given.items() if value is not None]:
        raise Refusal(f"A country has cities of its own: leave out {', '.join(named)}, or leave out --country.")
    day = last_complete_quarter(today)
    return build_country(target, last_day=day, seed=args.seed, households=args.households)


def _choices(
    args: argparse.Namespace, default_boundaries: Mapping[str, Any]
) -> tuple[Mapping[str, Any] | Path, dict[str, Any], int | None]:
    """Boundaries, column and city options, and the number of households (None: it depends on the file)."""
    if args.boundaries is None:
        city = {"city_code": "montreal", "city_name": args.city or "Montréal (simulation)"}
        columns = {"code_column": None, "name_column": "district"}
        return default_boundaries, {**columns, **city}, args.households or MOST_HOUSEHOLDS
    city_code, city_name = city_of(args.boundaries, args.city)
    columns = {"code_column": args.code_column, "name_column": args.name_column}
    return args.boundaries, {**columns, "city_code": city_code, "city_name": city_name}, args.households


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number <= 0:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of households")
    return number
