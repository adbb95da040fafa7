"""The export contract as data: every table, its columns, their types and their closed lists.

It declares and never reads: adding a column or a table to the contract is adding an entry here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

#: `category` is a code that becomes `other` when it is not declared, so its spelling is not judged.
Kind = Literal["id", "code", "list", "text", "date", "time", "int", "bool", "codes", "category"]

EXCHANGE_TYPES = (
    "item_sharing",
    "service_sharing",
    "local_news",
    "odd_jobs",
    "local_events",
    "car_sharing",
    "citizen_surveys",
    "bulk_purchases",
    "security_alerts",
)
DWELLING_TYPES = (
    "apartment_large_city",
    "house_medium_city",
    "apartment_medium_city",
    "house_large_city",
    "house_rural",
    "apartment_rural",
    "other",
)

GENDERS = ("female", "male", "other")
AGE_BANDS = ("under_25", "25_34", "35_49", "50_64", "65_plus")
HELP_KINDS = ("food", "home_watch", "parcels", "lending_tools", "hard_times", "diy", "gardening_tips")

#: What a census counts homes and people by, and the values of each.
CENSUS = {"dwelling_type": DWELLING_TYPES, "gender": GENDERS, "age_band": AGE_BANDS}

PLACE_KINDS = ("association", "shop", "public_service", "green_space", "other")

LONGEST_ID = 64
ROW_SUFFIXES = (".csv", ".csv.gz", ".parquet")
PLACE_SUFFIXES = (".geojson", ".gpkg")


@dataclass(frozen=True)
class Column:
    """One column: its name, its type, whether it may be absent or blank, and its closed list when it has one.

    `within` names the column whose value says which codes are allowed; `allowed` then lists them as OTHER:CODE.
    """

    name: str
    kind: Kind
    required: bool = True
    allowed: tuple[str, ...] = ()
    within: str = ""


@dataclass(frozen=True)
class Table:
    """One table of the contract. `key` names the columns that say which rows are the same thing."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    is_place: bool = False

    @property
    def suffixes(self) -> tuple[str, ...]:
        return PLACE_SUFFIXES if self.is_place else ROW_SUFFIXES

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns if column.kind == "id")


def _may_lack(name: str, kind: Kind, allowed: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, required=False, allowed=allowed)


def _pairs(lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(f"{name}:{code}" for name, codes in lists.items() for code in codes)


#: In the order in which rows are judged: a table comes after those its ids point to.
TABLES: tuple[Table, ...] = (
    Table(
        "neighbourhoods",
        ("neighbourhood_code",),
        (
            Column("neighbourhood_code", "code"),
            Column("name", "text"),
            Column("city_code", "code"),
            Column("city_name", "text"),
            _may_lack("households", "int"),
            _may_lack("population", "int"),
            _may_lack("group_code", "code"),
            _may_lack("group_name", "text"),
            # Whether every reader may see its name beside an estimate, wherever their own territory lies.
            _may_lack("comparison_place", "bool"),
        ),
        required=True,
        is_place=True,
    ),
    Table(
        "residences",
        ("residence_code",),
        (
            Column("residence_code", "code"),
            Column("name", "text"),
            Column("landlord", "code"),
            Column("dwellings", "int"),
            _may_lack("neighbourhood_code", "code"),
        ),
        is_place=True,
    ),
    # A name is published as it is written: a person named in it would be public, so the platform leaves people out.
    Table(
        "places",
        ("place_code",),
        (
            Column("place_code", "code"),
            Column("name", "text"),
            Column("kind", "list", allowed=PLACE_KINDS),
            _may_lack("neighbourhood_code", "code"),
        ),
        is_place=True,
    ),
    Table(
        "categories",
        ("category",),
        (
            Column("category", "code"),
            Column("label_en", "text"),
            Column("label_fr", "text"),
            Column("theme", "code"),
            Column("kind", "list", allowed=("object", "service", "other")),
        ),
    ),
    Table(
        "members",
        ("member_id",),
        (
            Column("member_id", "id"),
            Column("neighbourhood_code", "code"),
            _may_lack("household_id", "id"),
            _may_lack("residence_code", "code"),
            _may_lack("dwelling_type", "list", DWELLING_TYPES),
            _may_lack("gender", "list", GENDERS),
            _may_lack("birth_year", "int"),
            _may_lack("joined_on", "date"),
            _may_lack("left_on", "date"),
            _may_lack("verified", "bool"),
        ),
        required=True,
    ),
    Table(
        "campaigns",
        ("campaign_code",),
        (
            Column("campaign_code", "code"),
            Column("title", "text"),
            Column("theme", "code"),
            Column("organisation", "code"),
            Column("starts_on", "date"),
            Column("ends_on", "date"),
            Column("neighbourhood_codes", "codes"),
            _may_lack("households_exposed", "int"),
        ),
    ),
    Table(
        "exchanges",
        ("exchange_id",),
        (
            Column("exchange_id", "id"),
            Column("posted_at", "time"),
            Column("member_id", "id"),
            Column("exchange_type", "list", allowed=EXCHANGE_TYPES),
            _may_lack("direction", "list", ("offer", "request", "information")),
            _may_lack("category", "category"),
            _may_lack("campaign_code", "code"),
        ),
        required=True,
    ),
    Table(
        "responses",
        ("response_id",),
        (
            Column("response_id", "id"),
            Column("exchange_id", "id"),
            Column("member_id", "id"),
            Column("responded_at", "time"),
            _may_lack("completed_at", "time"),
        ),
    ),
    Table(
        "campaign_contacts",
        ("campaign_code", "member_id"),
        (
            Column("campaign_code", "code"),
            Column("member_id", "id"),
            Column("contacted_at", "time"),
            _may_lack("opened_at", "time"),
        ),
    ),
    Table(
        "campaign_answers",
        ("campaign_code", "member_id", "item"),
        (
            Column("campaign_code", "code"),
            Column("member_id", "id"),
            Column("item", "code"),
            Column("answer", "list", allowed=("yes", "no")),
            Column("answered_at", "time"),
        ),
    ),
    # What a campaign asks for, in its whole zone or, with a neighbourhood, in that one: public, and exact.
    Table(
        "campaign_needs",
        ("campaign_code", "item", "neighbourhood_code"),
        (
            Column("campaign_code", "code"),
            Column("item", "code"),
            Column("needed", "int"),
            _may_lack("neighbourhood_code", "code"),
        ),
    ),
    Table(
        "help_offers",
        ("member_id", "help_kind"),
        (
            Column("member_id", "id"),
            Column("help_kind", "list", allowed=HELP_KINDS),
            Column("declared_on", "date"),
        ),
    ),
    Table(
        "projects",
        ("project_code",),
        (
            Column("project_code", "code"),
            Column("name", "text"),
            Column("owner", "code"),
            Column("kind", "list", allowed=("construction", "renovation", "public_space")),
            _may_lack("dwellings", "int"),
            _may_lack("neighbourhood_codes", "codes"),
        ),
        is_place=True,
    ),
    Table(
        "project_stages",
        ("project_code", "stage"),
        (
            Column("project_code", "code"),
            Column("stage", "list", allowed=("consultation", "works", "existing")),
            Column("starts_on", "date"),
            _may_lack("public", "bool"),
        ),
    ),
    # Public statistics of a place, about no member of the platform. The homes of one attribute add up to those of the
    # place: by gender and age band, a home counts where the person stands for whom the census counts it.
    Table(
        "census",
        ("neighbourhood_code", "attribute", "value"),
        (
            Column("neighbourhood_code", "code"),
            Column("attribute", "list", allowed=tuple(CENSUS)),
            Column("value", "list", allowed=_pairs(CENSUS), within="attribute"),
            Column("households", "int"),
            _may_lack("persons", "int"),
        ),
    ),
)

#: Files of the contract that this version names in its report and leaves alone, with the endings they come in.
NOT_READ_YET: dict[str, tuple[str, ...]] = {
    "surveys": ROW_SUFFIXES,
    "survey_answers": ROW_SUFFIXES,
}


def table_named(name: str) -> Table:
    return next(table for table in TABLES if table.name == name)
