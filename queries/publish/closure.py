"""Closure of the lattice: no sum or difference of published sets may isolate 1 to k - 1 enrolled households.

Pure functions on enrolment counts; it decides merges and withdrawals, never noise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd

from queries.model import Refusal
from queries.publish.places import Place

Atom = tuple[str, str]  # a unit of counting and a value

#: Eigenvalues under this share of the largest are zero: the matrices hold small whole numbers.
TINY = 1e-10


def unpublished_rest(kept: list[Place], totals: dict[str, int], k: int) -> Place | None:
    """A neighbourhood to withdraw so that what its parents hold beside the published places is nobody or at least k.

    For every kept place that contains others, the part that no kept place inside it covers is a difference anyone can
    take. Returns the smallest neighbourhood inside an offending place, or the place itself when none is left; None
    when closed.
    """
    for parent in (place for place in kept if len(place.neighbourhoods) > 1):
        inside = [p for p in kept if p.neighbourhoods < parent.neighbourhoods]
        covered = frozenset().union(*(p.neighbourhoods for p in inside)) if inside else frozenset()
        rest = sum(totals.get(code, 0) for code in parent.neighbourhoods - covered)
        if inside and 0 < rest < k:
            return min(inside, key=lambda p: (len(p.neighbourhoods), sum(totals.get(c, 0) for c in p.neighbourhoods)))
    return None


@dataclass(frozen=True)
class Telling:
    """When a place tells a value of an attribute by itself: at k households, whose noisy number reaches `least`.

    noise: integers, by place label and value, the same for good. The exact number alone would let whoever knows
    everybody else read from the list of merged values whether one more person is there; nobody at all is therefore
    merged like a few.
    """

    k: int
    least: int
    noise: Callable[[str, str], int]

    def noisy(self, place: str, value: str, households: int) -> int:
        return households + self.noise(place, value)

    def smallest(self, place: str, values: Mapping[str, int]) -> set[str]:
        """The values to merge: all that are not told, and then the next smallest until the merged rest may be told."""
        told = {value for value, n in values.items() if self._passes(place, value, n)}
        merged = set(values) - told
        others = sorted((self.noisy(place, value, values[value]), value) for value in told)
        while merged and others and not self._passes(place, "merged", sum(values[v] for v in merged)):
            merged.add(others.pop(0)[1])
        return merged

    def _passes(self, place: str, value: str, households: int) -> bool:
        return households >= self.k and self.noisy(place, value, households) >= self.least


def merge_small_values(
    kept: list[Place], enrolled: pd.DataFrame, declared: Collection[str], telling: Telling
) -> dict[str, set[str]]:
    """Values of one static attribute to merge in each place, so that every atom place x value is 0 or at least k.

    enrolled: neighbourhood_code, value, households; declared: every value that a household could have. Within a place
    the values that `telling` does not tell are merged. Then combinations of places and values are looked at
    (`small_sets`). While one isolates a few households, a further value is merged: in another place, then in the
    places that hold them, in the last resort the whole attribute.
    """
    k = telling.k
    table = enrolled.pivot_table(
        index="neighbourhood_code", columns="value", values="households", aggfunc="sum", fill_value=0
    ).reindex(columns=sorted(declared), fill_value=0)
    counts = {
        place.label: table.reindex(sorted(place.neighbourhoods), fill_value=0).sum().astype(int).to_dict()
        for place in kept
    }
    values = [str(value) for value in table.columns]
    atoms = {
        (str(n), value): int(count)
        for n, row in zip(table.index, table.to_numpy().tolist(), strict=True)
        for value, count in zip(values, row, strict=True) if count > 0
    }  # fmt: skip
    merged = {label: telling.smallest(label, values) for label, values in counts.items()}
    finest = _finest(kept)
    if len(finest) == len(kept):
        return merged
    by_unit: dict[str, list[str]] = {}
    for neighbourhood, value in atoms:
        by_unit.setdefault(neighbourhood, []).append(value)
    met: Counter[frozenset[Atom]] = Counter()
    for _ in range(len(kept) * max(1, table.shape[1])):
        cells = [cell for p in kept for cell in cells_of(p.neighbourhoods, merged[p.label], by_unit)]
        found = small_sets(cells, atoms, k)
        if not found:
            return merged
        for small in found:
            met[small] += 1
            neighbourhood, value = min(small, key=lambda atom: (atoms[atom], atom))
            if met[small] % 2 == 0 and _merge_more(finest, counts, merged, small):
                continue
            if _merge_elsewhere(kept, finest, counts, merged, neighbourhood, value):
                continue
            if _merge_more(finest, counts, merged, small):
                continue
            for place in kept:
                if neighbourhood in place.neighbourhoods:
                    merged[place.label] = set(counts[place.label])
    raise Refusal("No merging of small values closes the lattice: publish fewer places or leave this attribute out.")


def cells_of(
    units: Iterable[str], merged: Collection[str], by_unit: Mapping[str, Iterable[str]]
) -> list[frozenset[Atom]]:
    """What a place shows of one attribute: its atoms in one set a value, and one for the merged values.

    by_unit: the values that some household has, by unit.
    """
    shown: dict[str, set[Atom]] = {}
    for unit in units:
        for value in by_unit.get(unit, ()):
            shown.setdefault("merged" if value in merged else value, set()).add((unit, value))
    return [frozenset(cell) for cell in shown.values()]


def small_sets(published: Iterable[frozenset[Atom]], counts: Mapping[Atom, int], k: int) -> list[frozenset[Atom]]:
    """Sets of 1 to k - 1 households that published sets give by addition and subtraction: the smallest ones, apart.

    published: sets of atoms (unit, value); counts: the households of each atom. A set can be computed exactly when its
    indicator is a linear combination of the published ones, which must cancel on every class of atoms of k households
    or more. What is left of such combinations on the small classes is a space, whose vectors of zeros and ones are
    tried. Atoms that are published alone are taken out first: each holds k, so no small set has one.
    """
    sets = {frozenset(atom for atom in cell if counts.get(atom)) for cell in published} - {frozenset()}
    while alone := frozenset().union(*(cell for cell in sets if len(cell) == 1)):
        if small := [atom for atom in alone if counts[atom] < k]:
            return [frozenset([atom]) for atom in sorted(small, key=lambda atom: (counts[atom], atom))]
        sets = {cell - alone for cell in sets} - {frozenset()}
    holding: dict[Atom, list[int]] = {}
    for row, cell in enumerate(sorted(sorted(cell) for cell in sets)):
        for atom in cell:
            holding.setdefault(atom, []).append(row)
    alike: dict[tuple[int, ...], list[Atom]] = {}  # atoms in the same sets cannot be told apart
    for atom, inside in sorted(holding.items()):
        alike.setdefault(tuple(inside), []).append(atom)
    classes = list(alike.values())
    sizes = np.array([sum(counts[atom] for atom in together) for together in classes])
    holds = np.zeros((len(sets), len(classes)))
    for column, rows in enumerate(alike):
        holds[list(rows), column] = 1
    columns = np.flatnonzero(sizes < k)
    columns = columns[np.argsort(-sizes[columns], kind="stable")]  # few large ones fit under k: fewer to try
    space = _cancelling(holds[:, sizes >= k]) @ holds[:, columns]
    found = [
        (int(sizes[columns[chosen]].sum()), sorted(atom for at in columns[chosen] for atom in classes[at]))
        for chosen in _indicators(space, sizes[columns], k)
    ]
    apart: list[frozenset[Atom]] = []
    for _, atoms in sorted(found):
        if all(one.isdisjoint(atoms) for one in apart):
            apart.append(frozenset(atoms))
    return apart


def _cancelling(matrix: np.ndarray) -> np.ndarray:
    """An orthonormal basis, in rows, of the combinations of the rows of a matrix that are zero."""
    sizes, vectors = np.linalg.eigh(matrix @ matrix.T)
    return vectors[:, sizes < TINY * max(1.0, sizes.max(initial=0.0))].T


def _indicators(space: np.ndarray, sizes: np.ndarray, k: int) -> Iterator[np.ndarray]:
    """The columns that are one in each vector of zeros and ones of a row space that holds 1 to k - 1 households.

    In reduced echelon form each row has a column of its own, so its weight is zero or one, and the columns of the rows
    that are taken hold fewer than k. Rows that share no column are tried apart: sums of what they give are left out.
    """
    rows, own = _echelon(space)
    parts: list[list[int]] = []
    for at in range(len(rows)):
        touching = [part for part in parts if (rows[part].any(axis=0) & (rows[at] != 0)).any()]
        parts = [part for part in parts if part not in touching] + [[at, *chain.from_iterable(touching)]]
    for part in parts:
        for taken in _below(part, sizes[own], k):
            vector = rows[taken].sum(axis=0)
            if np.allclose(vector * (vector - 1), 0, atol=1e-6):
                chosen = np.flatnonzero(vector > 0.5)
                if sizes[chosen].sum() < k:
                    yield chosen


def _below(part: list[int], sizes: np.ndarray, k: int) -> Iterator[list[int]]:
    """Every choice of one or more of a part whose sizes add up to less than k."""
    for at, first in enumerate(part):
        if sizes[first] < k:
            yield [first]
            for others in _below(part[at + 1 :], sizes, k - int(sizes[first])):
                yield [first, *others]


def _echelon(matrix: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Reduced row echelon form without its zero rows, and the pivot column of each, by Gauss-Jordan elimination."""
    rows = matrix.copy()
    own: list[int] = []
    for column in range(rows.shape[1]):
        pivot = len(own)
        if pivot == len(rows):
            break
        best = pivot + int(np.abs(rows[pivot:, column]).argmax())
        if abs(rows[best, column]) < 1e-7:
            continue
        rows[[pivot, best]] = rows[[best, pivot]]
        rows[pivot] /= rows[pivot, column]
        others = np.arange(len(rows)) != pivot
        rows[others] -= np.outer(rows[others, column], rows[pivot])
        own.append(column)
    rows[np.abs(rows) < 1e-7] = 0
    return rows[: len(own)], own


def _finest(kept: list[Place]) -> list[Place]:
    """The places that hold no other."""
    return [
        place for place in kept
        if len(place.neighbourhoods) == 1 or not any(p.neighbourhoods < place.neighbourhoods for p in kept)
    ]  # fmt: skip


def _merge_elsewhere(
    kept: list[Place], finest: list[Place], counts: dict[str, dict[str, int]], merged: dict[str, set[str]],
    neighbourhood: str, value: str,
) -> bool:  # fmt: skip
    """Merge the isolated value in one more place, with a second value so that the merged rest says nothing either.

    Places that share more of the places around them come first: a difference within a group ends within the group.
    """
    here = next((p for p in finest if neighbourhood in p.neighbourhoods), None)
    around = [p for p in kept if neighbourhood in p.neighbourhoods]
    partners = merged[here.label] if here else set()
    choices = [
        p for p in finest if neighbourhood not in p.neighbourhoods and counts[p.label].get(value) and
        not (partners | {value}) <= merged[p.label]
    ]  # fmt: skip
    if not choices:
        return False

    def order(p: Place) -> tuple[int, int, str]:
        return -sum(p.neighbourhoods <= each.neighbourhoods for each in around), counts[p.label][value], p.code

    place = min(choices, key=order)
    added = partners | {value}
    if len([v for v in added if counts[place.label].get(v)]) < 2:
        rest = sorted((n, v) for v, n in counts[place.label].items() if n and v not in added)
        added |= {rest[0][1]} if rest else set()
    merged[place.label] |= added
    return True


def _merge_more(
    kept: list[Place], counts: dict[str, dict[str, int]], merged: dict[str, set[str]], small: frozenset[Atom]
) -> bool:
    """Merge one more value, the next smallest, in each place whose merged values hold some of the isolated ones."""
    changed = False
    for place in kept:
        if any(unit in place.neighbourhoods and value in merged[place.label] for unit, value in small):
            others = sorted((n, v) for v, n in counts[place.label].items() if n and v not in merged[place.label])
            merged[place.label] |= {value for _, value in others[:1]}
            changed |= bool(others)
    return changed
