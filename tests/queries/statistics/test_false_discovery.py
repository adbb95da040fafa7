"""The set named is the largest that keeps the promise, and none that is doubtful hides among sure ones."""

from __future__ import annotations

from queries.statistics.false_discovery import discoveries


def test_the_largest_set_that_keeps_to_the_level_is_named_surest_first() -> None:
    chances = {"a": 0.85, "b": 0.99, "c": 0.97, "d": 0.96, "e": 0.4}
    assert discoveries(chances, level=0.05) == ("b", "c", "d")  # with a: (.01 + .03 + .04 + .15) / 4 = .0575
    assert discoveries(chances, level=0.06) == ("b", "c", "d", "a")


def test_a_doubtful_place_is_not_named_whatever_the_others_are() -> None:
    sure = {str(place): 1.0 for place in range(20)}
    assert "doubtful" not in discoveries({**sure, "doubtful": 0.5})
    assert discoveries({"one": 0.7, "other": 0.6}) == ()
    assert discoveries({}) == ()
