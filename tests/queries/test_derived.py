"""Derived numbers: what may be added, how finely a share is told, and that the stated variance is that of the noise."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from queries.indicators import INDICATORS
from queries.model import Row
from queries.publish.noise import discrete_gaussian
from queries.statistics.derived import (
    Change,
    Estimate,
    Label,
    NotAdditive,
    as_share,
    cell,
    change,
    clear_among,
    complement,
    estimate_of,
    over_periods,
    over_values,
    part_of,
    rate,
    ratio,
    relative,
    share_of,
    total,
)
from queries.statistics.typical import mean_over_periods, median_change, median_over_places

DRAWS = 20_000


def month(number: int, value: str = "total") -> Label:
    return Label("month", date(2024, number, 1), value)


def households(value: float, s: float = 1.5, label: Label | None = None) -> Estimate:
    return cell(value, s, label=label)


def exchanges(value: float, s: float = 1.5, label: Label | None = None) -> Estimate:
    return cell(value, s, clip=3, unit="exchanges", label=label)


def drawn(random: np.random.Generator, s: float, clip: int = 1, shape: tuple[int, ...] = (DRAWS,)) -> np.ndarray:
    """One part, permanent or epoch, of the noise that the publisher draws."""
    return discrete_gaussian(random.random(shape), clip * s)


def noise(random: np.random.Generator, s: float, clip: int = 1, shape: tuple[int, ...] = (DRAWS,)) -> np.ndarray:
    """The noise of one label in one period: both parts."""
    return drawn(random, s, clip, shape) + drawn(random, s, clip, shape)


def spread(derive: Callable[..., float], draws: Sequence[np.ndarray]) -> float:
    """The variance of a derived value over the draws of the cells it is made of."""
    return float(np.var([derive(*values) for values in zip(*draws, strict=True)]))


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(11)


# Sums


def test_neighbourhoods_of_one_period_add_with_their_own_noise(random: np.random.Generator) -> None:
    levels = (1.5, 1.5, 3.0)
    found = total([households(40, s, month(1)) for s in levels])
    assert found is not None
    assert (found.value, found.partial) == (120, False)
    assert math.sqrt(found.variance) == pytest.approx(math.sqrt(sum((math.sqrt(2) * s) ** 2 for s in levels)))
    assert found.variance == pytest.approx(np.var(sum(noise(random, s) for s in levels)), rel=0.1)


@pytest.mark.parametrize("m", [2, 4, 12])
def test_exchanges_of_one_place_over_periods_keep_the_permanent_noise_whole(
    random: np.random.Generator, m: int
) -> None:
    one = exchanges(50, 2.0)
    found = over_periods([exchanges(50, 2.0, month(i + 1)) for i in range(m)])
    assert found is not None
    permanent, passing = one.permanent, one.variance - one.permanent
    assert found.variance == pytest.approx(m**2 * permanent + m * passing)
    assert found.permanent == pytest.approx(m**2 * permanent)
    simulated = m * drawn(random, 2.0, 3) + sum(drawn(random, 2.0, 3) for _ in range(m))
    assert found.variance == pytest.approx(np.var(simulated), rel=0.1)


def test_a_place_whose_noise_level_changes_with_the_year_keeps_one_deviate(random: np.random.Generator) -> None:
    found = over_periods([exchanges(50, 1.5, month(12)), exchanges(50, 3.0, month(1))])
    assert found is not None
    same = random.random(DRAWS)
    simulated = sum(discrete_gaussian(same, 3 * s) + drawn(random, s, 3) for s in (1.5, 3.0))
    assert found.variance == pytest.approx(np.var(simulated), rel=0.1)


def test_exchanges_over_values_add_as_independent_numbers(random: np.random.Generator) -> None:
    found = over_values([exchanges(50, 2.0, month(1, value)) for value in ("item_sharing", "service_sharing")])
    assert found is not None
    assert found.variance == pytest.approx(np.var(noise(random, 2.0, 3) + noise(random, 2.0, 3)), rel=0.1)


def test_distinct_households_are_never_added_over_periods_or_values() -> None:
    for forbidden in (
        lambda: over_periods([households(40, 1.5, month(1)), households(40, 1.5, month(2))]),
        lambda: over_periods([households(40, 1.5, month(1)), None]),
        lambda: over_values([households(40, 1.5, month(1, "a")), households(40, 1.5, month(1, "b"))]),
    ):
        with pytest.raises(NotAdditive, match="distinct households"):
            forbidden()


def test_a_sum_over_places_notices_periods_and_values_given_by_mistake() -> None:
    for add in (households, exchanges):
        with pytest.raises(NotAdditive, match="one period"):
            total([add(40, 1.5, month(1)), add(40, 1.5, month(2))])
        with pytest.raises(NotAdditive, match="one period"):
            total([add(40, 1.5, month(1, "a")), add(40, 1.5, month(1, "b"))])


def test_a_sum_over_periods_or_values_notices_the_other_and_anything_twice() -> None:
    quarter = Label("quarter", date(2024, 1, 1), "total")
    for wrong in ([month(1), month(1)], [month(1, "a"), month(2, "b")], [month(1), quarter]):
        with pytest.raises(NotAdditive):
            over_periods([exchanges(40, 1.5, label) for label in wrong])
    with pytest.raises(NotAdditive):
        over_values([exchanges(40, 1.5, month(1, "a")), exchanges(40, 1.5, month(2, "b"))])


def test_ratios_and_unlike_things_are_never_added() -> None:
    half = ratio(households(50), households(100))
    for add in (total, over_values, over_periods):
        with pytest.raises(NotAdditive):
            add([half, half])
        with pytest.raises(NotAdditive):
            add([households(40), exchanges(40)])


def test_one_number_alone_is_its_own_sum() -> None:
    one = households(40, 1.5, month(1))
    assert total([one]) == over_values([one]) == one
    assert over_values([None, None]) is None
    assert over_periods([]) is None


def test_sums_over_values_add_over_places_whichever_value_is_hidden() -> None:
    here = over_values([exchanges(40, 1.5, month(1, "a")), exchanges(20, 1.5, month(1, "b"))])
    there = over_values([exchanges(30, 1.5, month(1, "a")), None])
    found = total([here, there])
    assert found is not None
    assert (found.value, found.partial) == (90, True)


def test_every_indicator_that_adds_values_counts_exchanges() -> None:
    several = [
        count.measure
        for entry in INDICATORS.values()
        for count in (entry.numerator, entry.denominator)
        if count and len(count.values) > 1
    ]
    assert several
    assert set(several) == {"exchanges"}


# Ratios, rates and shares


def test_a_ratio_has_the_spread_of_its_two_noises(random: np.random.Generator) -> None:
    found = ratio(exchanges(150, 3.0), households(90, 3.0))
    assert found is not None
    simulated = spread(lambda top, bottom: (150 + top) / (90 + bottom), [noise(random, 3.0, 3), noise(random, 3.0)])
    assert found.variance == pytest.approx(simulated, rel=0.1)
    assert ratio(None, households(90)) is ratio(households(90), None) is ratio(households(9), households(0)) is None


def test_a_part_of_a_sum_knows_that_its_noise_is_in_both(random: np.random.Generator) -> None:
    parts = [exchanges(value, 3.0, month(1, name)) for name, value in (("a", 300), ("b", 200), ("c", 100))]
    found = part_of(parts[0], over_values(parts))
    assert found is not None
    draws = [noise(random, 3.0, 3) for _ in parts]
    simulated = spread(lambda a, b, c: (300 + a) / (600 + a + b + c), draws)
    assert found.variance == pytest.approx(simulated, rel=0.1)


def test_a_rate_is_a_ratio_for_each_hundred_with_its_noise(random: np.random.Generator) -> None:
    homes = Estimate(480.0, 0.0)
    found = rate(exchanges(150, 2.0), homes)
    assert found is not None
    assert found.value == pytest.approx(31.25)
    assert found.variance == pytest.approx(np.var(100 * (150 + noise(random, 2.0, 3)) / 480), rel=0.1)
    assert rate(None, homes) is None


def test_a_rate_among_households_is_told_no_finer_than_a_share() -> None:
    found = rate(households(23), households(50), per=100)
    assert found is not None
    assert found.value == 45


def test_a_rate_over_homes_is_as_fine_as_the_count() -> None:
    found = rate(households(23), Estimate(4_800.0, 0.0))
    assert found is not None
    assert found.value == pytest.approx(100 * 23 / 4_800)
    assert found.variance == pytest.approx(households(23).variance * (100 / 4_800) ** 2)


@pytest.mark.parametrize(
    ("share", "base", "told"),
    [
        (0.0, 99, 0.05),
        (0.024, 99, 0.05),
        (0.074, 99, 0.05),
        (0.076, 99, 0.10),
        (0.974, 99, 0.95),
        (1.0, 99, 0.95),
        (1.3, 99, 0.95),
        (0.976, 99.9, 0.95),
        (0.976, None, 0.95),
        (0.976, 100, 0.98),
        (0.004, 100, 0.0),
        (0.006, 100, 0.01),
        (0.996, 100, 1.0),
        (1.3, 100, 1.0),
        (-0.1, 100, 0.0),
    ],
)
def test_a_share_is_in_steps_of_five_points_under_a_hundred_households(
    share: float, base: float | None, told: float
) -> None:
    found = as_share(Estimate(share, 0.0), base)
    assert found is not None
    assert found.value == pytest.approx(told)


def test_a_share_and_its_complement_are_told_in_the_same_steps() -> None:
    for base in (50, 500):
        for share in np.linspace(0.001, 0.999, 97):
            one, other = (
                as_share(each, base) for each in (Estimate(share, 0.0), complement(Estimate(float(share), 0.0)))
            )
            assert one is not None
            assert other is not None
            assert one.value + other.value == pytest.approx(1)


@pytest.mark.parametrize(("base", "s"), [(60, 1.5), (400, 3.0)])
def test_the_rounding_of_a_share_is_in_its_variance(random: np.random.Generator, base: float, s: float) -> None:
    errors, stated = [], []
    for true in random.uniform(0.3, 0.7, 40):
        tops, bottoms = true * base + noise(random, s, shape=(500,)), base + noise(random, s, shape=(500,))
        for top, bottom in zip(tops, bottoms, strict=True):
            found = as_share(ratio(households(top, s), households(bottom, s)), base)
            assert found is not None
            errors.append(found.value - true)
            stated.append(found.variance)
    assert np.mean(stated) == pytest.approx(np.mean(np.square(errors)), rel=0.1)


# Changes


def row(answer: float | None, sd: float = math.sqrt(2) * 1.5, permanent: float = 1.5) -> Row:
    return Row(
        "a1", "A1", "2024-05", "total", "total", answer, None if answer is None else sd, "yes", "", None, permanent
    )


def test_an_arrow_is_drawn_only_beyond_what_the_noise_does() -> None:
    edge = 1.96 * math.sqrt(2) * 1.5
    for difference, direction in ((math.floor(edge), 0), (math.ceil(edge), 1), (-math.floor(edge), 0), (-5, -1)):
        found = change(row(40 + difference), row(40))
        assert found is not None
        assert found.direction == direction
    assert Change(edge, math.sqrt(2) * 1.5).direction == 0, "at the edge is not beyond it"


def test_the_permanent_noise_cancels_in_a_change(random: np.random.Generator) -> None:
    found = change(row(44), row(40))
    assert found is not None
    assert found.sd == pytest.approx(math.sqrt(2) * 1.5)
    same = drawn(random, 1.5)
    simulated = (same + drawn(random, 1.5)) - (same + drawn(random, 1.5))
    assert found.sd**2 == pytest.approx(np.var(simulated), rel=0.1)
    assert np.mean(np.abs(simulated) > 1.96 * found.sd) < 0.06, "noise alone draws an arrow once in twenty"


def test_a_change_from_or_to_a_hidden_number_is_none() -> None:
    assert change(row(None), row(40)) is change(row(40), row(None)) is change(None, row(40)) is None
    assert share_of(row(20), row(None)) is None
    assert relative(Change(4, 1), row(0)) is None
    assert relative(Change(-4, 1), row(40)) == 0.1


def test_changes_are_ranked_against_their_noise() -> None:
    assert Change(-6, 2).z_score == 3
    assert Change(0, 0).z_score == 0
    assert Change(1, 0).z_score == math.inf


# The typical place


def test_a_mean_month_keeps_the_permanent_noise(random: np.random.Generator) -> None:
    found = mean_over_periods([households(40 + i, 1.5, month(i + 1)) for i in range(12)])
    assert found is not None
    assert found.value == 45.5
    simulated = drawn(random, 1.5) + sum(drawn(random, 1.5) for _ in range(12)) / 12
    assert found.variance == pytest.approx(np.var(simulated), rel=0.1)
    assert mean_over_periods([households(40), None]) is mean_over_periods([]) is None
    with pytest.raises(NotAdditive):
        mean_over_periods([households(40), exchanges(40)])
    with pytest.raises(NotAdditive):
        mean_over_periods([households(40, 1.5, month(1)), households(40, 1.5, month(1))])


def test_rows_can_be_averaged_but_not_added() -> None:
    rows = [estimate_of(row(40)), estimate_of(row(44))]
    found = mean_over_periods(rows)
    assert found is not None
    assert found.value == 42
    assert found.variance == pytest.approx(1.5**2 + 1.5**2 / 2)
    assert estimate_of(row(None)) is estimate_of(None) is None
    for add in (total, over_values, over_periods):
        with pytest.raises(NotAdditive):
            add(rows)


def test_the_median_over_places_has_the_spread_of_its_noise(random: np.random.Generator) -> None:
    true = random.uniform(16, 60, 58).round()
    simulated = np.var(np.median(true + noise(random, 1.5, shape=(DRAWS, 58)), axis=1))
    stated = [
        median_over_places(
            {str(i): households(value) for i, value in enumerate(true + noise(random, 1.5, shape=(58,)))}
        )
        for _ in range(200)
    ]
    assert np.mean([each.variance for each in stated if each]) == pytest.approx(simulated, rel=0.1)


def test_the_median_of_two_distant_places_has_the_noise_of_their_mean() -> None:
    found = median_over_places({"a": households(20), "b": households(90), "c": None})
    assert found is not None
    assert (found.value, found.partial) == (55, True)
    assert found.variance == pytest.approx(households(0).variance / 2, rel=0.1)
    assert median_over_places({"a": None}) is None


def test_the_change_of_a_median_is_over_the_places_shown_in_both(random: np.random.Generator) -> None:
    before = {"a": households(20), "b": households(40), "c": households(90), "d": None}
    now = {"a": households(24), "b": households(45), "c": households(91), "d": households(300)}
    found = median_change(now, before)
    assert found is not None
    assert found.difference == 5
    assert found.sd**2 == pytest.approx(np.var(drawn(random, 1.5) - drawn(random, 1.5)), rel=0.1)
    assert median_change({"a": None}, before) is None


def test_one_change_is_clear_among_itself_as_it_is_alone() -> None:
    for z in (1.9, 1.959, 1.961, 4.0):
        assert clear_among([Change(z, 1.0)]) == (Change(z, 1.0).is_clear,)
    assert clear_among([]) == ()
    assert clear_among([Change(1.0, 0.0), Change(0.0, 0.0)]) == (True, False)


def test_of_what_is_named_among_many_hardly_any_is_chance(random: np.random.Generator) -> None:
    """The step-up of Benjamini and Hochberg: 5 % of those named, however many are looked at."""
    false, named, found = 0, 0, 0
    for _ in range(200):
        moved = np.arange(400) < 40
        seen = random.normal(np.where(moved, 4.0, 0.0), 1.0)
        clear = np.array(clear_among([Change(float(each), 1.0) for each in seen]))
        false, named, found = false + np.sum(clear & ~moved), named + np.sum(clear), found + np.sum(clear & moved)
    assert false / named < 0.06
    assert found / (200 * 40) > 0.8, "and most real changes are"
    quiet = [clear_among([Change(float(each), 1.0) for each in random.normal(0, 1, 1000)]) for _ in range(100)]
    assert np.mean([any(each) for each in quiet]) < 0.12, "where nothing changed, hardly ever a single one"
