"""The statement of accessibility: whatever it says is tested has a test that is there, and runs when it says."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.site import Site

ROOT = Path(__file__).resolve().parents[3]
PAGES = "tests/journeys/test_every_page.py"
WHOLE = f"{PAGES}::test_every_page_is_whole_and_accessible"
FIGURE = "tests/dashboard/test_every_figure.py::test_every_picture_has_a_summary_and_a_table"
PALETTE = "tests/dashboard/test_palettes.py"
#: What the page says -> the tests that hold it: all of a function, or one of its parameters.
EVERY_CHANGE = {
    "axe-core finds no violation on any page at 1440 pixels, half of them in French and dark, half in English and "
    "light;": (f"{WHOLE}[fr-dark]", f"{WHOLE}[en-light]"),
    "the main tasks are done by keyboard alone, and where the focus is can be seen at every step;": (
        "tests/journeys/test_keyboard.py::test_the_way_past_the_menu_is_the_first_stop",
        "tests/journeys/test_keyboard.py::test_everything_is_done_without_a_mouse",
    ),
    "no page scrolls sideways at 360 and 1440 pixels, nor in a window of 1440 pixels enlarged to 200%;": (
        f"{WHOLE}[fr-dark]", f"{WHOLE}[en-light]"
    ),
    "text and marks have the contrast that they need in both themes, and the colours of the exchange types stay apart "
    "for three kinds of colour blindness (by calculation);": (
        f"{PALETTE}::test_text_and_marks_can_be_read_on_their_grounds",
        f"{PALETTE}::test_controls_and_what_is_chosen_can_be_seen",
        f"{PALETTE}::test_the_four_groups_can_be_told_apart_by_everybody",
        f"{PALETTE}::test_the_nine_types_are_nine_colours_for_everybody",
    ),
    "every figure has a summary in words and a table, in French;": (f"{FIGURE}[/-fr]", f"{FIGURE}[/n/a1-fr]"),
    "where the map cannot be drawn, the list of neighbourhoods beside it can be read.": (
        "tests/journeys/test_map_pointer.py::test_without_webgl_the_list_stands_too",
    ),
}  # fmt: skip
EVERY_RELEASE = {
    "axe-core finds no violation on any page in French and in English, light at 1440 pixels, dark in English at 768, "
    "light in French at 360, nor in menus, pickers and tables once they are open;": (
        f"{WHOLE}[en-light-all]", f"{WHOLE}[fr-light-all]", f"{WHOLE}[en-dark-768]", f"{WHOLE}[fr-light-360]",
        f"{PAGES}::test_what_opens_is_accessible_too", f"{PAGES}::test_every_table_is_accessible",
    ),
    "no page scrolls sideways at 768 pixels;": (f"{WHOLE}[en-dark-768]",),
    "every figure has a summary in words and a table, in English;": (f"{FIGURE}[/-en]", f"{FIGURE}[/n/a1-en]"),
    "who asks for less motion sees none on the overview and on the map.": (
        "tests/journeys/test_frame.py::test_who_asks_for_less_motion_sees_none",
    ),
}  # fmt: skip
TABLES = {"every-change": EVERY_CHANGE, "every-release": EVERY_RELEASE}


#: Prints every test of some files and whether it is marked as deep, without running any.
COLLECT = """import sys, pytest
class Told:
    def pytest_collection_finish(self, session):
        for item in session.items:
            print("told", item.get_closest_marker("deep") is not None, item.nodeid)
sys.exit(pytest.main(["-p", "no:dash", "--collect-only", *sys.argv[1:]], plugins=[Told()]))
"""


@cache
def collected() -> dict[str, bool]:
    """Every test of the files that the statement rests on -> whether it runs before a release only."""
    files = {each.partition("::")[0] for table in TABLES.values() for tests in table.values() for each in tests}
    command = [sys.executable, "-c", COLLECT, *sorted(files)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    told = (line.split(" ", 2) for line in done.stdout.splitlines() if line.startswith("told "))
    return {test: deep == "True" for _, deep, test in told}


def amiss(table: dict[str, tuple[str, ...]], deep: bool) -> list[str]:
    """Tests that are not there, or of which any run at another time."""
    named = {each for tests in table.values() for each in tests}
    meant = {each: [is_deep for test, is_deep in collected().items() if test == each or test.startswith(f"{each}[")]
             for each in named}  # fmt: skip
    return sorted(each for each, found in meant.items() if set(found) != {deep})


@pytest.mark.parametrize("part", TABLES)
def test_the_statement_says_what_the_table_says(site: Site, part: str) -> None:
    page = site.browser().get("/accessibility").text
    (claims,) = re.findall(rf'<ul id="{part}">(.*?)</ul>', page, flags=re.DOTALL)
    assert [html.unescape(each) for each in re.findall("<li>(.*?)</li>", claims)] == list(TABLES[part])


def test_what_is_said_of_every_change_runs_at_every_change() -> None:
    assert amiss(EVERY_CHANGE, deep=False) == []


def test_what_is_said_of_a_release_runs_before_one() -> None:
    assert amiss(EVERY_RELEASE, deep=True) == []


def test_a_test_that_is_not_there_or_runs_at_another_time_is_missed() -> None:
    """The tests above can fail."""
    motion = "tests/journeys/test_frame.py::test_who_asks_for_less_motion_sees_none"
    assert amiss({"": (motion, f"{WHOLE}[nowhere]", WHOLE)}, deep=False) == sorted((motion, f"{WHOLE}[nowhere]", WHOLE))


def test_every_change_runs_what_is_not_marked_as_deep_and_a_release_runs_all() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    commands = dict(re.findall(r"^(test|test-deep): [^\n]*\n\t(.+)$", makefile, flags=re.MULTILINE))
    assert '-m "not deep"' in commands["test"]
    assert " -m " not in commands["test-deep"]
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("make test")
