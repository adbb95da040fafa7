"""The demonstration's campaigns: the planted effect is found where it is, and called chance where there is none."""

from __future__ import annotations

import pytest

import queries
from queries import CampaignEffect, Scope, Snapshot
from queries.demo.truths import TRUTHS

pytestmark = pytest.mark.deep


def effect_of(code: str, published: Snapshot, city: Scope) -> CampaignEffect:
    campaign = next(each for each in queries.campaigns(city, published) if each.code == code)
    found = queries.campaign_effect(city, published, campaign)
    assert found is not None
    return found


@pytest.mark.parametrize("measure", ["exchanges", "active_households"])
def test_the_flood_campaign_shows_what_was_planted(measure: str, published: Snapshot, city: Scope) -> None:
    told = effect_of("flood", published, city)
    found = told.found[measure]
    assert measure in told.clear
    assert found.effect.low < TRUTHS.flood_lift < found.effect.high, found.effect
    assert found.effect.high - found.effect.low < 0.5, "told well enough to be of use"
    assert found.lasting is not None
    assert found.lasting.late.low < TRUTHS.flood_after < found.lasting.late.high, found.lasting.late
    assert found.earlier is not None
    assert found.earlier.could_be_chance, "nothing had begun three months before"


def test_the_campaign_that_changed_nothing_is_called_chance(published: Snapshot, city: Scope) -> None:
    told = effect_of("zero_waste", published, city)
    assert told.lacking is None
    assert told.clear == ()
    assert all(each.effect.low < 0 < each.effect.high for each in told.found.values())


def test_a_campaign_that_is_next_door_to_all_others_has_too_few_places_beside_it(
    published: Snapshot, city: Scope
) -> None:
    told = effect_of("heatwave", published, city)
    assert told.lacking == "controls"
    assert told.found == {}


def test_a_campaign_that_runs_is_told_so_far_and_its_effect_not_yet(published: Snapshot, city: Scope) -> None:
    storm = next(each for each in queries.campaigns(city, published) if each.code == "storm")
    assert not queries.is_over(storm, published)
    assert queries.campaign_effect(city, published, storm) is None
    found = queries.balance(city, published, storm)
    assert next(each.missing.is_sure for each in found if each.missing)
    assert queries.funnel(city, published, storm).steps[0].share


def test_what_would_be_seen_is_told_before_a_campaign_and_is_not_far_from_what_is_seen(
    published: Snapshot, city: Scope
) -> None:
    campaign = next(each for each in queries.campaigns(city, published) if each.code == "flood")
    ahead = queries.visible_ahead(city, published, campaign.neighbourhoods)
    after = effect_of("flood", published, city)
    assert ahead is not None
    assert ahead.lacking is None
    assert ahead.smallest is not None
    assert after.smallest_visible is not None
    assert 0.5 < ahead.smallest / after.smallest_visible < 2
    none = queries.visible_ahead(city, published, city.neighbourhoods)
    assert none is not None
    assert none.lacking == "controls", "nobody is left to compare with"
