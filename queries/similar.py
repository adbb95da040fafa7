"""Which neighbourhoods of a scope are like one of them: its mix of exchanges, dwellings, size and activity in a year.

It gathers published cells and public facts of the scope alone; how alike they are is `statistics.similar`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from queries.answers import answer
from queries.model import Period, Row, Scope, Selection
from queries.places import Place, neighbourhoods, place
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, estimate_of, share_of
from queries.statistics.similar import Mix, Profile, Reason, most_similar

#: What is compared, by the code of the part. The groups stand in where a place hides all types but one.
TYPES, GROUPS, DWELLINGS, HOMES, ACTIVE_SHARE = "exchange_type", "type_group", "dwelling_type", "homes", "active_share"

#: Small values that stand together in one place, others in another: they cannot be compared.
MERGED = "merged"


@dataclass(frozen=True)
class Similar:
    """A neighbourhood like the one asked about; `distance` is 0 (as alike as can be told) to 1 (nothing alike).

    reasons: the one or two parts that are most alike: `exchange_type` (shares of regular
    exchanges) or `type_group` (shares of active households), `dwelling_type` (shares of enrolled households), `homes`
    (how many) and `active_share` (of enrolled households). missing: the parts left out because one of the two does not
    show them.
    """

    neighbourhood_code: str
    name: str
    distance: float
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]


@lru_cache(maxsize=512)
def similar(scope: Scope, snapshot: Snapshot, code: str, count: int = 5) -> tuple[Similar, ...]:
    """The neighbourhoods of the scope most like the neighbourhood `code` in the last published year, `count` at most.

    Only those that are alike in some part, and no more than half of those that can be compared: where all are similar,
    none is. None for a group or a city, where the year of the neighbourhood is hidden or not yet published, and where
    fewer than three others of the scope can be compared. Raises Refusal for a place unknown or out of the scope.
    """
    asked = place(scope, snapshot, code)
    years = snapshot.manifest["periods"]["year"]
    if asked.level != "neighbourhood" or not years:
        return ()
    profiles = _profiles(scope, snapshot, Period.parse(years[-1]))
    if asked.area_code not in profiles:
        return ()
    by = TYPES if len(profiles[asked.area_code].mixes[TYPES].counts) > 1 else GROUPS
    compared = {code: _with_mixes(profile, (by, DWELLINGS)) for code, profile in profiles.items()}
    ranked = most_similar(compared[asked.area_code], list(compared.values()), len(compared))
    near = [each for each in ranked[: min(count, len(ranked) // 2)] if each.reasons]
    names = {p.area_code: p.name for p in neighbourhoods(scope, snapshot)}
    wanted = (by, DWELLINGS, HOMES, ACTIVE_SHARE)
    return tuple(
        Similar(n.code, names[n.code], n.distance, n.reasons, tuple(part for part in wanted if part not in n.compared))
        for n in near
    )


def _with_mixes(profile: Profile, parts: tuple[str, ...]) -> Profile:
    return Profile(profile.code, {part: profile.mixes[part] for part in parts}, profile.amounts, profile.shares)


@lru_cache(maxsize=64)
def _profiles(scope: Scope, snapshot: Snapshot, year: Period) -> dict[str, Profile]:
    """What is published of each neighbourhood of the scope whose year is shown, by code."""
    own = neighbourhoods(scope, snapshot)
    codes = tuple(f"neighbourhood:{p.area_code}" for p in own)

    def rows(indicator: str, by: str = "total") -> list[Row]:
        asked = answer(scope, snapshot, indicator, Selection(codes, year, by)) if codes else None
        return [row for row in asked.shown if row.value != MERGED] if asked else []

    active = {row.area_code for row in rows("active_households")}
    enrolled = {row.area_code: row for row in rows("enrolled_households")}
    share = {row.area_code: told for row in rows("active_share") if (told := estimate_of(row))}
    dwellings = rows("enrolled_households", DWELLINGS)
    mixes = {
        TYPES: _mixes(rows("exchanges", TYPES), _told(rows("mix_share", TYPES))),
        GROUPS: _mixes(rows("active_households", GROUPS), _told(rows("mix_share", GROUPS))),
        DWELLINGS: _mixes(
            dwellings, {(r.area_code, r.value): share_of(r, enrolled.get(r.area_code)) for r in dwellings}
        ),
    }
    return {
        p.area_code: Profile(
            p.area_code,
            {part: by_place.get(p.area_code, Mix({})) for part, by_place in mixes.items()},
            _homes(p),
            {ACTIVE_SHARE: share[p.area_code]} if p.area_code in share else {},
        )
        for p in own
        if p.area_code in active
    }


def _homes(neighbourhood: Place) -> dict[str, Estimate]:
    return {HOMES: Estimate(float(neighbourhood.homes), 0.0)} if neighbourhood.homes else {}


def _told(shares: Iterable[Row]) -> dict[tuple[str, str], float | None]:
    return {(row.area_code, row.value): row.answer for row in shares}


def _mixes(counts: Iterable[Row], told: dict[tuple[str, str], float | None]) -> dict[str, Mix]:
    """Area -> what is shown of its mix, with the share told of each value."""
    shown: dict[str, dict[str, Estimate]] = {}
    shares: dict[str, dict[str, float]] = {}
    for row in counts:
        if found := estimate_of(row):
            shown.setdefault(row.area_code, {})[row.value] = found
        if (share := told.get((row.area_code, row.value))) is not None:
            shares.setdefault(row.area_code, {})[row.value] = share
    return {code: Mix(values, shares.get(code, {})) for code, values in shown.items()}
