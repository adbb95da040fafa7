"""The page of estimates: plans in addresses and forms, one or two of them told, kept ones, and what came of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.utils import PlotlyJSONEncoder

import queries
from dashboard import frame
from dashboard.access import organisations
from dashboard.access.accounts import open_accounts
from dashboard.access.notes import FIRST_DAY, LAST_DAY
from dashboard.access.plans import Planbook
from dashboard.pages import estimate, overview_answers
from dashboard.pages.estimate_plan import Described, kept_number, read, read_text
from dashboard.pages.estimate_record import checked
from dashboard.selection import Chosen
from dashboard.view import View
from dashboard.words import words_in
from queries import MOST_HOMES, MOST_SERVICES, PLACE_KINDS, STAGES, Interval, Plan, PlanEstimate, Snapshot
from tests.dashboard.pages_view import components, text_of, view_of
from tests.queries.test_estimate import statements

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")
NAMES = {code: code.upper() for code in ALL}
HERE = "works~2024-09-01~300~n-a1~~"
KIND = "works~2024-09-01~900~k-large_city~70~4"
#: What may be expected of active households is what was told of exchanges, and as much two years on.
ACTIVE = [f"INSERT INTO passed_outcomes SELECT * REPLACE ('active_households' AS outcome, {age} AS age) "
          "FROM passed_outcomes WHERE outcome = 'exchanges'" for age in (12, 24)]  # fmt: skip

With = Callable[..., Snapshot]


@pytest.fixture
def known(with_cells: With) -> Snapshot:
    """Forty places have passed works."""
    return with_cells(*statements(), *ACTIVE)


@pytest.fixture
def book(tmp_path: Path) -> Planbook:
    accounts = open_accounts(f"sqlite:///{tmp_path / 'accounts.sqlite'}")
    organisations.add_organisation(accounts, "town", "Town", "local_authority", ["city:x"])
    return Planbook(accounts, "town", "ann@town.example", True)


def view(snapshot: Snapshot, search: str = "", places: tuple[str, ...] = ALL, **more: Any) -> View:
    language = more.pop("language", "en")
    return replace(view_of(snapshot, search, neighbourhoods=places, language=language), **more)


def text(seen: View) -> str:
    return text_of(frame.render(seen, estimate.PATH))


def everything(seen: View) -> str:
    """All that the browser gets of the page."""
    return json.dumps(frame.render(seen, estimate.PATH).to_plotly_json(), cls=PlotlyJSONEncoder, ensure_ascii=False)


numbers = st.none() | st.integers(0, 100)
described = st.builds(
    lambda stage, day, homes, where, flats, services: Described(
        stage, day, homes, where if where in NAMES else "", "" if where in NAMES else where, flats, services
    ),
    st.sampled_from(STAGES), st.dates(FIRST_DAY, LAST_DAY), st.integers(1, MOST_HOMES),
    st.sampled_from([*NAMES, *PLACE_KINDS]), numbers, st.none() | st.integers(0, MOST_SERVICES),
)  # fmt: skip


@given(described)
def test_a_plan_comes_back_from_the_address_that_holds_it(plan: Described) -> None:
    assert read_text(plan.text, NAMES) == plan
    assert Chosen.parse(Chosen(plan=plan.text, beside=plan.text).search).plan == plan.text
    assert kept_number(plan.text) is None
    assert estimate._described(plan.plan(plan.kind or "rural")) == plan


@given(st.text(max_size=80) | st.lists(st.sampled_from(["works", "~", "2024-09-01", "-3", "n-a1", "k-", "9" * 30, "²"]),
                                       max_size=12).map("".join))  # fmt: skip
def test_no_other_text_is_a_plan_or_breaks_the_reading(given_text: str) -> None:
    found = read_text(given_text, NAMES)
    assert found is None or read_text(found.text, NAMES) == found
    number = kept_number(given_text)
    assert number is None or given_text == f"kept-{given_text.removeprefix('kept-')}"


ANY = st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.lists(st.integers(), max_size=2)


@given(st.tuples(ANY, ANY, ANY, ANY, ANY, ANY, ANY))
def test_a_form_may_be_anything_and_is_read_or_marked(fields: tuple) -> None:
    found, faults = read(*fields, NAMES)
    assert (found is None) == bool(faults)
    assert set(estimate.fault_words(faults, words_in("en"))) == set(faults)


@pytest.mark.parametrize(
    ("changes", "marked"),
    [
        ({"stage": "opening"}, "stage"), ({"stage": None}, "stage"), ({"starts": ""}, "starts"),
        ({"starts": "2024-02-30"}, "starts"), ({"place": "zz"}, "where"), ({"place": "", "kind": "village"}, "where"),
        ({"place": None, "kind": None}, "where"), ({"homes": "many"}, "homes"), ({"homes": "-3"}, "homes"),
        ({"homes": str(MOST_HOMES + 1)}, "homes"), ({"place": "", "kind": "rural", "homes": ""}, "homes"),
        ({"flats": "101"}, "flats"), ({"flats": "1.5"}, "flats"), ({"services": str(MOST_SERVICES + 1)}, "services"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_marked_beside_its_own_field(changes: dict[str, Any], marked: str) -> None:
    form = {"stage": "works", "starts": "2024-09-01", "homes": "1 200", "place": "a1", "kind": "", "flats": "0",
            "services": "0"}  # fmt: skip
    assert read(*form.values(), NAMES) == (Described("works", date(2024, 9, 1), 1_200, "a1", "", 0, 0), {})
    found, faults = read(*{**form, **changes}.values(), NAMES)
    assert found is None
    assert set(faults) == {marked}


def test_a_plan_is_told_as_a_statement_a_picture_a_table_and_its_places(known: Snapshot) -> None:
    seen = view(known, f"?plan={HERE}")
    found = queries.estimate(seen.scope, known, Plan("works", date(2024, 9, 1), 300, place="a1"))
    line = found.expectation("active_households", 24)
    assert line is not None
    assert line.value is not None
    said = text(seen)
    headline = re.search(r"About ([\d,]+) households may be active each quarter 24 months on \(([\d,]+) to", said)
    assert headline is not None
    assert float(headline[1].replace(",", "")) == pytest.approx(line.value, rel=0.05)
    assert "Works from 1 September 2024, Quartier A1, 300 homes planned, 1,500 homes in all" in said
    assert "39 places have passed this stage" in said
    names = [each.name for each in line.nearest if each.name]
    assert names
    assert all(name in said for name in names)
    assert [each for each in components(frame.render(seen, estimate.PATH)) if getattr(each, "id", "") == "estimate"]


def test_two_plans_are_told_apart_by_their_letters(known: Snapshot) -> None:
    said = text(view(known, f"?plan={HERE}&beside={KIND}"))
    assert re.search(r"24 months on: Plan A: about [\d,]+ \([\d,]+ to [\d,]+\) and Plan B: about", said)
    assert "The places most similar to plan B" in said
    assert "Where two thick lines overlap, either plan may come to more." in said


def test_the_form_says_the_plan_that_was_described_last(known: Snapshot) -> None:
    def fields(search: str) -> dict[str, Any]:
        made = frame.render(view(known, search), estimate.PATH)
        return {each.id: getattr(each, "value", None) for each in components(made)
                if str(getattr(each, "id", "")).startswith("plan-")}  # fmt: skip

    assert fields(f"?plan={HERE}")["plan-place"] == "a1"
    last = fields(f"?plan={HERE}&beside={KIND}")
    assert (last["plan-kind"], last["plan-homes"], last["plan-flats"], last["plan-place"]) == (
        "large_city",
        "900",
        "70",
        None,
    )


def test_with_too_few_places_it_says_how_many_there_are_and_tells_nothing(with_cells: With) -> None:
    said = text(view(with_cells(*statements(places=13), *ACTIVE), f"?plan={HERE}"))
    assert "Not enough comparable places show their numbers to estimate this plan." in said
    assert "Not enough comparable places: 12 have passed this stage and show their numbers, 20 are needed." in said
    assert "The most similar places" not in said
    assert "about" not in said.replace("What can be seen about me", "").replace("About the numbers", "")


def test_where_most_places_hide_their_numbers_it_says_so(with_cells: With) -> None:
    snapshot = with_cells(*statements(places=60, hidden=40), *ACTIVE, "DELETE FROM passed_outcomes "
                          "WHERE outcome = 'enrolled_households'")  # fmt: skip
    assert "Too many comparable places are below threshold" in text(view(snapshot, f"?plan={KIND}"))


def test_what_can_be_told_is_told_where_active_households_cannot(with_cells: With) -> None:
    said = text(view(with_cells(*statements()), f"?plan={HERE}"))
    assert "How many households may be active cannot be told; what can be told stands below." in said
    assert "Regular exchanges a quarter: about" in said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_address_that_cannot_be_told_says_why(known: Snapshot, language: str) -> None:
    w = words_in(language)
    for search, said in (
        ("?plan=nothing", w("The address holds no plan that can be read: describe it again.")),
        ("?plan=works~2024-09-01~300~n-zz~~", w("The address holds no plan that can be read: describe it again.")),
        ("?plan=kept-7", w("There is no such plan in your organisation.")),
        (
            f"?plan={KIND.replace('large_city', 'rural')}",
            w("Fewer than five places of this kind are known here: choose a neighbourhood instead."),
        ),
    ):
        assert said in text(view(known, search, language=language))


def test_a_place_of_others_is_no_plan_of_ours(known: Snapshot) -> None:
    seen = view(known, f"?plan={HERE.replace('a1', 'b1')}", places=("a1", "a2"))
    assert "describe it again" in text(seen)
    assert "Quartier B1" not in everything(seen)


def test_a_kept_plan_is_shown_as_it_was_told(known: Snapshot, town_snapshot: Snapshot, book: Planbook) -> None:
    seen = view(known, f"?plan={HERE}", planbook=book)
    before = text(seen)
    told = estimate._told(seen, HERE, "A")
    assert not isinstance(told, str)
    number = book.keep("First idea", told.found)
    shown = text(view(town_snapshot, f"?plan=kept-{number}", planbook=book))
    headline = re.search(r"About [^.]+\.", before)
    assert headline is not None
    assert headline[0] in shown, "the published numbers of today have too few places: what was told stays"
    assert "“First idea”: Works from 1 September 2024" in shown
    for may_keep in (True, False):
        made = everything(view(known, planbook=replace(book, is_editor=may_keep)))
        assert "First idea" in made
        assert ("Take this plan away for good" in made) == ("Keep this plan" in made) == may_keep


def test_a_kept_plan_names_no_place_that_left_the_territory(known: Snapshot, with_cells: With, book: Planbook) -> None:
    told = estimate._told(view(known, f"?plan={HERE}"), HERE, "A")
    assert not isinstance(told, str)
    named = {near.name for each in told.found.expectations for near in each.nearest if near.name}
    assert named
    book.keep("First idea", told.found)
    less = view(known, "?plan=kept-1", places=("b4",), planbook=book)
    assert "a place that is no longer in your territory" in text(less)
    seen = everything(less)
    for code in ALL[:-1]:
        assert f"Quartier {code.upper()}" not in seen
        assert f'"{code}"' not in seen
    public = with_cells(*statements(), "INSERT INTO comparison_places SELECT area_code FROM areas "
                        "WHERE level = 'neighbourhood'")  # fmt: skip
    assert any(name in text(view(public, "?plan=kept-1", places=("b4",), planbook=book)) for name in named)


def test_a_kept_estimate_is_checked_against_what_happened(town_snapshot: Snapshot, book: Planbook) -> None:
    starts = date(2023, 2, 1)
    seen = view(town_snapshot, planbook=book)
    truths = {(each.outcome, each.age): each.count.value
              for each in queries.afterwards(seen.scope, town_snapshot, "a1", starts) if each.count}  # fmt: skip
    lines = []
    for at, ((outcome, age), value) in enumerate(sorted(truths.items())):
        middle = value * (1, 1.3, 3)[at % 3]  # held, held by the wider interval alone, held by none
        lines.append(queries.Expectation(outcome, age, middle, Interval(middle * 0.85, middle * 1.15),
                                         Interval(middle * 0.6, middle * 1.6), 30, 0))  # fmt: skip
    assert len(lines) >= 3
    found = PlanEstimate(Plan("works", starts, 10, place="a1"), "s", date(2022, 12, 31), 900, (), tuple(lines))
    assert "Checked against what happened" not in text(seen)
    late = book.keep("Known already", replace(found, known_until=date(2024, 9, 30)))
    assert "Kept after the stage had begun: it was told with hindsight." in text(seen)
    assert book.remove(late)
    book.keep("First idea", found)
    (kept,) = book.plans()
    assert len(checked(seen, kept)) == len(lines)
    likely, sure = (sum(at % 3 <= most for at in range(len(lines))) for most in (0, 1))
    said = text(seen)
    assert (
        f"{likely} of {len(lines)} numbers lay in the interval for 80 of 100 cases, {sure} in the one for 95." in said
    )
    assert "hindsight" not in said
    assert f"“First idea”: {likely} of {len(lines)} in the interval for 80 of 100 cases" in said
    words = ("expected: inside", "outside, but inside the interval for 95", "outside, also of the one for 95")
    assert [said.count(each) for each in words] == [sum(at % 3 == n for at in range(len(lines))) for n in range(3)]
    less = view(town_snapshot, planbook=book, places=("b1", "b2"))
    assert checked(less, kept) == (), "what came of a place is told to those who have it"
    assert "No kept estimate can be checked yet" in text(less)


def test_a_plan_that_has_just_begun_is_not_checked_yet(town_snapshot: Snapshot, book: Planbook) -> None:
    line = queries.Expectation("exchanges", 12, 9.0, Interval(1, 20), Interval(0, 40), 30, 0)
    book.keep("Soon", PlanEstimate(Plan("works", date(2024, 9, 1), place="a1"), "s", date(2024, 9, 1), 9, (), (line,)))
    assert "No kept estimate can be checked yet" in text(view(town_snapshot, planbook=book))


def test_the_first_page_tells_the_plan_kept_last_or_what_there_is_to_compare_with(
    known: Snapshot, town_snapshot: Snapshot, book: Planbook
) -> None:
    assert overview_answers.plan(view(known)).sentence == (
        "40 places have passed the stage “works” and can be compared with: describe a plan to estimate it."
    )
    assert overview_answers.plan(view(town_snapshot)).sentence == "Not enough comparable places yet: 1 of 20."
    told = estimate._told(view(known, f"?plan={HERE}"), HERE, "A")
    assert not isinstance(told, str)
    book.keep("First idea", told.found)
    answer = overview_answers.plan(view(known, planbook=book))
    assert answer.sentence.startswith("“First idea”: About ")
    assert [bar.name for bar in answer.bars] == ["12 months on", "24 months on"]
