"""A probability as a reader who is no analyst tells it: so many cases of so many. It knows no place and no measure."""

from __future__ import annotations

#: Rarer than 1 case in so many is told as rarer.
RAREST = 1_000


def cases(share: float) -> tuple[int, int]:
    """A share of all cases as round numbers: (1, 30) for 0.033, (6, 10) for 0.62, (10, 10) from 0.95 on, and
    (1, 1000) for anything rarer."""
    if share >= 0.15:
        return (10 if share >= 0.95 else min(9, round(10 * share))), 10
    number = min(float(RAREST), 1 / max(share, 1 / RAREST))
    step = next((step for step, below in ((1, 15), (5, 40), (10, 100), (50, 500)) if number < below), 100)
    return 1, int(step * round(number / step))
