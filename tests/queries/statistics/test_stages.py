"""Stages of a project: a change that is not there is seldom claimed, one that is there is held, and so is each mean."""

from __future__ import annotations

import math

import numpy as np
import pytest

from queries.publish.noise import discrete_gaussian
from queries.statistics.false_discovery import step_up
from queries.statistics.stages import FEWEST_PLACES, Alike, Panel, levels, step
from tests.queries.statistics.panels import resembling

#: Consultation, works and existing as the demonstration has them, and with stages as short as may be told.
USUAL = (np.arange(2, 12), np.arange(12, 24), np.arange(24, 36))
SHORT = (np.arange(2, 8), np.arange(8, 15), np.arange(15, 36))
PANELS = 400
CHANCE = 2 * math.sqrt(0.05 * 0.95 / PANELS)


def panel(
    rng: np.random.Generator, change: float, at: np.ndarray, *, places: int = 24, rho: float = 0.5, sd: float = 0.1,
    base: int = 60, drift: float = 0.1, s: float = 1.5,
) -> tuple[Panel, np.ndarray]:  # fmt: skip
    """Published active households of a place with a project (the first) and of others, and what is expected of them.

    Seasons of different size, growth of everybody and of each, months that resemble each other, households that are
    active or not by chance, and the publisher's noise, of which one part is the same in every month.
    """
    months = 36
    time = np.arange(months)
    levels = np.log(base) + rng.normal(0, 0.4, (places, 1))
    season = 0.15 * rng.normal(1, 0.2, (places, 1)) * np.sin(2 * np.pi * time / 12 + rng.uniform(0, 6))
    expected = levels + season + 0.1 * time / 12 + rng.normal(0, drift, (places, 1)) * time / months
    expected[0, at] += np.log1p(change)
    true = rng.poisson(np.exp(expected + resembling(rng, (places, months), sd, rho)))
    permanent = discrete_gaussian(rng.random(places), s).reshape(places, 1)
    passing = discrete_gaussian(rng.random(true.size), s).reshape(true.shape)
    told = (true + permanent + passing).astype(float)
    return Panel(told, np.full(told.shape, s**2), np.full(told.shape, s)), np.exp(expected)


def split(found: Panel) -> tuple[Panel, Panel]:
    return Panel(*(part[:1] for part in found)), Panel(*(part[1:] for part in found))


@pytest.mark.parametrize(
    ("stages", "given"),
    [(USUAL, {}), (USUAL, {"rho": 0.8}), (USUAL, {"sd": 0.2}), (USUAL, {"base": 30}), (USUAL, {"places": 12}),
     (SHORT, {}), (SHORT, {"drift": 0.4})],
    ids=["usual", "alike", "restless", "small", "few places", "short", "drifting"],
)  # fmt: skip
def test_where_nothing_changed_a_change_is_seldom_claimed(stages: tuple[np.ndarray, ...], given: dict) -> None:
    """Of the three differences of a project looked at together, at most 5 % of projects, and two standard errors."""
    rng, claimed = np.random.default_rng([71, len(stages[0]), *map(ord, str(given))]), 0
    for _ in range(PANELS):
        own, others = split(panel(rng, 0.0, stages[1], **given)[0])
        pairs = [(stages[0], stages[1]), (stages[1], stages[2]), (stages[0], stages[2])]
        claimed += any(step_up([step(own, others, *pair, "ratio").p for pair in pairs]))
    assert claimed / PANELS <= 0.05 + CHANCE


@pytest.mark.parametrize("change", [-0.2, 0.25])
@pytest.mark.parametrize("stages", [USUAL, SHORT], ids=["usual", "short"])
def test_a_planted_change_is_held_by_the_interval(stages: tuple[np.ndarray, ...], change: float) -> None:
    """93 to 97 %, and two standard errors around it; and the interval is one that often leaves nothing out."""
    rng, held, seen = np.random.default_rng(72), 0, 0
    for _ in range(PANELS):
        own, others = split(panel(rng, change, stages[1])[0])
        found = step(own, others, stages[0], stages[1], "ratio")
        assert found.low is not None
        assert found.high is not None
        held += found.low <= change <= found.high
        seen += found.p < 0.05
    assert abs(held / PANELS - 0.95) <= 0.02 + CHANCE
    assert seen / PANELS > 0.3


@pytest.mark.deep
@pytest.mark.parametrize("stages", [USUAL, SHORT], ids=["usual", "short"])
def test_over_many_panels_nothing_is_claimed_and_a_change_is_held(stages: tuple[np.ndarray, ...]) -> None:
    """4,000 panels: at most 5 % and two standard errors (0.7 points), and between 93 and 97 %."""
    rng, claimed, held, many = np.random.default_rng(78), 0, 0, 4_000
    for _ in range(many):
        own, others = split(panel(rng, 0.0, stages[1])[0])
        pairs = [(stages[0], stages[1]), (stages[1], stages[2]), (stages[0], stages[2])]
        claimed += any(step_up([step(own, others, *pair, "ratio").p for pair in pairs]))
        own, others = split(panel(rng, -0.2, stages[1])[0])
        found = step(own, others, stages[0], stages[1], "ratio")
        held += (found.low or 0.0) <= -0.2 <= (found.high or 0.0)
    assert claimed / many <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / many)
    assert 0.93 <= held / many <= 0.97


def test_on_levels_it_is_held_too() -> None:
    """Shares are told in points: what everybody does in the same months falls out likewise."""
    rng, held, claimed = np.random.default_rng(73), 0, 0
    for _ in range(PANELS):
        months, places = 36, 20
        true = 0.3 + rng.normal(0, 0.05, (places, 1)) + 0.04 * np.sin(np.arange(months) / 2)
        true = true + resembling(rng, (places, months), 0.02, 0.5)
        true[0, USUAL[1]] += 0.05
        told = true + rng.normal(0, 0.015, (places, 1)) + rng.normal(0, 0.015, true.shape)
        own, others = split(Panel(told, np.full(told.shape, 0.015**2), np.full(told.shape, 0.015)))
        found = step(own, others, USUAL[0], USUAL[1], "level")
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.05 <= found.high
        claimed += found.p < 0.05
    assert abs(held / PANELS - 0.95) <= 0.02 + CHANCE
    assert claimed / PANELS > 0.5


@pytest.mark.parametrize("given", [{}, {"rho": 0.0}, {"rho": 0.8}, {"sd": 0.2}, {"base": 30}, {"places": 12}],
                         ids=["usual", "not alike", "alike", "restless", "small", "few places"])  # fmt: skip
def test_the_interval_of_a_mean_holds_what_is_expected_in_its_months(given: dict) -> None:
    """Never under 93 %; where months hardly resemble each other it is a little wider than it need be."""
    rng, held = np.random.default_rng(74), []
    for _ in range(PANELS // 2):
        found, expected = panel(rng, -0.2, USUAL[1], **given)
        own, others = split(found)
        for told, stage in zip(levels(own, others, USUAL, "ratio"), USUAL, strict=True):
            assert told.low is not None
            assert told.high is not None
            held.append(told.low <= expected[0, stage].mean() <= told.high)
    assert 0.93 - CHANCE <= np.mean(held) <= 0.99


def test_months_taken_for_independent_make_intervals_that_miss() -> None:
    """The panels can tell: noise and spread over the root of the months alone hold far less than they say."""
    rng, held = np.random.default_rng(75), []
    for _ in range(PANELS):
        found, expected = panel(rng, 0.0, USUAL[1], rho=0.8, sd=0.2)
        values = found.values[0, USUAL[0]]
        half = 1.96 * math.sqrt(values.var(ddof=1) / len(values))
        held.append(abs(values.mean() - expected[0, USUAL[0]].mean()) <= half)
    assert np.mean(held) < 0.85


def test_before_and_after_alone_takes_the_season_and_growth_for_the_works() -> None:
    """The panels can tell: without comparable places, a change is found where there is none."""
    rng, found = np.random.default_rng(76), []
    for _ in range(PANELS):
        values = panel(rng, 0.0, SHORT[1])[0].values[0]
        moved = np.log(values[SHORT[1]].mean()) - np.log(values[SHORT[0]].mean())
        error = math.sqrt(sum(np.log(values[at]).var(ddof=1) / len(at) for at in SHORT[:2]))
        found.append(abs(moved) > 1.96 * error)
    assert np.mean(found) > 0.2


def flat(places: int, before: float, after: float) -> Panel:
    values = np.hstack([np.full((places, 12), float(before)), np.full((places, 12), float(after))])
    return Panel(values, np.full(values.shape, 4.0), np.full(values.shape, 2.0))


def test_too_few_months_or_places_and_hidden_months_claim_nothing() -> None:
    own, others, first, then = flat(1, 50, 40), flat(20, 80, 80), np.arange(12), np.arange(12, 24)
    assert step(own, others, first, then, "ratio").value == pytest.approx(-0.2)
    assert step(own, others, first[:5], then, "ratio").lacking == "months"
    assert step(own, None, first, then, "ratio").lacking == "places"
    few = Panel(*(part[: FEWEST_PLACES - 1] for part in others))
    assert step(own, few, first, then, "ratio").lacking == "places"
    others.values[11:, 3] = np.nan
    assert step(own, others, first, then, "ratio").places == 11
    own.values[0, 3] = np.nan
    hidden = step(own, others, first, then, "ratio")
    assert (hidden.lacking, hidden.value, hidden.p) == ("hidden", None, 1.0)


def test_a_mean_is_told_of_the_months_that_are_shown_when_these_are_most() -> None:
    own, parts = flat(1, 50, 40), [np.arange(12), np.arange(12, 24)]
    own.values[0, [0, 1, 2]] = np.nan
    first, then = levels(own, flat(20, 80, 80), parts, "ratio")
    assert (first.value, first.shown, first.months) == (50, 9, 12)
    assert then.value == 40
    own.values[0, 3] = np.nan
    assert levels(own, flat(20, 80, 80), parts, "ratio")[0].value is None


def test_without_comparable_places_the_season_stays_in_the_interval() -> None:
    found, _ = panel(np.random.default_rng(77), 0.0, USUAL[1])
    own, others = split(found)
    alone, beside = (levels(own, each, USUAL, "ratio")[0] for each in (None, others))
    assert alone.value == beside.value
    assert alone.low is not None
    assert alone.high is not None
    assert alone.low < alone.value < alone.high  # type: ignore[operator]


def test_the_mean_of_months_alike_is_known_less_well() -> None:
    assert Alike(0.0, 0.5).of_mean(10) == pytest.approx(0.1)
    assert Alike(1.0, 0.5).of_mean(2) == pytest.approx(0.75)
    assert Alike(1.0, 0.9).of_mean(10) > 0.6
