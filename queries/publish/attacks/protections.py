"""What an attacker sees: published values of a few cells under many noise keys, by the product's own protection.

The variants below it are the negative controls: protections that must fail. No mart and no snapshot is read here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from queries.publish.cells import Label, Noise, draw
from queries.publish.lattice import load_lattice
from queries.publish.protect import protect

SEED = "quartier attack tests"

Keys = list[bytes]


def salts(count: int, seed: str = SEED) -> Keys:
    """`count` noise keys of 32 bytes, each the hash of the seed and its index."""
    return [hashlib.sha256(f"{seed}|{index}".encode()).digest() for index in range(count)]


@dataclass(frozen=True)
class Cell:
    """One published cell: its label, its noise parameter, how often a household counts in it, and its epoch."""

    label: Label
    s: float
    clip: int = 1
    epoch: int = 0

    @property
    def permanent(self) -> tuple[str, str, str, str]:
        """What the permanent noise is keyed on: cells that share it share that part of their noise."""
        place, dimension, value, _, measure = self.label
        return place, dimension, value, measure


@dataclass(frozen=True)
class World:
    """What is true under one value of the secret bit; arrays have one entry a cell, or one row a salt.

    count: what the publisher counts, each household clipped and the erased kept in the tally; base: the households
    behind it (absent: the count itself); unclipped: without the clip; live: as recomputed after an erasure;
    sets: a name for the set of people in each cell.
    """

    count: np.ndarray
    base: np.ndarray | None = None
    unclipped: np.ndarray | None = None
    live: np.ndarray | None = None
    sets: tuple[str, ...] = field(default=())


class Protection:
    """The real protection: `Noise`, `draw` and `protect` as the publisher calls them."""

    def seen(self, world: World) -> tuple[np.ndarray, np.ndarray]:
        """(count, base) that the publisher puts noise on."""
        return world.count, world.count if world.base is None else world.base

    def uniforms(self, noise: Noise, cell: Cell, people: str) -> tuple[float, float]:
        """(u_P, u_F) of one cell under one key; `people` names its set, which the real noise does not look at."""
        return noise.of(*cell.label, cell.epoch)

    def publish(self, cells: Sequence[Cell], worlds: Sequence[World], keys: Keys) -> list[np.ndarray]:
        """The values that are shown in each world, arrays salts x cells of integers, NaN where hidden."""
        drawn: dict[tuple[str, ...], np.ndarray] = {}
        found = []
        for world in worlds:
            names = world.sets or ("",) * len(cells)
            if names not in drawn:
                makers = [Noise(key) for key in keys]
                drawn[names] = np.array([[self.uniforms(m, c, n) for m in makers]
                                         for c, n in zip(cells, names, strict=True)])  # fmt: skip
            found.append(self._show(cells, *self.seen(world), drawn[names]))
        return found

    def _show(self, cells: Sequence[Cell], count: np.ndarray, base: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
        """uniforms: cells x salts x 2."""
        shown = []
        for index, cell in enumerate(cells):
            s = np.full(uniforms.shape[1], cell.s)
            noise, base_noise = draw(uniforms[index], cell.clip * s), draw(uniforms[index], s)
            shown.append(protect(count[..., index], base[..., index], noise, base_noise, s, load_lattice().k))
        return np.stack(shown, axis=1)


class ExactCounts(Protection):
    """No noise: the true count."""

    def _show(self, cells: Sequence[Cell], count: np.ndarray, base: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
        return np.broadcast_to(count, (uniforms.shape[1], len(cells))).astype(float)


class RoundedToFive(ExactCounts):
    """The true count rounded to the nearest five."""

    def _show(self, cells: Sequence[Cell], count: np.ndarray, base: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
        return np.round(super()._show(cells, count, base, uniforms) / 5) * 5


class KeyedOnTheSet(Protection):
    """The usual cell key: the same set of people has the same noise."""

    def uniforms(self, noise: Noise, cell: Cell, people: str) -> tuple[float, float]:
        return noise.of("set", "", people, "", "")


class RecomputedLive(Protection):
    """Noise of the label alone, and counts recomputed as soon as somebody is erased."""

    def seen(self, world: World) -> tuple[np.ndarray, np.ndarray]:
        count = world.count if world.live is None else world.live
        return count, count

    def uniforms(self, noise: Noise, cell: Cell, people: str) -> tuple[float, float]:
        return noise.of(*cell.label)


class Unclipped(Protection):
    """Every post counts."""

    def seen(self, world: World) -> tuple[np.ndarray, np.ndarray]:
        count, base = super().seen(world)
        return count if world.unclipped is None else world.unclipped, base


class FreshEveryPeriod(Protection):
    """No permanent part: as much noise, drawn anew for every period or campaign."""

    def uniforms(self, noise: Noise, cell: Cell, people: str) -> tuple[float, float]:
        place, dimension, value, period, measure = cell.label
        return noise.of(place, dimension, f"{value}:{period}", period, measure)
