"""Models fitted when publishing: from published cells alone, the same for every reader, and not over a few places."""

from __future__ import annotations

import queries
from queries import Period, Scope, Selection, Snapshot
from queries.cell_counts import counts
from queries.fits import fits
from queries.publish.fitting import MODELS, fitted
from queries.statistics.derived import Estimate
from queries.statistics.published_counts import Hidden
from tests.town import SIZES

YEAR = Period.parse("2023")
TOWN = Scope("ville", tuple(SIZES))


def test_what_is_stored_is_what_the_published_cells_give(town_snapshot: Snapshot) -> None:
    again = fitted(town_snapshot)
    assert set(again.model) == set(MODELS), "the months of the town are too few to fit"
    for model in MODELS:
        stored = fits(TOWN, town_snapshot, model, YEAR)
        rows = again[again.model == model]
        assert {(r.city_code, r.value, r.parameter): r.number for r in rows.itertuples()} == {
            (city, value, name): number for (city, value), named in stored.items() for name, number in named.items()
        }


def test_the_prior_lies_among_the_shares_of_the_places(town_snapshot: Snapshot) -> None:
    prior = fits(TOWN, town_snapshot, "answered", YEAR)["ville", "answered"]
    found = counts(TOWN, town_snapshot, "households", "outcome", YEAR)
    shares = [part.value / whole.value for area in SIZES
              if isinstance(part := found.get((area, "answered")), Estimate)
              and isinstance(whole := found.get((area, "asked")), Estimate)]  # fmt: skip
    assert min(shares) < prior["a"] / (prior["a"] + prior["b"]) < max(shares)


def test_a_part_of_a_city_reads_the_prior_of_the_whole_city(town_snapshot: Snapshot) -> None:
    one = Scope("shop", ("b1",))
    assert fits(one, town_snapshot, "answered", YEAR) == fits(TOWN, town_snapshot, "answered", YEAR) != {}
    assert fits(Scope("nobody", ()), town_snapshot, "answered", YEAR) == {}
    assert fits(Scope("elsewhere", ("nowhere",)), town_snapshot, "answered", YEAR) == {}


def test_counts_are_those_of_the_scope_and_say_what_is_hidden(town_snapshot: Snapshot) -> None:
    own = counts(Scope("two", ("a1", "b2")), town_snapshot, "households", "outcome", YEAR)
    assert {area for area, _ in own} == {"a1", "b2"}
    answers = queries.answer(TOWN, town_snapshot, "enrolled_households", Selection(("a1",), YEAR))
    assert answers.rows
    hidden = [each for each in counts(TOWN, town_snapshot, "households", "need", YEAR).values()
              if isinstance(each, Hidden)]  # fmt: skip
    assert {(each.fewest, each.threshold) for each in hidden} == {(11, 17)}, "s = 2 under 1,000 enrolled households"
