"""Which counts may be shown, and the number that is shown instead of the true one. Pure functions on arrays.

The only place that turns a true count into a published cell; whatever leaves it may be seen by anyone.
"""

from __future__ import annotations

import numpy as np

HIDDEN = np.nan


def threshold(k: int | np.ndarray, s: float | np.ndarray) -> np.ndarray:
    """The smallest noisy base that is shown, ceil(k + 2 s_T) with s_T = s sqrt 2: 16, 17, 20, 28 for 1.5, 2, 3, 6."""
    return np.ceil(k + 2 * np.sqrt(2) * np.asarray(s, dtype=float)).astype(int)


def protect(
    count: np.ndarray, base: np.ndarray, noise: np.ndarray, base_noise: np.ndarray, s: np.ndarray, k: int | np.ndarray
) -> np.ndarray:
    """Published values of one measure, NaN where hidden.

    count: the true count, each household clipped; noise: its noise, integers at the scale of clip x s; base: the
    households behind it, with base_noise at scale s; s: the noise parameter of each cell. A cell is shown only if
    base >= k and base + base_noise >= threshold: a measure whose count can exceed its base must not be shown on its
    own size. All arrays have one entry a cell.
    """
    shown = (base >= k) & (base + base_noise >= threshold(k, s))
    return np.where(shown, np.maximum(0, count + noise), HIDDEN)


def round_to_ten(values: np.ndarray) -> np.ndarray:
    """Enrolled households are rounded to 10 after protection; hidden stays hidden."""
    return np.round(values / 10) * 10
