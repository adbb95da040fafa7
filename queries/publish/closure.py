"""Closure of the lattice: no sum or difference of published sets may isolate 1 to k - 1 enrolled households.

Pure functions on enrolment counts; it decides merges and withdrawals, never noise.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from queries.model import Refusal
from queries.publish.places import Place


def unpublished_rest(kept: list[Place], totals: dict[str, int], k: int) -> Place | None:
    """A neighbourhood to withdraw so that what its parents hold beside the published places is nobody or at least k.

    For every kept place that contains others, the part that no kept place inside it covers is a difference anyone can
    take. Returns the smallest neighbourhood inside an offending place, or the place itself when none is left; None
    when closed.
    """
    for parent in kept:
        inside = [p for p in kept if p.neighbourhoods < parent.neighbourhoods]
        covered = frozenset().union(*(p.neighbourhoods for p in inside)) if inside else frozenset()
        rest = sum(totals.get(code, 0) for code in parent.neighbourhoods - covered)
        if inside and 0 < rest < k:
            return min(inside, key=lambda p: (len(p.neighbourhoods), sum(totals.get(c, 0) for c in p.neighbourhoods)))
    return None


def merge_small_values(kept: list[Place], enrolled: pd.DataFrame, k: int) -> dict[str, set[str]]:
    """Values of one static attribute to merge in each place, so that every atom place x value is 0 or at least k.

    enrolled: neighbourhood_code, value, households. Within a place the smallest values are merged until every value
    and the merged rest hold 0 or k. Then differences between levels are checked: city minus the neighbourhoods that
    show a value. While one isolates a small atom, a further value is merged; in the last resort the whole attribute.
    """
    table = enrolled.pivot_table(
        index="neighbourhood_code", columns="value", values="households", aggfunc="sum", fill_value=0
    )
    counts = {
        place.label: table.reindex(sorted(place.neighbourhoods), fill_value=0).sum().astype(int).to_dict()
        for place in kept
    }
    merged = {label: _smallest(values, k) for label, values in counts.items()}
    finest = [p for p in kept if not any(q.neighbourhoods < p.neighbourhoods for q in kept)]
    if len(finest) == len(kept):
        return merged
    for _ in range(len(kept) * max(1, table.shape[1])):
        small = _isolated(kept, table, merged, k) or _small_rest(kept, table, merged, k)
        if small is None:
            return merged
        neighbourhood, value = small
        if not _merge_elsewhere(finest, counts, merged, neighbourhood, value):
            for place in kept:
                if neighbourhood in place.neighbourhoods:
                    merged[place.label] = {v for v, n in counts[place.label].items() if n}
    raise Refusal("No merging of small values closes the lattice: publish fewer places or leave this attribute out.")


def _smallest(values: dict[str, int], k: int) -> set[str]:
    """The smallest values to merge: those under k, and then the next smallest until the merged rest reaches k."""
    merged = {value for value, count in values.items() if 0 < count < k}
    others = sorted((count, value) for value, count in values.items() if count >= k)
    while merged and sum(values[v] for v in merged) < k and others:
        merged.add(others.pop(0)[1])
    return merged


def _merge_elsewhere(
    finest: list[Place], counts: dict[str, dict[str, int]], merged: dict[str, set[str]], neighbourhood: str, value: str
) -> bool:
    """Merge the isolated value in one more place, with a second value so that the merged rest says nothing either."""
    here = next((p for p in finest if neighbourhood in p.neighbourhoods), None)
    partners = merged[here.label] if here else set()
    choices = [
        p for p in finest if neighbourhood not in p.neighbourhoods and counts[p.label].get(value) and
        not (partners | {value}) <= merged[p.label]
    ]  # fmt: skip
    if not choices:
        return False
    place = min(choices, key=lambda p: (counts[p.label][value], p.code))
    added = partners | {value}
    if len([v for v in added if counts[place.label].get(v)]) < 2:
        rest = sorted((n, v) for v, n in counts[place.label].items() if n and v not in added)
        added |= {rest[0][1]} if rest else set()
    merged[place.label] |= added
    return True


def _isolated(kept: list[Place], table: pd.DataFrame, merged: dict[str, set[str]], k: int) -> tuple[str, str] | None:
    """An atom (neighbourhood, value) of 1 to k - 1 households that some linear combination of published sets equals.

    Rows of the matrix are the published sets over the non-empty atoms; an atom can be computed by an attacker exactly
    when its unit vector lies in their row space, that is when the projection onto it keeps the atom whole.
    """
    atoms = [(n, v) for n in table.index for v in table.columns if table.at[n, v] > 0]
    position = {atom: i for i, atom in enumerate(atoms)}
    rows = []
    for place in kept:
        shown: dict[str, list[int]] = {}
        for neighbourhood, value in atoms:
            if neighbourhood in place.neighbourhoods:
                name = "merged" if value in merged[place.label] else value
                shown.setdefault(name, []).append(position[neighbourhood, value])
        for cells in shown.values():
            row = np.zeros(len(atoms))
            row[cells] = 1.0
            rows.append(row)
    if not rows:
        return None
    _, sizes, basis = np.linalg.svd(np.array(rows), full_matrices=False)
    basis = basis[sizes > 1e-9]
    whole = (basis**2).sum(axis=0)
    small = [(table.at[a], a) for i, a in enumerate(atoms) if whole[i] > 1 - 1e-6 and table.at[a] < k]
    return min(small)[1] if small else None


def _small_rest(kept: list[Place], table: pd.DataFrame, merged: dict[str, set[str]], k: int) -> tuple[str, str] | None:
    """An atom of a difference of 1 to k - 1 households between a place and the cells of the places inside it.

    For each published set of a place (a value, its merged values) and each set of values merged inside it: what
    remains when every cell of the places inside that lies within the set is taken away.
    """
    for parent in kept:
        inside = [p for p in kept if p.neighbourhoods < parent.neighbourhoods]
        largest = [p for p in inside if not any(p.neighbourhoods < q.neighbourhoods for q in inside)]
        own = merged[parent.label]
        sets = [frozenset([v]) for v in table.columns if v not in own] + [frozenset(own)]
        sets += [frozenset(merged[p.label]) for p in largest if not merged[p.label] & own]
        for values in dict.fromkeys(s for s in sets if s):
            rest = [
                (int(table.at[n, v]), (n, v))
                for n in sorted(parent.neighbourhoods & set(table.index))
                for v in sorted(values)
                if table.at[n, v] > 0
                and not any(n in p.neighbourhoods and _covers(merged[p.label], v, values) for p in largest)
            ]
            if largest and 0 < sum(count for count, _ in rest) < k:
                return min(rest)[1]
    return None


def _covers(merged: set[str], value: str, values: frozenset[str]) -> bool:
    """Whether a place shows a cell that holds this value and nothing outside `values`."""
    return value not in merged or merged <= values
