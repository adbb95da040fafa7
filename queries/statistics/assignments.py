"""Ways to choose some of n places, for permutation tests: all of them when they are few, else draws that never vary."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import combinations

import numpy as np

#: Up to so many ways all are tried; beyond, so many draws: with the real choice among them, 5,000.
MOST, DRAWS = 5_000, 4_999
_SEED = 20_260


@lru_cache(maxsize=32)
def assignments(places: int, chosen: int) -> tuple[np.ndarray, bool]:
    """A row of zeros and ones for each way to choose (rows, places), and whether these are all ways."""
    if math.comb(places, chosen) <= MOST:
        at = np.array(list(combinations(range(places), chosen)), dtype=int).reshape(-1, chosen)
        complete = True
    else:
        rng = np.random.default_rng(_SEED)
        at = np.argsort(rng.random((DRAWS, places)), axis=1)[:, :chosen]
        complete = False
    rows = np.zeros((len(at), places))
    np.put_along_axis(rows, at, 1.0, axis=1)
    rows.setflags(write=False)
    return rows, complete
