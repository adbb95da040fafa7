"""Brute force on published sets: what an attacker who may add and subtract them could single out.

Independent of the product's own check of closure. Pure functions on sets of atoms and their true sizes.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import product

import numpy as np

#: Spaces of small sets with more dimensions than this are not enumerated but reported as they are.
MOST = 14

Sets = Mapping[str, frozenset]


def isolated(sets: Sets, counts: Mapping[Hashable, int], k: int) -> list[tuple[int, frozenset]]:
    """Every smallest set of 1 to k - 1 households whose size is a linear combination of published sizes.

    Atoms that lie in the same published sets are one class, since no combination tells them apart. A set of fewer than
    k households is made of classes that each hold fewer than k. Those combinations of small classes that lie in the
    row space of the published sets form a space; its vectors of zeros and ones are enumerated.
    """
    matrix, sizes, classes = _matrix(sets, counts)
    if not len(sizes):
        return []
    small = np.flatnonzero(sizes < k)
    _, singular, rows = np.linalg.svd(matrix, full_matrices=False)
    rows = rows[singular > 1e-9]
    beyond = np.eye(len(sizes))[:, small] - rows.T @ rows[:, small]
    found = []
    for vectors in _apart(_echelon(_null_space(beyond))):
        if len(vectors) > MOST:
            raise ValueError("too many small sets to enumerate")
        for weights in product((0.0, 1.0), repeat=len(vectors)):
            chosen = np.array(weights) @ vectors
            if np.allclose(chosen * (chosen - 1), 0, atol=1e-6):
                inside = small[chosen > 0.5]
                if 0 < sizes[inside].sum() < k:
                    found.append((int(sizes[inside].sum()), frozenset().union(*(classes[i] for i in inside))))
    return [(n, atoms) for n, atoms in found if not any(other < atoms for _, other in found)]


def differences(sets: Sets, counts: Mapping[Hashable, int], k: int) -> list[tuple[str, ...]]:
    """One published set less one inside it, or less all the largest ones inside it: where 1 to k - 1 are left."""
    matrix, sizes, _ = _matrix(sets, counts)
    names = [name for name, atoms in sets.items() if any(counts.get(atom) for atom in atoms)]
    own = matrix @ sizes
    inside = (matrix * sizes) @ matrix.T  # households that two sets share
    found = []
    for whole, name in enumerate(names):
        parts = np.flatnonzero((inside[whole] == own) & (own < own[whole]))
        found += [(name, names[part]) for part in parts if own[whole] - own[part] < k]
        left = matrix[whole].copy()
        taken = []
        for part in sorted(parts, key=lambda i: -own[i]):
            if (matrix[part] <= left).all():
                left = left - matrix[part]
                taken.append(names[part])
        if 0 < left @ sizes < k:
            found.append((name, *taken))
    return found


def equal(sets: Sets, counts: Mapping[Hashable, int]) -> list[tuple[str, str]]:
    """Pairs of published sets of the same households, empty ones aside: two drawings of one count."""
    known: dict[frozenset, str] = {}
    found = []
    for name, atoms in sets.items():
        held = frozenset(atom for atom in atoms if counts.get(atom))
        if held and known.setdefault(held, name) != name:
            found.append((known[held], name))
    return found


def _matrix(sets: Sets, counts: Mapping[Hashable, int]) -> tuple[np.ndarray, np.ndarray, list[frozenset]]:
    """Published sets x classes of atoms, zeros and ones; the households of each class; its atoms."""
    atoms = sorted({atom for held in sets.values() for atom in held if counts.get(atom)})
    kept = [held for held in sets.values() if any(counts.get(atom) for atom in held)]
    whole = np.array([[atom in held for atom in atoms] for held in kept], dtype=float).reshape(len(kept), len(atoms))
    columns, member = np.unique(whole, axis=1, return_inverse=True)
    member = np.asarray(member).ravel()
    sizes = np.bincount(member, weights=[counts[atom] for atom in atoms], minlength=columns.shape[1])
    classes = [frozenset(a for a, m in zip(atoms, member, strict=True) if m == i) for i in range(columns.shape[1])]
    return columns, sizes, classes


def _null_space(matrix: np.ndarray) -> np.ndarray:
    if not matrix.shape[1]:
        return np.zeros((0, 0))
    _, singular, right = np.linalg.svd(matrix, full_matrices=True)
    rank = int((singular > 1e-7).sum())
    return right[rank:]


def _echelon(vectors: np.ndarray) -> np.ndarray:
    """Reduced row echelon form: each row has a one where all others have zero, so weights are entries of the sum."""
    rows, pivot = vectors.copy(), 0
    for column in range(rows.shape[1] if len(rows) else 0):
        best = pivot + int(np.abs(rows[pivot:, column]).argmax())
        if abs(rows[best, column]) < 1e-7:
            continue
        rows[[pivot, best]] = rows[[best, pivot]]
        rows[pivot] /= rows[pivot, column]
        others = np.arange(len(rows)) != pivot
        rows[others] -= np.outer(rows[others, column], rows[pivot])
        pivot += 1
        if pivot == len(rows):
            break
    rows[np.abs(rows) < 1e-7] = 0
    return rows


def _apart(rows: np.ndarray) -> list[np.ndarray]:
    """The rows in parts that share no column: a smallest set lies within one part."""
    parts: list[list[int]] = []
    for i, row in enumerate(rows):
        touching = [part for part in parts if any((rows[j] * row).any() for j in part)]
        parts = [part for part in parts if part not in touching] + [[i, *(j for part in touching for j in part)]]
    return [rows[sorted(part)] for part in parts]
