"""A study of the demonstration's flood finds what the campaign's effect finds of its one indicator, and what was
planted; one of the campaign that changed nothing finds chance."""

from __future__ import annotations

import pytest

import queries
from queries import STUDY_INDICATORS, Criteria, Period, Scope, Snapshot
from queries.demo.truths import TRUTHS

pytestmark = pytest.mark.deep


def criteria_of(code: str, indicator: str, published: Snapshot, city: Scope, smallest: float = 0.1) -> Criteria:
    """Of the months and the whole zone of a campaign."""
    campaign = next(each for each in queries.campaigns(city, published) if each.code == code)
    begins, ends = (Period(day, "month").containing("month") for day in (campaign.starts_on, campaign.ends_on))
    return Criteria(tuple(sorted(campaign.neighbourhoods)), indicator, begins, ends, smallest, code)


@pytest.mark.parametrize("indicator", STUDY_INDICATORS)
def test_a_study_of_the_flood_finds_what_was_planted_as_the_campaign_does(
    indicator: str, published: Snapshot, city: Scope
) -> None:
    criteria = criteria_of("flood", indicator, published, city)
    campaign = next(each for each in queries.campaigns(city, published) if each.code == "flood")
    told, found = queries.campaign_effect(city, published, campaign), queries.study_result(city, published, criteria)
    assert told is not None
    assert told.found[indicator].lasting is not None
    assert found.effect == told.found[indicator].effect
    assert found.later == told.found[indicator].lasting.late
    assert (found.treated, found.controls, found.left_out) == (told.treated, told.controls, told.left_out)
    assert found.effect is not None
    assert found.effect.low < TRUTHS.flood_lift < found.effect.high
    assert queries.verdict(found.effect, 0.1) == "enough"
    assert (found.ran, found.without, found.gone) == (None, (), ())


def test_a_study_of_what_changed_nothing_finds_chance_and_not_what_is_worth_acting_on(
    published: Snapshot, city: Scope
) -> None:
    for indicator in STUDY_INDICATORS:
        found = queries.study_result(city, published, criteria_of("zero_waste", indicator, published, city, 0.5))
        assert found.effect is not None
        assert queries.verdict(found.effect, 0.5) == "none"


def test_a_study_of_the_flood_before_it_began_finds_chance(published: Snapshot, city: Scope) -> None:
    """The same places a year earlier, where nothing was planted."""
    criteria = criteria_of("flood", "exchanges", published, city)
    earlier = Criteria(criteria.places, "exchanges", criteria.begins.shift(-12), criteria.ends.shift(-12), 0.1)
    found = queries.study_result(city, published, earlier)
    assert found.effect is not None
    assert found.effect.could_be_chance


def test_part_of_a_campaign_is_never_beside_the_rest_of_it(published: Snapshot, city: Scope) -> None:
    whole = criteria_of("flood", "exchanges", published, city)
    part = Criteria(whole.places[:5], "exchanges", whole.begins, whole.ends, 0.1, "flood")
    found = queries.study_result(city, published, part)
    assert found.effect is not None
    assert found.effect.low < TRUTHS.flood_lift < found.effect.high, "controls of the campaign would hide what it did"
    assert set(found.treated) <= set(part.places)


def test_what_would_be_seen_differs_between_indicators(published: Snapshot, city: Scope) -> None:
    found = [queries.study_visible(city, published, criteria_of("flood", indicator, published, city))
             for indicator in STUDY_INDICATORS]  # fmt: skip
    assert all(each and each.smallest for each in found)
    assert found[0] != found[1]
