"""What is fitted when publishing to the months of every place: season, underlying change, and what changed when.

Each number follows from published cells of that place, and of its neighbours where a season is pooled or alarms are
held together; whoever may see the cells may see it. `queries.underlying` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import get_args

from queries.answers import trend
from queries.cell_counts import hidden_cell
from queries.model import Period, Row, Scope, Selection
from queries.places import GEOGRAPHIC, Place, places
from queries.snapshot import Snapshot
from queries.statistics.alerts import alarms, newest, steps
from queries.statistics.derived import estimate_of
from queries.statistics.published_counts import Hidden, Published
from queries.statistics.seasonal import Against, Factors, Seasonal, pooled_factors, seasonal, underlying_change

#: The measures with months: the model is called after each.
MEASURES = ("active_households", "exchanges")
#: No more months than a trend shows, so that season and trend are those of what is drawn.
MOST_MONTHS = 60
#: How rare the largest step of a series without any must be to be named.
STEP_LIMIT = 0.01

Months = tuple[Period, ...]
#: Place -> its months, hidden ones as what is known of them.
Series = Mapping[Place, tuple[Published, ...]]
#: Model, place (LEVEL:CODE), last month, parameter, number.
Fit = tuple[str, str, date, str, float]


def months_fitted(scope: Scope, snapshot: Snapshot) -> Iterator[Fit]:
    """Every number of every place of one city, whose neighbourhoods are the scope."""
    codes = snapshot.manifest["whole"]["month"][-MOST_MONTHS:]
    months = tuple(map(Period.parse, codes))
    if not months:
        return
    for measure in MEASURES:
        series = _series(scope, snapshot, measure, months)
        apart, pooled = _apart(series, months)
        told = {
            f"months_{measure}": _fitted(series, apart, pooled, months),
            f"alerts_{measure}": _alerts(apart, months),
        }
        for model, found in told.items():
            for place, parameters in found.items():
                yield from ((model, place.key, months[-1].start, name, value) for name, value in parameters.items())


def _series(scope: Scope, snapshot: Snapshot, measure: str, months: Months) -> Series:
    """Of neighbourhoods, groups and the city. A hidden total has as much noise as a hidden breakdown, or less."""
    found: dict[Place, tuple[Published, ...]] = {}
    for level in GEOGRAPHIC:
        own = [place for place in places(scope, snapshot) if place.level == level and place.inside]
        asked = Selection(tuple(f"{level}:{place.area_code}" for place in own))
        rows: dict[str, list[Row]] = {place.area_code: [] for place in own}
        for row in trend(scope, snapshot, measure, asked, months).rows if own else ():
            rows[row.area_code].append(row)
        found |= {
            place: tuple(estimate_of(row) or _hidden(snapshot, place, Period.parse(row.period[:4]), measure)
                         for row in rows[place.area_code])
            for place in own
            if any(row.answer is not None for row in rows[place.area_code])
        }  # fmt: skip
    return found


@lru_cache(maxsize=4096)
def _hidden(snapshot: Snapshot, place: Place, year: Period, measure: str) -> Hidden:
    return hidden_cell(snapshot, place.level, place.area_code, year, measure)


def _apart(series: Series, months: Months) -> tuple[dict[Place, Seasonal], Factors | None]:
    """Each place without its season, and the season that neighbourhoods have in common."""
    first = months[0].start.month - 1
    pooled = pooled_factors([(each, first) for place, each in series.items() if place.level == "neighbourhood"])
    found = {place: seasonal(each, first, pooled=pooled) for place, each in series.items()}
    return {place: each for place, each in found.items() if each is not None}, pooled


def _fitted(
    series: Series, apart: Mapping[Place, Seasonal], pooled: Factors | None, months: Months
) -> dict[Place, dict[str, float]]:
    first, found = months[0].start.month - 1, {}
    for place, each in apart.items():
        told = {f"factor {at:02}": value for at, value in enumerate(each.factors.values, start=1)}
        told |= {f"factor_sd {at:02}": value for at, value in enumerate(each.factors.sds, start=1)}
        told |= {f"trend {month.code}": value for month, value in zip(months, each.trend, strict=True)}
        told["own"] = float(each.own)
        for against in get_args(Against):
            change = underlying_change(series[place], first, against, pooled=pooled)
            if change is not None:
                told |= {f"{against} percent": change.percent, f"{against} low": change.interval.low,
                         f"{against} high": change.interval.high}  # fmt: skip
        found[place] = told
    return found


def _alerts(apart: Mapping[Place, Seasonal], months: Months) -> dict[Place, dict[str, float]]:
    """The places of each level that changed, few of them by chance: by how many percent, and from which month on."""
    found: dict[Place, dict[str, float]] = {}
    for level in GEOGRAPHIC:
        own = {place: each for place, each in apart.items() if place.level == level}
        stepped = {place: told for place, each in own.items() if (told := steps(each))}
        latest = {place: last for place, each in own.items() if (last := newest(each))}
        surely = alarms({place.key: told.chance for place, told in stepped.items()}, STEP_LIMIT)
        for place, told in stepped.items():
            if place.key in surely:
                found[place] = {
                    f"step {months[step.at].code}": _percent(step.before, step.after) for step in told.found
                }
                found[place] |= {"gradual": 1.0} if told.gradual else {}
        off = alarms({place.key: last.chance for place, last in latest.items()})
        for place, last in latest.items():
            if place.key in off:
                found[place] = {**found.get(place, {}), "newest": _percent(last.expected, last.value)}
    return found


def _percent(before: float, after: float) -> float:
    return 100 * (after / max(before, 1.0) - 1)
