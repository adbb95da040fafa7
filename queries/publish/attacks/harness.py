"""An attack, how its guesses are scored, and what a run of it says. It decides nothing about publishing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from queries.publish.attacks.protections import Keys, Protection, salts

Text = dict[str, str]

#: From this many salts on an attack is judged by its upper bound, below by its point estimate with `SLACK`.
DEEP = 20_000
SLACK = 2.5


@dataclass(frozen=True)
class Attack:
    """One attack on one secret bit.

    play: from a protection and noise keys to one score a trial, the share of right guesses over both values of the
    bit; target: points of advantage it must stay under; baseline: what guessing by the prior alone scores.
    """

    code: str
    name: Text
    knows: Text
    target: float
    play: Callable[[Protection, Keys], np.ndarray]
    baseline: float = 0.5


@dataclass(frozen=True)
class Result:
    """What a run says, in points. A control is a weaker protection, and passes when the attack succeeds."""

    code: str
    name: Text
    target: float
    advantage: float
    upper: float
    passed: bool
    control: bool = False


def correct(ratios: Iterable[np.ndarray], prior: float = 0.5) -> np.ndarray:
    """Share of right guesses over both values of the bit, by the log likelihood ratios seen in world 0 and in world 1.

    A tie is half right.
    """
    under_zero, under_one = ratios
    bar = np.log((1 - prior) / prior)
    right_one = (under_one > bar) + 0.5 * (under_one == bar)
    right_zero = (under_zero < bar) + 0.5 * (under_zero == bar)
    return prior * right_one + (1 - prior) * right_zero


def upper_bound(scores: np.ndarray, confidence: float = 0.99) -> float:
    """One-sided Clopper-Pearson bound of the mean score.

    One trial a salt, although both values of the bit are scored on it: a mean of two guesses varies less than one
    guess does, so the bound errs to the side of caution. Source: Clopper and Pearson 1934.
    """
    right = float(scores.sum())
    return 1.0 if right >= len(scores) else float(beta.ppf(confidence, right + 1, len(scores) - right))


def measure(attack: Attack, count: int, protection: Protection | None = None) -> Result:
    """Run one attack on the real protection with `count` salts."""
    advantage, upper = _points(attack, count, protection or Protection())
    passed = upper < attack.target if count >= DEEP else advantage < attack.target + SLACK
    return Result(attack.code, attack.name, attack.target, advantage, upper, passed)


@dataclass(frozen=True)
class Control:
    """A protection that must fail an attack by at least `floor` points."""

    code: str
    name: Text
    protection: Protection
    attack: Attack
    floor: float


def measure_control(control: Control, count: int) -> Result:
    """Run one negative control: it passes when the attack succeeds."""
    advantage, upper = _points(control.attack, count, control.protection)
    passed = advantage >= control.floor - (0 if count >= DEEP else SLACK)
    return Result(control.code, control.name, control.floor, advantage, upper, passed, control=True)


def _points(attack: Attack, count: int, protection: Protection) -> tuple[float, float]:
    scores = attack.play(protection, salts(count, attack.code))
    return 100 * (float(scores.mean()) - attack.baseline), 100 * (upper_bound(scores) - attack.baseline)
