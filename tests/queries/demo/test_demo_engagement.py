"""Growth, season and step of the demonstration, found in its published cells with the sizes that were planted."""

from __future__ import annotations

import math

import numpy as np
import pytest

import queries
from queries import Estimate, Period, Scope, Snapshot, Underlying
from queries.demo.activity import MONTHLY_SHOCK
from queries.demo.truths import MONTHS, TRUTHS, factors, month_start, planted
from tests.queries.demo.written_demonstration import LAST_DAY, Written

pytestmark = pytest.mark.deep

MEASURES = ("active_households", "exchanges")


def of_city(city: Scope, published: Snapshot, measure: str) -> Underlying:
    place = queries.place(city, published, "city:montreal")
    found = queries.underlying(city, published, place, measure)
    assert found is not None
    return found


@pytest.mark.parametrize("measure", MEASURES)
def test_the_growth_of_the_last_year_is_within_its_interval(
    measure: str, montreal: Written, published: Snapshot, city: Scope
) -> None:
    """Planted: enrolment, and in some districts works, a step and campaigns; each district by its size."""
    found, effect = of_city(city, published, measure), factors(montreal.places, LAST_DAY)
    table = montreal.active if measure == "active_households" else montreal.regular
    level = table.loc[montreal.places["neighbourhood_code"]].to_numpy().mean(axis=1) / effect.mean(axis=1)
    now, then = (float(level @ effect[:, months].sum(axis=1)) for months in (slice(-3, None), slice(-15, -12)))
    planted_percent = 100 * (now / then * (1 + TRUTHS.growth) ** (12 / MONTHS) - 1)
    assert found.year is not None
    assert found.year.interval.holds(planted_percent), (planted_percent, found.year)
    assert found.year.interval.high - found.year.interval.low < 12, "told well enough to be of use"


@pytest.mark.parametrize("measure", MEASURES)
def test_the_season_is_the_planted_one_within_its_intervals(measure: str, published: Snapshot, city: Scope) -> None:
    found = of_city(city, published, measure)
    truth = np.log(TRUTHS.season) - np.mean(np.log(TRUTHS.season))
    off = np.abs(np.log(found.factors.values) - truth) / np.array(found.factors.sds)
    assert (off < 1.96).sum() >= 10, off.round(1)
    assert off.max() < 3.5
    assert (found.strongest, found.weakest) == (9, 8)


def test_the_step_of_a_few_districts_has_its_size_and_the_others_have_none(
    montreal: Written, published: Snapshot, city: Scope
) -> None:
    """The mean month of the districts after the step against that before, beside districts where nothing happened."""
    where = planted(montreal.places)
    months = [Period(month_start(LAST_DAY, at), "month") for at in range(MONTHS)]
    before, after = months[: TRUTHS.step_from], months[TRUTHS.step_from :]

    def moved(codes: tuple[str, ...]) -> tuple[float, float]:
        """The logarithm of after against before, and its variance: of the noise, and of what months differ by."""
        scope = Scope(city.organisation_code, codes)
        runs = [queries.mean_households(scope, published, run) for run in (after, before)]
        shown = [code for code in codes if all(run[code] for run in runs)]
        assert len(shown) > len(codes) / 2, "a district with a hidden month has no mean"
        sums = []
        for run in runs:
            found = [each for code in shown if (each := run[code])]
            passing = sum(each.variance - each.permanent for each in found)
            sums.append(Estimate(sum(each.value for each in found), passing))
        noise = sum(each.variance / each.value**2 for each in sums)
        months_differ = sum(MONTHLY_SHOCK**2 / len(shown) / len(run) for run in (after, before))
        return math.log(sums[0].value / sums[1].value), noise + months_differ

    (stepped, of_stepped), (still, of_still) = moved(where.step), moved((*where.rest, *where.childcare))
    half = 1.96 * math.sqrt(of_stepped + of_still)
    assert abs(stepped - still - math.log(1 + TRUTHS.step)) < half
    assert stepped - still > half, "clear"
