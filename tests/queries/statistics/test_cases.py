"""Probabilities as cases: round, never more than is known, and close to the share that they stand for."""

from __future__ import annotations

import pytest

from queries.statistics.cases import RAREST, cases


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.5, (5, 10)), (0.62, (6, 10)), (0.94, (9, 10)), (0.95, (10, 10)), (1.0, (10, 10)),
     (0.15, (2, 10)), (0.14, (1, 7)), (0.05, (1, 20)), (0.033, (1, 30)),
     (0.012, (1, 80)), (0.004, (1, 250)), (0.0001, (1, RAREST)), (0.0, (1, RAREST))],
)  # fmt: skip
def test_a_share_of_all_cases_is_told_in_round_numbers(share: float, told: tuple[int, int]) -> None:
    assert cases(share) == told


def test_what_is_told_is_never_far_from_the_share() -> None:
    for at in range(2, 900):
        number, of = cases(at / 1_000)
        assert 0.75 < number / of / (at / 1_000) < 1.35
