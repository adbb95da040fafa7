"""How the activity of a place moves without its season: what was fitted to its months when publishing, read back.

Of one place of the lattice. It says that and when something changed, never why; nothing is fitted here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from queries.answers import trend
from queries.cells import seen
from queries.fits import place_fits
from queries.model import Period, Row, Scope, Selection
from queries.places import Place
from queries.snapshot import Snapshot
from queries.statistics.intervals import Interval
from queries.statistics.seasonal import MONTHS, Factors, UnderlyingChange

#: What is published by month, and has a season.
MEASURES = ("active_households", "exchanges")


@dataclass(frozen=True)
class Underlying:
    """The months of a place, oldest first. rows: without season, in the indicator's unit; trend: the slow movement.

    factors: times what each month of the year usually is, January first. own: they are the place's own, not those that
    the places of its city have in common. year, before: the change of the trend of the last three months on those of a
    year before, and on the three before them; None where they do not exist.
    """

    place: Place
    indicator: str
    rows: tuple[Row, ...]
    trend: tuple[float, ...]
    factors: Factors
    own: bool
    year: UnderlyingChange | None
    before: UnderlyingChange | None

    @property
    def strongest(self) -> int:
        """The month of the year, from 1, that usually has most."""
        return max(range(1, MONTHS + 1), key=lambda month: self.factors.values[month - 1])

    @property
    def weakest(self) -> int:
        """The month of the year, from 1, that usually has least."""
        return min(range(1, MONTHS + 1), key=lambda month: self.factors.values[month - 1])


@lru_cache(maxsize=128)
def underlying(scope: Scope, snapshot: Snapshot, place: Place, indicator: str) -> Underlying | None:
    """None where the scope does not see the months of the place, or they are too few or too often hidden to tell."""
    codes = snapshot.manifest["whole"]["month"]
    if not codes or indicator not in MEASURES:
        return None
    last = Period.parse(codes[-1])
    found = place_fits(snapshot, last, place=place.key).get((f"months_{indicator}", place.key), {})
    months = tuple(Period.parse(name.removeprefix("trend ")) for name in found if name.startswith("trend "))
    if not months:
        return None
    months = tuple(sorted(months))
    rows = trend(scope, snapshot, indicator, Selection((place.key,)), months).rows
    if all(row.answer is None for row in rows):  # not for this reader, whose cells these are not
        return None
    values, sds = (tuple(found[f"{name} {month:02}"] for month in range(1, MONTHS + 1))
                   for name in ("factor", "factor_sd"))  # fmt: skip
    factors = Factors(values, sds)
    adjusted = tuple(_over(row, factors.values[month.start.month - 1]) for row, month in zip(rows, months, strict=True))
    return Underlying(place, indicator, adjusted, tuple(found[f"trend {month.code}"] for month in months), factors,
                      bool(found["own"]), _change(found, "year"), _change(found, "before"))  # fmt: skip


def _over(row: Row, factor: float) -> Row:
    """The row without its season; its noise with it."""
    if row.answer is None or row.noise_sd is None:
        return row
    return replace(row, answer=row.answer / factor, noise_sd=row.noise_sd / factor,
                   permanent_sd=row.permanent_sd / factor)  # fmt: skip


def _change(found: dict[str, float], against: str) -> UnderlyingChange | None:
    if f"{against} percent" not in found:
        return None
    interval = Interval(found[f"{against} low"], found[f"{against} high"])
    return UnderlyingChange(found[f"{against} percent"], interval)


@dataclass(frozen=True)
class Alert:
    """Months without season that changed: for good from `month` on, or, is_newest, in the last month alone.

    percent: the level after against that before, or the month against what was expected. gradual: a straight line tells
    the months as well, so that the month says little.
    """

    place: Place
    month: Period
    percent: float
    is_newest: bool
    gradual: bool = False


@lru_cache(maxsize=128)
def alerts(scope: Scope, snapshot: Snapshot, own: tuple[Place, ...], indicator: str) -> tuple[Alert, ...]:
    """What is told of those of these places whose cells the scope sees; the latest month first, then the largest."""
    codes = snapshot.manifest["whole"]["month"]
    if not codes:
        return ()
    last = Period.parse(codes[-1])
    places = seen(scope, snapshot).places
    model = f"alerts_{indicator}"
    stored, found = place_fits(snapshot, last, model=model), []
    for place in (each for each in own if (each.level, each.area_code) in places):
        told = stored.get((model, place.key), {})
        found += [Alert(place, Period.parse(name.removeprefix("step ")), percent, False, "gradual" in told)
                  for name, percent in told.items() if name.startswith("step ")]  # fmt: skip
        found += [Alert(place, last, told["newest"], True)] if "newest" in told else []
    return tuple(sorted(found, key=lambda each: (each.month.start, abs(each.percent)), reverse=True))
