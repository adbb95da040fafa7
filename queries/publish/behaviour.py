"""What households do, counted: needs, replies, giving, ties, standing, cohorts and campaign answers. Private side only.

It counts and says when a value may be counted; the counts are exact and must go through `protect` before they are
written anywhere. At which places a dimension is published is the lattice's decision.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import duckdb
import pandas as pd

from queries.dimensions import (
    CAMPAIGN_STANDINGS,
    DIMENSIONS,
    ITEM_ANSWERS,
    NEED_OUTCOMES,
    OFFER_TIMES,
    need_values,
)
from queries.publish import counts as counting
from queries.publish.chance import count_by_chance

CALENDAR = ("week", "month", "quarter", "year")


def _at_once(value: str) -> timedelta:
    return timedelta(0)


def _after_answers(value: str) -> timedelta:
    return counting.MATURITY


def _after_months(value: str) -> timedelta:
    """Months of 31 days, so that the whole calendar month that a cohort's value speaks of has passed."""
    return timedelta(days=0 if value == "joined" else 31 * int(value))


@dataclass(frozen=True)
class Behaviour:
    """How one dimension is counted.

    `file` names the SQL, `kinds` the periods it can be counted by. `matures_after(value)` is how long after its period
    the bundles must cover before the value is known. `needs` is the file or column that the dimension cannot do
    without; `value_needs` what some values need besides, by the last part of the value ("" stands for all).
    """

    dimension: str
    file: str
    needs: str
    matures_after: Callable[[str], timedelta] = _at_once
    kinds: tuple[str, ...] = CALENDAR
    value_needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prepares: str = ""  # SQL that makes a table which several dimensions share
    skips: int = 0  # first periods of the data of which nothing can be said
    looks_back: bool = False  # whether it tells what happened in the year before its period, which must be covered
    #: What is not counted by SQL alone, from what `prepares` made: connection, kind of period and key of draws -> rows.
    besides: Callable[[duckdb.DuckDBPyConnection, str, bytes], pd.DataFrame] | None = None

    def is_fed(self, value: str, present: Collection[str]) -> bool:
        """Whether the files and columns that the bundles hold are enough to count this value."""
        besides = (*self.value_needs.get("", ()), *self.value_needs.get(value.rsplit(":", 1)[-1], ()))
        return all(need in present for need in (self.needs, *besides))


_TRADED = {"": ("exchanges.direction",)}
_REPLIED = {"": ("exchanges.direction", "responses")}
_OF_DWELLINGS = ("members.dwelling_type",)
_OF_RESIDENCES = ("members.residence_code", "residences")

BEHAVIOURS: dict[str, Behaviour] = {
    behaviour.dimension: behaviour
    for behaviour in (
        Behaviour("need", "need", "exchanges.category", value_needs=_TRADED),
        Behaviour("need_theme", "need", "exchanges.category", value_needs=_TRADED),
        Behaviour(
            "need_outcome", "need_outcome", "exchanges.category", _after_answers,
            value_needs={**_REPLIED, "completed": ("responses.completed_at",)},
        ),
        Behaviour("reply_time", "reply_time", "responses", _after_answers, value_needs=_TRADED),
        Behaviour("reply_speed", "reply_time", "responses", _after_answers, value_needs=_TRADED),
        Behaviour("activity_band", "activity_band", "exchanges"),
        Behaviour("activity_level", "activity_band", "exchanges"),
        Behaviour(
            "giving", "giving", "responses.completed_at", _after_answers, value_needs=_TRADED, prepares="gifts"
        ),
        Behaviour(
            "tie", "tie", "responses.completed_at", _after_answers, prepares="gifts", besides=count_by_chance,
            value_needs={
                **_TRADED,
                **dict.fromkeys(("same_dwelling", "other_dwelling", "other_dwelling_by_chance"), _OF_DWELLINGS),
                **dict.fromkeys(("same_residence", "other_residence", "other_residence_by_chance"), _OF_RESIDENCES),
            },
        ),
        Behaviour(
            "linking", "linking", "responses.completed_at", _after_answers, ("quarter", "year"), _TRADED,
            prepares="gifts", looks_back=True,
        ),
        Behaviour("standing", "standing", "exchanges", skips=1),  # in the first period everybody is new
        Behaviour("cohort", "cohort", "members.joined_on", _after_months, ("quarter",)),
        Behaviour(
            "campaign_item", "campaign_item", "campaign_answers", _after_answers, ("campaign",),
            value_needs={"matched": ("responses", "exchanges.category")},
        ),
        Behaviour("campaign_offer_time", "campaign_offer_time", "campaigns", _after_answers, ("campaign",)),
        Behaviour(
            "campaign_standing", "campaign_standing", "campaigns", _after_answers, ("campaign",),
            value_needs={"new": ("members.joined_on",)},
        ),
    )
}  # fmt: skip


def count_behaviour(
    connection: duckdb.DuckDBPyConnection, dimension: str, kind: str, key: bytes = b"", until: date = date.max
) -> pd.DataFrame:
    """Distinct households by unit, first day of the period and value: unit, period_on, value, households (all > 0).

    `kind` is one of the behaviour's own: `campaign` for campaigns, where period_on is the campaign's first day. `key`
    is that of the noise: what is drawn at random besides is drawn from it. until: the last day that is counted of a
    campaign.
    """
    behaviour = BEHAVIOURS[dimension]
    if kind not in behaviour.kinds:
        raise ValueError(f"{dimension} is counted by {', '.join(behaviour.kinds)}, not by {kind}")
    if behaviour.prepares:
        connection.execute(counting.sql(f"behaviour/{behaviour.prepares}"))
    text = counting.sql(f"behaviour/{behaviour.file}")
    bound = {"column": f"^{dimension}$", "period_kind": kind, "until": until}
    found = connection.execute(text, {name: value for name, value in bound.items() if f"${name}" in text}).df()
    if behaviour.besides is None:
        return found
    return pd.concat([found, behaviour.besides(connection, kind, key)], ignore_index=True)


def declared_behaviour(connection: duckdb.DuckDBPyConnection, dimension: str) -> list[str]:
    """Every value that a behaviour declares, in order; those of campaigns and needs over the catalogue's codes."""
    categories, themes = (counting.declared_values(connection, name) for name in ("category", "theme"))
    campaigns = [row[0] for row in connection.execute(counting.sql("campaigns")).fetchall()]
    composed = {
        "need": need_values(categories),
        "need_theme": need_values(themes),
        "need_outcome": [f"{theme}:{outcome.code}" for theme in themes for outcome in NEED_OUTCOMES],
        "campaign_item": [f"{c}:{item}:{a.code}" for c in campaigns for item in categories for a in ITEM_ANSWERS],
        "campaign_offer_time": [f"{c}:{time.code}" for c in campaigns for time in OFFER_TIMES],
        "campaign_standing": [f"{c}:{standing.code}" for c in campaigns for standing in CAMPAIGN_STANDINGS],
    }
    return composed.get(dimension) or [value.code for value in DIMENSIONS[dimension].values]
