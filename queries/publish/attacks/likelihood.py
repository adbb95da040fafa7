"""How likely published values are under a supposed truth: exact sums over the discrete Gaussians of the noise.

The attacker's side of the noise model, which is public but for the key. It sees supposed counts only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy.special import logsumexp

from queries.publish.attacks.protections import Cell, Protection, World
from queries.publish.lattice import load_lattice
from queries.publish.noise import discrete_gaussian
from queries.publish.protect import round_to_ten, threshold

#: Values of the permanent part that are less likely than this change no guess.
NEGLIGIBLE = 1e-9
#: Entries of one working array, to keep memory small.
CHUNK = 2_000_000

Distribution = tuple[int, np.ndarray]  # the smallest integer, and the probabilities from there on


@cache
def part(s: float) -> Distribution:
    """The discrete Gaussian of parameter s, one of the two parts of the noise."""
    reach = int(np.ceil(12 * s))
    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * s * s))
    return -reach, weights / weights.sum()


def summed(*parts: Distribution) -> Distribution:
    """The distribution of a sum of independent integers; a difference too, for symmetric parts."""
    low, total = 0, np.ones(1)
    for start, probabilities in parts:
        low, total = low + start, np.convolve(total, probabilities)
    return low, total


def ratio_of(values: np.ndarray, under_one: Distribution, under_zero: Distribution) -> np.ndarray:
    """Log likelihood ratio of each integer; a hidden value (NaN) tells nothing here."""
    found = []
    for low, probabilities in (under_one, under_zero):
        index = np.nan_to_num(values).astype(int) - low
        inside = (index >= 0) & (index < len(probabilities))
        found.append(np.log(np.where(inside, probabilities[np.where(inside, index, 0)], 0) + 1e-300))
    return np.where(np.isnan(values), 0.0, found[0] - found[1])


@cache
def permanent(scales: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Every joint value of one permanent uniform drawn at several scales: (probabilities, values x scales)."""
    breaks = np.unique(np.concatenate([[0.0, 1.0], *(np.cumsum(part(scale)[1]) for scale in scales)]))
    breaks = breaks[(breaks >= 0) & (breaks <= 1)]
    width, middle = np.diff(breaks), (breaks[1:] + breaks[:-1]) / 2
    kept = width > NEGLIGIBLE
    return width[kept], np.stack([discrete_gaussian(middle[kept], scale) for scale in scales], axis=1)


def log_likelihood(
    cells: Sequence[Cell], values: np.ndarray, count: np.ndarray, base: np.ndarray, rounded: bool = False
) -> np.ndarray:
    """Log likelihood of published values (salts x cells) of cells that share one permanent part, shape (salts,).

    The permanent part is summed over; "below threshold" counts with its own probability. That a clipped count is shown
    is taken as telling nothing more than its value does, which holds where the base is far above its threshold.
    """
    k = load_lattice().k
    weights, joint = permanent(tuple(cell.s * size for cell in cells for size in (cell.clip, 1)))
    total = np.zeros((len(values), len(weights))) + np.log(weights)
    for index, cell in enumerate(cells):
        value, shift, base_shift = values[:, index], count[index] + joint[:, 2 * index], joint[:, 2 * index + 1]
        hidden = np.isnan(value)
        low, probabilities = part(cell.s)
        below = np.concatenate([[0.0], np.cumsum(probabilities)])
        short = np.clip(threshold(k, cell.s) - base[index] - base_shift - low, 0, len(probabilities)).astype(int)
        token = np.log(below[short] + 1e-300) if base[index] >= k else np.zeros(len(weights))
        total[hidden] += token
        total[~hidden] += _log_shown(value[~hidden], shift, cell.s * cell.clip, rounded)
    return logsumexp(total, axis=1)


def _log_shown(values: np.ndarray, shift: np.ndarray, scale: float, rounded: bool) -> np.ndarray:
    """Log probability of each shown value for each value of the count with its permanent noise."""
    norm = np.log(
        np.exp(-(np.arange(-12 * int(np.ceil(scale)), 12 * int(np.ceil(scale)) + 1) ** 2) / (2 * scale**2)).sum()
    )

    def exactly(numbers: np.ndarray) -> np.ndarray:
        return -((numbers[:, None] - shift) ** 2) / (2 * scale**2) - norm

    if not rounded:
        return exactly(values)
    steps = np.arange(-5, 6)
    behind = [np.where(round_to_ten(values + step) == values, 0.0, -np.inf)[:, None] for step in steps]
    return logsumexp([exactly(values + step) + at for step, at in zip(steps, behind, strict=True)], axis=0)


def log_ratio(
    protection: Protection, cells: Sequence[Cell], values: np.ndarray, worlds: Sequence[World], rounded: bool = False
) -> np.ndarray:
    """Log likelihood ratio of the second world against the first, all labels together, shape (salts,)."""
    labels: dict[tuple[str, ...], list[int]] = {}
    for index, cell in enumerate(cells):
        labels.setdefault(cell.permanent, []).append(index)
    total = np.zeros(len(values))
    for indices in labels.values():
        own = [cells[i] for i in indices]
        size = len(permanent(tuple(cell.s * scale for cell in own for scale in (cell.clip, 1)))[0])
        step = max(1, CHUNK // size)
        for start in range(0, len(values), step):
            rows = values[start : start + step][:, indices]
            zero, one = (
                log_likelihood(own, rows, count[indices], base[indices], rounded)
                for count, base in (protection.seen(world) for world in worlds)
            )
            total[start : start + step] += one - zero
    return total
