"""Attacks that use every cell of a small cube at once: weighted least squares, and a rule learned from simulations.

The populations are simulated here; no mart is read.
"""

from __future__ import annotations

from functools import partial
from itertools import product

import numpy as np

from queries.publish.attacks.harness import Attack, correct
from queries.publish.attacks.one_period import NOBODY, S_BREAKDOWN, S_FEW_CHILDREN, S_TOTAL, SUPPOSED
from queries.publish.attacks.protections import Cell, Keys, Protection, World

PLACES, VALUES, MONTHS = 4, 3, 3
ATOM = 40  # households of one place, value and month: everything is shown, which is the attacker's best case

#: The learned attacker's neighbourhood: enrolled households besides the target, and how many of them a month.
OTHERS, ACTIVE_A_MONTH = 150, 0.3


def _cube(months_add_up: bool) -> tuple[list[Cell], np.ndarray]:
    """Every cell of places x values x periods with all totals, and which atoms each adds up: cells x atoms.

    Places and values add up, the quarter to its months only if every household is active in one month alone:
    otherwise the quarter has atoms of its own.
    """
    atoms = list(product(range(PLACES), range(VALUES), range(MONTHS if months_add_up else MONTHS + 1)))
    cells, rows = [], []
    for place, value, month in product(range(PLACES + 1), range(VALUES + 1), range(MONTHS + 1)):
        whole, summed = place == PLACES, value == VALUES
        s = S_FEW_CHILDREN if whole else S_TOTAL if summed else S_BREAKDOWN
        label = (f"place:{place}", "total" if summed else "dwelling_type", str(value), str(month), "active_households")
        cells.append(Cell(label, s))
        all_months = months_add_up and month == MONTHS
        rows.append([
            (whole or a == place) and (summed or b == value) and (all_months or c == month) for a, b, c in atoms
        ])  # fmt: skip
    return cells, np.array(rows, dtype=int)


def _least_squares(months_add_up: bool, protection: Protection, keys: Keys) -> np.ndarray:
    """Solve for the target's atom by weighted least squares over every cell, then guess by the nearer of two counts."""
    cells, design = _cube(months_add_up)
    same = np.array([[a.permanent == b.permanent for b in cells] for a in cells])
    s = np.array([cell.s for cell in cells])
    covariance = np.outer(s, s) * (same + np.eye(len(cells)))
    weighted = np.linalg.solve(covariance, design)
    target = np.linalg.solve(design.T @ weighted, weighted.T)[0]
    counts = np.full(design.shape[1], ATOM)
    present = counts + (np.arange(len(counts)) == 0)
    shown = protection.publish(cells, [World(design @ counts), World(design @ present)], keys)
    return correct(np.nan_to_num(values) @ target - ATOM - 0.5 for values in shown)


def _learned(protection: Protection, keys: Keys) -> np.ndarray:
    """A logistic regression on every cell of a neighbourhood, trained on half of the simulated publications.

    The target is active every month in the first value, or not at all; the others as households are.
    """
    cells = []
    for value, period in product(range(-1, VALUES + 1), [*range(MONTHS), "quarter"]):
        dimension = "total" if value < 0 else "type_group"
        label = ("neighbourhood:a", dimension, str(value), str(period), "active_households")
        cells.append(Cell(label, S_TOTAL if value < 0 else S_BREAKDOWN))
    out = _others(len(keys))
    changed = np.array([cell.label[2] in ("-1", "0") for cell in cells])
    shown = protection.publish(cells, [World(out), World(out + changed)], keys)
    features = [_features(values) for values in shown]
    half = len(keys) // 2
    bar = np.log(SUPPOSED / (1 - SUPPOSED))
    weights = train(features[0][:half], features[1][:half], SUPPOSED)
    # The learned ratio holds the prior already: take it out, since scoring puts it back.
    return correct((f[half:] @ weights - bar for f in features), prior=SUPPOSED)


def _others(salts: int) -> np.ndarray:
    """Distinct active households besides the target: salts x (total and each value) x (each month and the quarter)."""
    rng = np.random.default_rng(150)
    active = rng.random((salts, OTHERS, MONTHS)) < ACTIVE_A_MONTH
    value = rng.integers(0, VALUES + 1, (salts, OTHERS, MONTHS))
    blocks = []
    for wanted in range(-1, VALUES + 1):
        inside = active if wanted < 0 else active & (value == wanted)
        blocks += [inside.sum(axis=1), inside.any(axis=2).sum(axis=1)[:, None]]
    return np.concatenate(blocks, axis=1)


def _features(values: np.ndarray) -> np.ndarray:
    """Published values with hidden ones as zero, which of them are hidden, and a constant; scaled to about 1."""
    hidden = np.isnan(values)
    return np.column_stack([np.nan_to_num(values) / 10, hidden, np.ones(len(values))])


def train(out: np.ndarray, into: np.ndarray, prior: float, ridge: float = 1.0) -> np.ndarray:
    """Weights of a logistic regression of "in" (with this prior) against "out", by Newton's method with a ridge.

    out, into: trials x features with the bit at 0 and 1. Source: McCullagh and Nelder 1989, section 4.4.
    """
    features = np.concatenate([out, into])
    bit = np.repeat([0.0, 1.0], [len(out), len(into)])
    mass = np.where(bit == 1, 2 * prior, 2 * (1 - prior))
    weights = np.zeros(features.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        slope = features.T @ (mass * (bit - chance)) - ridge * weights
        curve = (features.T * (mass * chance * (1 - chance))) @ features + ridge * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-6:
            break
    return weights


WHOLE_CUBE = (
    Attack(
        "least_squares",
        {"en": "Least squares over the whole cube", "fr": "Moindres carrés sur tout le cube"},
        NOBODY, 10, partial(_least_squares, False),
    ),
    Attack(
        "least_squares_months",
        {"en": "The same, where months add up to the quarter", "fr": "De même, là où les mois font le trimestre"},
        {"en": "that every household is active in one month only", "fr": "que chaque foyer n’est actif qu’un mois"},
        # The quarter less its months shows the permanent noise they share; months of real households do not add up.
        15, partial(_least_squares, True),
    ),
    Attack(
        "learned",
        {"en": "A learned attacker on every cell, gain over the prior",
         "fr": "Un attaquant entraîné sur toutes les cases, gain sur l’a priori"},
        {"en": "how households behave, and that 30 % take part",
         "fr": "comment les foyers se comportent, et que 30 % participent"},
        2, _learned, baseline=1 - SUPPOSED,
    ),
)  # fmt: skip
