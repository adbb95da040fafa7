"""What is asked for and not found: households left without an answer, and what more households ask for than offer.

Published cells of one neighbourhood and what was fitted over its city: the same numbers for every reader. Years only,
which is how often neighbourhoods tell outcomes and needs. It knows no screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from queries.answers import answer
from queries.cell_counts import Counts, counts
from queries.fits import fits
from queries.model import Period, Scope, Selection
from queries.places import Place, neighbourhoods
from queries.shares import sampled, turned
from queries.snapshot import Snapshot
from queries.statistics.derived import Estimate, as_bounds, told_share
from queries.statistics.empirical_bayes import BetaPrior, Posterior, share_of_place
from queries.statistics.shortage import GapPrior, Shortage, Sides, shortage_of_place

#: What can go wrong with a request, and the outcome that it is the absence of.
LeftAlone = Literal["unanswered", "unmet"]
OUTCOMES: Mapping[LeftAlone, str] = {"unanswered": "answered", "unmet": "completed"}

#: The model of demand against supply of each dimension.
GAP_MODELS = {"need": "gap", "need_theme": "gap_theme"}

#: The category of requests that a kind of declared help would answer, where there is one that means the same.
HELP_FOR: Mapping[str, str] = {
    "food": "food",
    "lending_tools": "diy_construction",
    "diy": "diy_service",
    "gardening_tips": "gardening_service",
}

#: For a share where a city has too few places to learn from: Jeffreys' prior.
UNINFORMED = BetaPrior(0.5, 0.5)


@dataclass(frozen=True)
class ShareLeft:
    """The households of a neighbourhood that asked and were left without: `share` of `asked`, from `low` to `high`.

    All None where those that asked are hidden; where only those that were answered or got it are, they are known to be
    few, which still tells a share. Shares are told as coarsely as their base asks for, bounds rounded outwards. above:
    the probability that the true share exceeds `upper`, above which a quarter of the city's neighbourhoods lie; both
    None without a city model.
    """

    area_code: str
    area: str
    asked: float | None
    share: float | None
    low: float | None
    high: float | None
    above: float | None
    upper: float | None


@dataclass(frozen=True)
class Gap:
    """Demand against supply of one category or theme in one neighbourhood.

    asked, offered: households, None where hidden; shortage: None without a city model. Where asked is hidden there is
    nothing to tell of the place, and `shortage` is for scores over all places only. flagged: named as a shortage,
    such that of all that are named in the city and year, of this dimension, one in twenty is expected to be wrong at
    most.
    """

    area_code: str
    code: str
    asked: float | None
    offered: float | None
    shortage: Shortage | None
    flagged: bool


def matured_years(snapshot: Snapshot) -> tuple[Period, ...]:
    """The years of which every request has had its 28 days, oldest first."""
    return tuple(map(Period.parse, snapshot.manifest["matured"]["year"]))


@lru_cache(maxsize=64)
def shares_left(scope: Scope, snapshot: Snapshot, what: LeftAlone, year: Period) -> tuple[ShareLeft, ...]:
    """Of every neighbourhood of the scope in a year, by code; households that asked, each counted once."""
    found = counts(scope, snapshot, "households", "outcome", year)
    posteriors = share_of_places(scope, snapshot, ("outcome", OUTCOMES[what]), ("outcome", "asked"), year)
    priors = fits(scope, snapshot, OUTCOMES[what], year)
    told = []
    for place in neighbourhoods(scope, snapshot):
        asked, of_place = found.get((place.area_code, "asked")), posteriors.get(place.area_code)
        if not isinstance(asked, Estimate) or of_place is None:
            told.append(ShareLeft(place.area_code, place.name, None, None, None, None, None, None))
            continue
        fitted = priors.get((place.city_code or "", OUTCOMES[what]))
        least = BetaPrior(fitted["a"], fitted["b"]).quantile(0.25) if fitted else None
        lowest, highest = of_place.interval()
        low, high = as_bounds(1 - highest, 1 - lowest, asked.value)
        told.append(
            ShareLeft(
                place.area_code, place.name, asked.value, told_share(1 - of_place.mean, asked.value), low, high,
                None if least is None else 1 - of_place.above(least), None if least is None else 1 - least,
            )
        )  # fmt: skip
    return tuple(told)


def share_left_of(scope: Scope, snapshot: Snapshot, what: LeftAlone, year: Period, place: Place) -> ShareLeft:
    """Of a place around a neighbourhood that hides its own: as published, with chance in the interval, not steadied."""
    code = "unanswered" if what == "unanswered" else "match_rate"
    chosen = Selection((f"{place.level}:{place.area_code}",), year)
    (row,) = sampled(answer(scope, snapshot, code, chosen)).rows
    row = row if what == "unanswered" else turned(row)
    low, high = row.interval() or (None, None)
    return ShareLeft(place.area_code, place.name, row.base, row.answer, low, high, None, None)


@lru_cache(maxsize=64)
def share_of_places(
    scope: Scope, snapshot: Snapshot, part: tuple[str, str], whole: tuple[str, str], year: Period
) -> dict[str, Posterior]:
    """The share of households of each neighbourhood that shows the whole; part and whole are a dimension and a value.

    The model of the part's own name is its prior; without one, a place speaks for itself.
    """
    parts, wholes = (counts(scope, snapshot, "households", dimension, year) for dimension, _ in (part, whole))
    priors = fits(scope, snapshot, part[1], year)
    found = {}
    for place in neighbourhoods(scope, snapshot):
        n, x = wholes.get((place.area_code, whole[1])), parts.get((place.area_code, part[1]))
        if isinstance(n, Estimate) and x is not None:
            fitted = priors.get((place.city_code or "", part[1]))
            found[place.area_code] = share_of_place(x, n, BetaPrior(fitted["a"], fitted["b"]) if fitted else UNINFORMED)
    return found


def sides(found: Counts, active: Counts, code: str) -> dict[str, Sides]:
    """What each neighbourhood publishes of one category or theme, among its active households of the year.

    Those whose active households are hidden are left out: nothing is known of what they could ask for.
    """
    return {
        area: Sides(found[area, f"{code}:asked"], found[area, f"{code}:offered"], here.value)
        for (area, value), here in active.items()
        if value == "total" and isinstance(here, Estimate) and (area, f"{code}:asked") in found
    }


def need_codes(found: Counts) -> tuple[str, ...]:
    """The categories or themes in the values of `need` or `need_theme`."""
    return tuple(dict.fromkeys(value.rpartition(":")[0] for _, value in found))


@lru_cache(maxsize=64)
def gaps(scope: Scope, snapshot: Snapshot, dimension: str, year: Period) -> dict[tuple[str, str], Gap]:
    """Neighbourhood and category (dimension `need`) or theme (`need_theme`) -> demand against supply in a year."""
    found = counts(scope, snapshot, "households", dimension, year)
    active = counts(scope, snapshot, "active_households", "total", year)
    priors = fits(scope, snapshot, GAP_MODELS[dimension], year)
    city = {place.area_code: place.city_code or "" for place in neighbourhoods(scope, snapshot)}
    told = {}
    for code in need_codes(found):
        for area, place in sides(found, active, code).items():
            fitted = priors.get((city[area], code))
            shortage = shortage_of_place(place, prior_of(fitted)) if fitted else None
            asked, offered = (s.value if isinstance(s, Estimate) else None for s in (place.asked, place.offered))
            flagged = bool(shortage and fitted and asked is not None and shortage.probability >= fitted["flag"])
            told[area, code] = Gap(area, code, asked, offered, shortage, flagged)
    return told


def prior_of(fitted: Mapping[str, float]) -> GapPrior:
    return GapPrior(**{name: number for name, number in fitted.items() if name != "flag"})
