"""What a place, or several together, asks for, offers and finds, theme by theme: what is published of them as a whole.

Counts as they are published, not steadied by other places; outcomes by theme are told of cities only. It knows no
screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from queries.answers import answer
from queries.model import Period, Row, Scope, Selection, Why
from queries.needs import OUTCOMES, LeftAlone
from queries.places import Place
from queries.snapshot import Snapshot
from queries.statistics.derived import as_bounds, as_share, complement, estimate_of, ratio
from queries.statistics.intervals import ratio_of_counts, wilson


@dataclass(frozen=True)
class ThemeNeeds:
    """Households that asked for something of a theme and that offered it, and for each that offers how many ask.

    left: the share of those that asked that found no answer, or got nothing; absent where it is not published of such
    places. Shares and ratios are hidden where one of their numbers is, or is a sum of some places only.
    """

    theme: str
    asked: Row
    offered: Row
    each: Row
    left: dict[LeftAlone, Row]


def theme_needs(scope: Scope, snapshot: Snapshot, period: Period, place: Place | None = None) -> tuple[ThemeNeeds, ...]:
    """Of the whole scope, or of a place around a part of it; in the order of the catalogue."""
    chosen = Selection((f"{place.level}:{place.area_code}",) if place else (), period, "need_theme")
    needs = answer(scope, snapshot, "needs", chosen)
    outcomes = answer(scope, snapshot, "need_outcome", replace(chosen, by="need_outcome"))
    told = []
    for code in dict.fromkeys(row.value.rpartition(":")[0] for row in needs.rows):
        asked, offered = needs.row(value=f"{code}:asked"), needs.row(value=f"{code}:offered")
        assert asked is not None
        assert offered is not None
        came = {what: outcomes.row(value=f"{code}:{outcome}") for what, outcome in OUTCOMES.items()}
        left = {what: _left(row, asked) for what, row in came.items() if row is not None and row.why != "not_published"}
        told.append(ThemeNeeds(code, asked, offered, for_each(asked, offered), left))
    return tuple(told)


def for_each(these: Row, those: Row) -> Row:
    """How many of these households there are for each of those, with the 95 % interval of noise and chance."""
    top, bottom = estimate_of(these), estimate_of(those)
    found = None if top is None or bottom is None or top.partial or bottom.partial else ratio(top, bottom)
    if found is None or top is None or bottom is None:
        return _hidden(these, those)
    return replace(these, answer=found.value, noise_sd=math.sqrt(found.variance), permanent_sd=0.0,
                   bounds=ratio_of_counts(top, bottom))  # fmt: skip


def _left(found: Row, asked: Row) -> Row:
    part, whole = estimate_of(found), estimate_of(asked)
    share = None if part is None or whole is None or part.partial or whole.partial else ratio(part, whole)
    told = as_share(complement(share), asked.answer)
    if told is None or part is None or whole is None:
        return _hidden(found, asked)
    low, high = wilson(part, whole)
    return replace(found, answer=told.value, noise_sd=math.sqrt(told.variance), base=asked.answer, permanent_sd=0.0,
                   bounds=as_bounds(1 - high, 1 - low, asked.answer))  # fmt: skip


def _hidden(*behind: Row) -> Row:
    """A number that cannot be told since one behind it is hidden, or a sum of some places only."""
    why: Why = next((row.why for row in behind if row.why), "threshold")
    return replace(behind[0], answer=None, noise_sd=None, shown="no", why=why, permanent_sd=0.0)


def willing_for_each(willing: Row, asked: Row) -> Row:
    """Households that would give a kind of help (`willing`: their share) for each that asked for it in the year."""
    if willing.answer is None or willing.base is None or willing.noise_sd is None:
        return _hidden(willing, asked)
    households = replace(willing, answer=willing.answer * willing.base, noise_sd=willing.noise_sd * willing.base)
    return for_each(households, asked)
