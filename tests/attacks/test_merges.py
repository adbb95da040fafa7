"""What the list of merged values tells whoever knows everybody but one: measured over noise keys on the real decision.

It looks at one place; what places tell together is the closure's.
"""

from __future__ import annotations

import pytest

from queries.publish.freezing import telling_values

KEYS = 20_000

#: Advantage in points that the merges of one attribute in one place may give: well under that of one published cell.
TARGET = 6

FLATS, HOUSES, RURAL, UNKNOWN = "apartment_large_city", "house_large_city", "house_rural", "unknown"


def merged_under(key: int, flats: int, rural: int = 0) -> frozenset[str]:
    values = {UNKNOWN: 240, HOUSES: 70, FLATS: flats, RURAL: rural}
    telling = telling_values(key.to_bytes(32, "big"), 2024, "dwelling_type", 11)
    return frozenset(telling.smallest("neighbourhood:a", values))


@pytest.mark.deep
@pytest.mark.parametrize(
    ("flats", "rural"),
    [(16, 0), *(pytest.param(*pair, marks=pytest.mark.deep)
                for pair in ((1, 0), (1, 19), (11, 0), (20, 0), (22, 0), (30, 1), (64, 30)))],
)  # fmt: skip
def test_the_list_of_merged_values_tells_little_of_any_household(flats: int, rural: int) -> None:
    """One household of the flats more or less: half the distance of what is listed then."""
    seen = [[merged_under(key, number, rural) for key in range(KEYS)] for number in (flats - 1, flats)]
    distance = sum(abs(seen[0].count(each) - seen[1].count(each)) for each in {*seen[0], *seen[1]}) / 2 / KEYS
    assert 100 * distance / 2 < TARGET


def test_a_value_is_told_or_merged_as_the_key_has_it_between_few_and_enough() -> None:
    told = {n: sum(FLATS not in merged_under(key, n, 50) for key in range(300)) for n in (10, 20, 40)}
    assert told[10] == 0
    assert 50 < told[20] < 250
    assert told[40] == 300
