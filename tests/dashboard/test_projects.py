"""The page of projects: the address chooses project, indicator, age and hand-over, and all of it is said in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from dash import dcc
from plotly.utils import PlotlyJSONEncoder

import queries
from dashboard import frame
from dashboard.access.notes import WrittenNote
from dashboard.marks import happened
from dashboard.pages import PAGES, page_at, projects
from dashboard.view import View
from queries import INDICATORS, Snapshot
from tests.dashboard.pages_view import components, text_of, view_of
from tests.queries.test_stages import WIDE, WORKS, twins

ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")

With = Callable[..., Snapshot]

#: What nobody but its owner may come across: the park's last stage on a day of its own, and a tower that is not public.
HIDDEN_DAY = date(2024, 6, 19)
HIDDEN = ("Tour Cachée", "2024-06-19", "19 June 2024", "19 juin 2024")


def by(snapshot: Snapshot, organisation: str, search: str = "", language: str = "en", **more: object) -> View:
    view = view_of(snapshot, search, neighbourhoods=ALL, language=language)
    return replace(view, scope=replace(view.scope, organisation_code=organisation), **more)


def page(snapshot: Snapshot, search: str = "", organisation: str = "ville", language: str = "en") -> str:
    return text_of(frame.render(by(snapshot, organisation, search, language), "/projects"))


@pytest.fixture
def secret(with_cells: With) -> Snapshot:
    return with_cells(
        f"UPDATE project_stages SET starts_on = DATE '{HIDDEN_DAY}' WHERE project_code = 'parc' AND stage = 'existing'",
        "UPDATE projects SET name = 'Tour Cachée' WHERE project_code = 'tour'",
    )


def everything(view: View, path: str) -> str:
    """All that the browser gets of a page: words, pictures, tables, values for the CSV, stores and addresses."""
    return json.dumps(frame.render(view, path).to_plotly_json(), cls=PlotlyJSONEncoder, ensure_ascii=False)


#: Every way to ask for something of a project.
SEARCHES = ("", "?places=a1", "?project=tour", "?project=parc&handover=existing", "?project=tour&handover=consultation",
            "?find=cach", "?stage=existing", "?project=parc&age=existing", "?period=2024-11", "?stage=consultation",
            "?project=parc&indicator=exchanges", "?places=a1&period=2024-Q3")  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", [*(each.PATH for each in PAGES if each.PATH not in ("/n/", "/gallery")), "/n/a1",
                                  "/projects/tour", "/projects/parc"])  # fmt: skip
def test_no_page_gives_away_a_project_or_stage_that_is_not_public(secret: Snapshot, path: str, language: str) -> None:
    """Lists, map, search, pictures, tables and their CSV, counts and addresses, for two organisations that own none."""
    for search in SEARCHES:
        for organisation in ("bailleur", "town"):
            made = everything(by(secret, organisation, search, language), path)
            found = [word for word in HIDDEN if word in made]
            assert not found, (path, search, organisation, found)


def test_the_owner_of_the_stage_sees_it_where_others_do_not(secret: Snapshot) -> None:
    """The words that are looked for above do appear where they may: on the time axis, trends, map and profile."""

    def made(path: str, search: str, organisation: str = "ville") -> str:
        return everything(by(secret, organisation, search), path)

    assert "19 June 2024" in made("/projects", "?project=parc&handover=existing")
    assert "2024-06-19" in made("/", "?places=a1")
    assert "2024-06-19" in made("/engagement", "?places=a1")
    for path, search in (("/projects", ""), ("/map", "?period=2024-11"), ("/projects", "?find=cach"),
                         ("/projects/tour", ""), ("/n/a3", "?period=2024-11")):  # fmt: skip
        assert "Tour Cachée" in made(path, search, "promoteur"), path


def test_an_owner_is_told_which_stages_nobody_else_sees(secret: Snapshot) -> None:
    assert "seen by Ville only: existing neighbourhood" in page(secret, "?project=parc", "ville")
    assert "seen by" not in page(secret, "?project=parc", "bailleur")


def test_counts_are_of_what_the_reader_may_see(secret: Snapshot) -> None:
    assert "1 urban project, 1 of them with works under way." in page(secret, organisation="bailleur")
    assert "1 urban project, none with works under way." in page(secret, organisation="ville")
    assert "2 urban projects, 1 of them with works under way." in page(secret, organisation="promoteur")
    assert "No project matches" in page(secret, "?find=cach", organisation="bailleur")
    assert "No project matches" in page(secret, "?stage=existing", organisation="bailleur")


def test_a_hand_over_that_is_not_public_is_the_page_of_the_project(secret: Snapshot) -> None:
    asked = "?project=parc&handover=existing"
    assert "What was promised" in page(secret, asked, "ville")
    assert "What was promised" not in page(secret, asked, "bailleur")
    assert "What was promised" not in page(secret, "?project=tour&handover=consultation", "bailleur")
    assert "What was promised" in page(secret, "?project=tour&handover=consultation", "promoteur")


def test_a_hidden_stage_leaves_no_trace_in_what_is_counted(secret: Snapshot, with_cells: With) -> None:
    """Whatever its day, and whether it is there at all, others get the very same page."""
    without = with_cells(
        "DELETE FROM project_stages WHERE NOT public", "DELETE FROM projects WHERE project_code = 'tour'"
    )
    for search in ("", "?project=parc&handover=works", "?project=parc&indicator=exchanges"):
        made = [everything(by(each, "bailleur", search), "/projects") for each in (secret, without)]
        assert made[0] == made[1]


def test_the_address_may_name_the_project_in_its_path(town_snapshot: Snapshot) -> None:
    assert page_at("/projects/parc") is projects
    assert page_at("/projects/parc/") is projects
    view = by(town_snapshot, "promoteur")
    assert "La tour:" in text_of(frame.render(view, "/projects/tour"))
    assert "Le parc:" in text_of(frame.render(view, "/projects/parc"))
    assert "does not lie in what is selected" in text_of(frame.render(view, "/projects/elsewhere"))


def test_the_indicator_of_the_address_is_told_of_the_stages(town_snapshot: Snapshot) -> None:
    for code in ("active_households", "exchanges", "active_share", "enrolled_households"):
        text, label = page(town_snapshot, f"?project=parc&indicator={code}"), INDICATORS[code].label["en"]
        assert f"{label} · Mean of a {'quarter' if code == 'enrolled_households' else 'month'} in each stage" in text
    assert page(town_snapshot, "?project=parc&indicator=match_rate") == page(town_snapshot, "?project=parc"), (
        "what neighbourhoods do not tell by month is as if it were not written"
    )


def test_every_indicator_told_by_month_can_be_chosen_by_a_link(town_snapshot: Snapshot) -> None:
    view = by(town_snapshot, "ville", "?project=parc")
    made = frame.render(view, "/projects")
    links = {each.href for each in components(made) if isinstance(each, dcc.Link)}
    (own,) = (each for each in queries.projects(view.scope, town_snapshot) if each.code == "parc")
    offered = queries.monthly(view.scope, town_snapshot, own)
    assert set(offered) >= {"active_households", "active_share", "exchanges", "exchanges_per_household", "reach"}
    for code in set(offered) - {"active_households"}:
        assert any(f"indicator={code}" in link and "project=parc" in link for link in links)


def test_the_first_words_are_the_stage_and_what_changed(with_cells: With) -> None:
    hushed = with_cells(
        *twins(), "UPDATE cells SET active_households = (active_households * 0.6)::INTEGER WHERE area_code = 'a1' "
        f"AND dimension = 'total' AND period_kind = 'month' AND {WORKS}",
    )  # fmt: skip
    view = replace(by(hushed, "ville", "?project=parc"), scope=WIDE)
    made = frame.render(view, "/projects")
    (lead,) = [text_of(each) for each in components(made) if getattr(each, "className", "") == "lead"]
    said = (r"Le parc: existing neighbourhood since June 2024\. Active households: beside comparable places, about "
            r"\d+% higher in the existing neighbourhood than during the works\.")  # fmt: skip
    assert re.fullmatch(said, lead)
    assert re.search(r"From consultation and design to works: −\d+% \(−\d+% to −\d+%\) beside 1\d comparable places\.",
                     text_of(made))  # fmt: skip


def test_a_small_town_says_what_is_lacking(town_snapshot: Snapshot) -> None:
    text = page(town_snapshot, "?project=parc")
    assert "too few comparable places to say what a stage changed" in text
    assert "Other projects at this age: 0, too few to compare (5 are needed)." in text
    assert "clear" not in [text_of(each) for each in components(frame.render(by(town_snapshot, "ville"), "/projects"))
                           if type(each).__name__ == "Td"]  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A notebook with these notes, as a view has it."""

    kept: tuple[WrittenNote, ...]

    def notes(self) -> tuple[WrittenNote, ...]:
        return self.kept


def test_a_hand_over_says_what_was_expected_promised_left_open_and_measured(town_snapshot: Snapshot) -> None:
    begun = date(2023, 9, 1)
    notes = tuple(WrittenNote(at, day, text, "x@town.example", begun) for at, (day, text) in enumerate((
        (begun - timedelta(days=1), "A garden was promised"), (begun, "The first day of works"),
        (date(2023, 1, 31), "Before all of it"))))  # fmt: skip
    view = by(town_snapshot, "ville", "?project=parc&handover=works", notebook=Written(notes))
    text = text_of(frame.render(view, "/projects"))
    assert "Le parc: hand-over from consultation and design to works on 1 September 2023." in text
    assert "A garden was promised" in text
    assert "The first day of works" not in text
    assert "Before all of it" not in text
    assert "(survey_answers)" in text
    assert "(places)" in text, "the town's export has no local places, which is said by the name of the file"
    assert "Means from February 2023 to August 2023" in text
    assert f"Snapshot {town_snapshot.id}" in text
    assert town_snapshot.manifest["content_sha256"] in text
    assert "Print or keep as PDF" in text


def test_what_comes_after_a_stage_does_not_change_its_hand_over(town_snapshot: Snapshot, with_cells: With) -> None:
    """Every number of a later month, quarter or year is another one: the page is the same to the letter."""
    later = with_cells(
        "UPDATE cells SET active_households = active_households + 7, exchanges = exchanges + 9, "
        "households = households + 5, enrolled_households = enrolled_households + 20 WHERE period_on >= '2023-09-01'"
    )
    before = everything(by(town_snapshot, "ville", "?project=parc&handover=works"), "/projects")
    assert before == everything(by(later, "ville", "?project=parc&handover=works"), "/projects")
    assert page(town_snapshot, "?project=parc") != page(later, "?project=parc")


def test_a_change_of_stage_that_has_not_happened_is_no_hand_over(with_cells: With) -> None:
    planned = with_cells("UPDATE project_stages SET starts_on = DATE '2031-01-01' WHERE stage = 'existing'")
    assert "What was promised" not in page(planned, "?project=parc&handover=existing")
    assert "hand-over" not in page(planned, "?project=parc&handover=before").lower().replace("hand-over page", "")


def test_one_project_of_the_places_chosen_is_a_band_behind_their_trends(town_snapshot: Snapshot) -> None:
    view = by(town_snapshot, "ville", "?places=a1&period=2024-11")
    marks = [mark for mark in happened(view, date(2023, 1, 1), date(2024, 12, 1)) if mark.stage]
    assert [(mark.stage, mark.starts_on, mark.ends_on) for mark in marks] == [
        ("consultation", date(2023, 2, 1), date(2023, 9, 1)), ("works", date(2023, 9, 1), date(2024, 6, 1)),
        ("existing", date(2024, 6, 1), date(2024, 12, 1)),
    ]  # fmt: skip
    assert "bands: stages of the project" in text_of(frame.render(view, "/"))
    several = by(town_snapshot, "promoteur", "?period=2024-11")
    assert all((mark.ends_on - mark.starts_on).days == 1
               for mark in happened(several, date(2023, 1, 1), date(2024, 12, 1)) if mark.stage)  # fmt: skip


@pytest.mark.parametrize("search", ["?project=parc", "?project=parc&handover=works", "?project=parc&indicator=reach"])
def test_the_page_is_all_french_in_french(town_snapshot: Snapshot, search: str) -> None:
    text = page(town_snapshot, search, language="fr")
    assert not re.search(r"\b(the|months?|beside|during|households?|below)\b", text), text
