"""The exit of the private side: thresholds, hiding on the measure's own base, and the noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from queries.model import Refusal
from queries.publish.cells import draw
from queries.publish.noise import discrete_gaussian, load_key, uniform
from queries.publish.protect import protect, round_to_ten, threshold

KEY = b"k" * 32


def shown(count: int, base: int, noise: int, s: float = 1.5, clip: int = 1) -> float | None:
    value = protect(
        np.array([count]), np.array([base]), np.array([noise * clip]), np.array([noise]), np.array([s]), 11
    )[0]
    return None if np.isnan(value) else float(value)


@pytest.mark.parametrize(("s", "expected"), [(1.5, 16), (2.0, 17), (3.0, 20), (6.0, 28)])
def test_the_threshold_follows_the_noise(s: float, expected: int) -> None:
    assert threshold(11, s) == expected


@pytest.mark.parametrize(
    ("households", "noise", "s", "expected"),
    [
        (10, 6, 1.5, None),  # ten households are never shown, however large the noise
        (10, 90, 1.5, None),
        (11, 4, 1.5, None),  # eleven may be shown, but 15 is under 16
        (11, 5, 1.5, 16.0),
        (15, 0, 1.5, None),
        (16, 0, 1.5, 16.0),
        (17, -2, 1.5, None),
        (16, 0, 2.0, None),  # breakdowns have more noise and need 17
        (17, 0, 2.0, 17.0),
        (0, 30, 1.5, None),  # a true zero looks like any other hidden cell
    ],
)
def test_a_household_count_is_shown_only_on_enough_households(
    households: int, noise: int, s: float, expected: float | None
) -> None:
    assert shown(households, households, noise, s) == expected


def test_many_exchanges_of_few_households_stay_hidden() -> None:
    assert shown(count=30, base=10, noise=9, clip=3) is None
    assert shown(count=33, base=11, noise=0, clip=3) is None, "the noisy base decides, not the noisy count"


def test_the_noise_of_exchanges_is_scaled_by_the_clip_and_never_goes_below_zero() -> None:
    assert shown(count=50, base=20, noise=2, clip=3) == 56
    assert shown(count=1, base=20, noise=-3, clip=3) == 0


def test_enrolment_is_rounded_to_ten_and_hidden_stays_hidden() -> None:
    assert round_to_ten(np.array([254.0, 255.1]))[1] == 260
    assert np.isnan(round_to_ten(np.array([np.nan]))[0])


def test_the_same_label_always_has_the_same_noise_and_another_key_another() -> None:
    label = "P|neighbourhood:a|total|total|active_households"
    assert uniform(KEY, label) == uniform(KEY, label)
    assert uniform(KEY, label) != uniform(b"x" * 32, label)
    assert uniform(KEY, label) != uniform(KEY, label.replace(":a|", ":b|"))


@pytest.mark.parametrize("s", [1.5, 2.0, 3.0, 6.0])
def test_the_noise_has_the_declared_standard_deviation_and_no_bias(s: float) -> None:
    draws = discrete_gaussian(np.array([uniform(KEY, f"F|{i}") for i in range(20_000)]), s)
    assert abs(draws.mean()) < 5 * s / np.sqrt(20_000)
    assert draws.std() == pytest.approx(s, rel=0.03)
    assert draws.dtype.kind == "i"


def test_the_extremes_of_the_uniform_give_finite_noise() -> None:
    low, high = discrete_gaussian(np.array([0.0, 1 - 2**-53]), 1.5)
    assert -19 < low < high < 19


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "noise.key"
    assert load_key(path, may_create=True) == load_key(path, may_create=False)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "abcd", "zz" * 32, "00" * 31])
def test_a_weak_key_is_refused_without_being_shown(tmp_path: Path, content: str) -> None:
    path = tmp_path / "noise.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(Refusal) as refusal:
        load_key(path, may_create=True)
    assert not content or content not in str(refusal.value)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.key"
    path.write_text("ab" * 32)
    path.chmod(0o644)
    with pytest.raises(Refusal, match="chmod 600"):
        load_key(path, may_create=True)


def test_a_lost_key_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="put back the saved copy"):
        load_key(tmp_path / "noise.key", may_create=False)
    assert not (tmp_path / "noise.key").exists()


def test_a_clipped_count_cannot_be_read_modulo_the_clip() -> None:
    uniforms = np.array([[uniform(KEY, f"P|{i}"), uniform(KEY, f"F|{i}")] for i in range(3_000)])
    noise = draw(uniforms, np.full(3_000, 3 * 1.5))
    assert np.bincount(noise % 3, minlength=3).min() > 900, "a multiple of the clip would leave the residue bare"
    assert noise.std() == pytest.approx(3 * 1.5 * np.sqrt(2), rel=0.05)
    small = draw(uniforms, np.full(3_000, 1.5))
    assert np.corrcoef(noise, small)[0, 1] > 0.98, "one draw of uniforms serves the count and its threshold"
