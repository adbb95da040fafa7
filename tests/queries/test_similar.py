"""Similar neighbourhoods: the distance on made-up places, under the publisher's noise, and in a published town."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import queries
from queries import Refusal, Scope, Snapshot
from queries.publish.noise import discrete_gaussian
from queries.statistics.derived import Estimate, cell
from queries.statistics.similar import Mix, Profile, Reason, hellinger, most_similar
from tests.town import SIZES

VALUES = ("items", "services", "news", "events", "jobs")


def exact(value: float) -> Estimate:
    return Estimate(value, 0.0)


def mix(*counts: float | None, variance: float = 0.0) -> Mix:
    """A mix over VALUES; None is hidden."""
    shown = {v: count for v, count in zip(VALUES, counts, strict=False) if count is not None}
    whole = sum(shown.values())
    return Mix({v: Estimate(count, variance) for v, count in shown.items()},
               {v: round(count / whole, 2) for v, count in shown.items()})  # fmt: skip


def profile(code: str, counts: Mix, homes: float | None = 1000, share: float | None = 0.5) -> Profile:
    amounts = {} if homes is None else {"homes": exact(homes)}
    return Profile(code, {"mix": counts}, amounts, {} if share is None else {"active": exact(share)})


HERE = profile("here", mix(400, 300, 300))
TWIN = profile("twin", mix(800, 600, 600))
NEAR = profile("near", mix(390, 320, 290), homes=1100, share=0.52)
FAR = profile("far", mix(100, 100, 800), homes=4000, share=0.9)


def test_the_hellinger_distance_is_that_of_the_textbook() -> None:
    p, q = (0.36, 0.48, 0.16), (0.30, 0.50, 0.20)
    expected = math.sqrt(sum((math.sqrt(a) - math.sqrt(b)) ** 2 for a, b in zip(p, q, strict=True)) / 2)
    found = hellinger(mix(*(100 * a for a in p)), [mix(*(1000 * b for b in q))])
    assert found.published == pytest.approx(expected)
    assert found.clear == pytest.approx(expected), "numbers without noise differ as they are published"


def test_the_gap_that_noise_alone_makes_is_taken_off() -> None:
    """Two drawings of one mix: the mean of the squared distance is what is expected of the noise."""
    random = np.random.default_rng(3)
    published, noise = [], []
    for _ in range(2000):
        one, other = (mix(*(c + random.normal(0, 10) for c in (400, 300, 200, 100)), variance=100) for _ in range(2))
        gap = hellinger(one, [other])
        published.append(gap.published[0] ** 2)
        noise.append(gap.published[0] ** 2 - gap.clear[0] ** 2 if gap.clear[0] else None)
    expected = [n for n in noise if n is not None]
    assert np.mean(published) == pytest.approx(np.mean(expected), rel=0.1)


def test_the_nearest_is_the_twin_and_the_farthest_is_at_one() -> None:
    found = most_similar(HERE, [FAR, NEAR, TWIN])
    assert [n.code for n in found] == ["twin", "near", "far"]
    assert found[0].distance == 0
    assert 0 < found[1].distance < 0.2
    assert found[2].distance == 1


def test_the_reasons_are_the_two_parts_most_alike_with_both_numbers() -> None:
    twin, near, far = most_similar(HERE, [FAR, NEAR, TWIN])
    assert twin.reasons == (Reason("mix", "items", 0.4, 0.4), Reason("homes", "", 1000, 1000))
    assert {reason.part for reason in near.reasons} == {"mix", "active"}
    assert far.reasons == (), "nothing in it is alike"


def test_numbers_that_do_not_look_alike_are_no_reason_even_within_the_noise() -> None:
    noisy = replace(HERE, shares={"active": Estimate(0.5, 0.02)})
    others = [replace(other, shares={"active": Estimate(0.6, 0.02)}) for other in (FAR, NEAR, TWIN)]
    assert all(reason.part != "active" for n in most_similar(noisy, others) for reason in n.reasons)


def test_a_part_that_is_missing_is_left_out_and_said() -> None:
    without = profile("without", mix(None, 300, None), homes=1000)
    found = {n.code: n for n in most_similar(HERE, [FAR, NEAR, TWIN, without])}
    assert found["without"].compared == ("homes", "active")
    assert found["without"].distance == 0
    assert found["twin"].compared == ("mix", "homes", "active")


def test_places_with_one_part_in_common_are_not_compared() -> None:
    bare = profile("bare", mix(None, 300, None), homes=None)
    assert "bare" not in {n.code for n in most_similar(HERE, [FAR, NEAR, TWIN, bare])}


def test_with_fewer_than_three_candidates_there_is_no_answer() -> None:
    assert most_similar(HERE, [TWIN, NEAR]) == ()
    assert most_similar(HERE, [TWIN, NEAR, HERE]) == (), "the place itself is no candidate"
    assert len(most_similar(HERE, [TWIN, NEAR, FAR])) == 3


def test_the_order_of_the_candidates_and_equal_distances_do_not_matter() -> None:
    others = [FAR, NEAR, *(replace(TWIN, code=code) for code in ("t3", "t1", "t2"))]
    found = most_similar(HERE, others, count=3)
    assert [n.code for n in found] == ["t1", "t2", "t3"]
    assert most_similar(HERE, others[::-1], count=3) == found


@pytest.mark.parametrize("seed", range(40))
def test_every_distance_lies_between_zero_and_one(seed: int) -> None:
    random = np.random.default_rng(seed)
    drawn = [
        profile(f"p{i}", mix(*random.integers(1, 500, 5), variance=float(random.integers(0, 2000))),
                homes=float(random.integers(100, 9000)), share=float(random.random()))
        for i in range(8)
    ]  # fmt: skip
    found = most_similar(drawn[0], drawn[1:], count=7)
    assert len(found) == 7
    assert all(0 <= n.distance <= 1 for n in found)
    assert [n.distance for n in found] == sorted(n.distance for n in found)


#: Shares of exchanges, active share and homes of three kinds of neighbourhoods.
KINDS = (((0.45, 0.25, 0.12, 0.10, 0.08), 0.60, 2500), ((0.25, 0.40, 0.20, 0.05, 0.10), 0.45, 5000),
         ((0.30, 0.20, 0.30, 0.12, 0.08), 0.30, 9000))  # fmt: skip
EACH = 10


def made_up_town(random: np.random.Generator) -> list[tuple[np.ndarray, float, float, float]]:
    """Exchanges by type, active and enrolled households and homes of thirty places, ten of each kind."""
    town = []
    for shares, active, homes in KINDS:
        for _ in range(EACH):
            enrolled = random.uniform(250, 450)
            of_all = random.dirichlet(np.array(shares) * 300)
            town.append((of_all * enrolled * active * 8, enrolled * active * random.uniform(0.95, 1.05), enrolled,
                         homes * random.uniform(0.85, 1.18)))  # fmt: skip
    return town


def published(town: list[tuple[np.ndarray, float, float, float]], random: np.random.Generator | None) -> list[Profile]:
    """What is published of it in a year, s = 1.5 for totals and 2 for exchanges clipped at 12; None: without noise."""

    def told(count: float, s: float, clip: int = 1) -> Estimate:
        if random is None:
            return exact(count)
        noise = clip * int(discrete_gaussian(random.random(2), s).sum())
        return cell(max(0.0, round(count) + noise), s, clip)

    found = []
    for i, (exchanges, active, enrolled, homes) in enumerate(town):
        top, bottom = told(active, 1.5), told(enrolled, 1.5)
        share = top.value / bottom.value
        variance = (top.variance + share**2 * bottom.variance) / bottom.value**2
        counts = {v: told(count, 2.0, 12) for v, count in zip(VALUES, exchanges, strict=True)}
        found.append(Profile(f"p{i:02d}", {"mix": Mix(counts)}, {"homes": exact(homes)},
                             {"active": Estimate(share, variance)}))  # fmt: skip
    return found


def test_under_the_noise_of_publication_the_true_nearest_stays_among_the_first_five() -> None:
    """200 towns of three kinds of ten: chance would find it in 5 of 29, and kinds alone in 5 of 9."""
    random = np.random.default_rng(11)
    hits = kinds = 0
    for _ in range(200):
        town = made_up_town(random)
        asked = int(random.integers(len(town)))
        true, noisy = published(town, None), published(town, random)
        nearest = most_similar(true[asked], true, count=1)[0].code
        found = [n.code for n in most_similar(noisy[asked], noisy, count=5)]
        hits += nearest in found
        kinds += sum(int(code[1:]) // EACH == asked // EACH for code in found)
    assert hits >= 0.8 * 200
    assert kinds >= 0.95 * 1000


TOWN = Scope("ville", tuple(SIZES))


def test_a_neighbourhood_of_the_town_has_similar_ones_in_the_scope(town_snapshot: Snapshot) -> None:
    found = queries.similar(TOWN, town_snapshot, "a1")
    assert found
    assert {n.neighbourhood_code for n in found} <= set(SIZES) - {"a1", "b4"}, "b4 has too few households"
    assert found == queries.similar(TOWN, town_snapshot, "a1", 7)
    assert found[:1] == queries.similar(TOWN, town_snapshot, "a1", 1)
    for near in found:
        assert near.name == f"Quartier {near.neighbourhood_code.upper()}"
        assert set(near.missing) <= {"exchange_type", "type_group", "dwelling_type"}
        for reason in near.reasons:
            assert reason.part not in near.missing
    homes = {code: 4 * size for code, size in SIZES.items()}
    told = [(n, r) for n in found for r in n.reasons if r.part == "homes"]
    assert all((r.here, r.there) == (homes["a1"], homes[n.neighbourhood_code]) for n, r in told)


def test_where_all_others_would_be_similar_only_those_that_are_alike_are_named(town_snapshot: Snapshot) -> None:
    named = 0
    for size in (4, 5, 9):
        scope = Scope("bailleur", tuple(SIZES)[:size])
        for code in scope.neighbourhoods[:4]:
            found = queries.similar(scope, town_snapshot, code)
            assert len(found) <= (size - 1) // 2
            assert all(near.reasons for near in found), "each says in what it is alike"
            named += len(found)
    assert named > 5


def test_the_numbers_of_a_reason_are_those_that_the_screens_show(town_snapshot: Snapshot) -> None:
    year = queries.Period.parse("2023")
    compared = 0
    for code in ("a1", "a2", "a3", "a4", "b1"):
        for near in queries.similar(TOWN, town_snapshot, code):
            for reason in near.reasons:
                if reason.part not in ("active_share", "exchange_type"):
                    continue
                indicator = "active_share" if reason.part == "active_share" else "mix_share"
                for place, number in ((code, reason.here), (near.neighbourhood_code, reason.there)):
                    by = reason.part if reason.value else "total"
                    shown = queries.answer(TOWN, town_snapshot, indicator, queries.Selection((place,), year, by))
                    row = shown.row(value=reason.value or "total")
                    assert row is not None
                    assert row.answer == number
                    compared += 1
    assert compared > 5


def test_only_the_scope_is_compared(town_snapshot: Snapshot) -> None:
    four = Scope("bailleur", ("a1", "a2", "a3", "b1"))
    assert {n.neighbourhood_code for n in queries.similar(four, town_snapshot, "a1")} < {"a2", "a3", "b1"}
    assert queries.similar(Scope("bailleur", ("a1", "a2", "a3")), town_snapshot, "a1") == ()
    hidden = Scope("bailleur", ("a1", "a2", "a3", "b4"))
    assert queries.similar(hidden, town_snapshot, "a1") == (), "b4 is below threshold, so two can be compared"


@pytest.mark.parametrize("code", ["b4", "groupe-a", "ville"])
def test_a_hidden_place_a_group_and_a_city_have_no_similar_ones(town_snapshot: Snapshot, code: str) -> None:
    assert queries.similar(TOWN, town_snapshot, code) == ()


@pytest.mark.parametrize("code", ["b1", "nowhere", "group:groupe-b", "'; DROP TABLE cells; --", ""])
def test_a_place_outside_the_scope_is_refused(town_snapshot: Snapshot, code: str) -> None:
    for scope in (Scope("bailleur", ("a1", "a2", "a3", "a4")), Scope("nobody", ())):
        with pytest.raises(Refusal, match="no place"):
            queries.similar(scope, town_snapshot, code)
