"""The gallery shows every component there is, out of the menu, without a number of the platform."""

from __future__ import annotations

import hashlib
import inspect
import pkgutil
import re
import sys
from importlib import import_module
from pathlib import Path

import dashboard.components
from dashboard import frame
from dashboard.pages import gallery
from queries.folders import Folders
from queries.snapshot import Snapshot
from tests.dashboard.pages_view import components, text_of, view_of
from tests.site import make_site

ASSETS = Path(__file__).resolve().parents[2] / "assets"
ALL = ("a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4")


def component_functions() -> set[tuple[str, str]]:
    """Every public function of the components that makes one: (module, name)."""
    found = set()
    for module in pkgutil.iter_modules(dashboard.components.__path__, "dashboard.components."):
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            if function.__module__ == module.name and not name.startswith("_"):
                made = str(inspect.signature(function).return_annotation)
                if "Component" in made:
                    found.add((module.name, name))
    return found


def called_while_rendering(snapshot: Snapshot) -> set[tuple[str, str]]:
    called = set()

    def note(python_frame, event, _argument) -> None:
        if event == "call":
            called.add((python_frame.f_globals.get("__name__", ""), python_frame.f_code.co_name))

    sys.setprofile(note)
    try:
        frame.render(view_of(snapshot, neighbourhoods=ALL), gallery.PATH)
        frame.shell()
    finally:
        sys.setprofile(None)
    return called


def test_every_component_is_in_the_gallery(town_snapshot: Snapshot) -> None:
    wanted = component_functions()
    assert len(wanted) > 30
    assert wanted - called_while_rendering(town_snapshot) == set()


def test_the_gallery_is_in_no_menu(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, neighbourhoods=ALL), "/")
    links = [getattr(each, "href", "") or "" for each in components(made)]
    assert not [link for link in links if link.startswith(gallery.PATH)]
    assert "Gallery of components" in text_of(frame.render(view_of(town_snapshot, neighbourhoods=ALL), gallery.PATH))


def test_no_two_parts_of_the_gallery_share_an_id(town_snapshot: Snapshot) -> None:
    made = frame.render(view_of(town_snapshot, neighbourhoods=ALL), gallery.PATH)
    names = [str(each.id) for each in components(made) if getattr(each, "id", None)]
    assert sorted(names) == sorted(set(names))


def test_every_sign_has_its_place_in_the_sprite() -> None:
    sprite = (ASSETS / "icons.svg").read_text("utf-8")
    drawn = re.findall(r'<path id="([a-z-]+)" transform="translate\((\d+)\)"', sprite)
    styled = re.findall(r"\.icon-([a-z-]+) \{ --at: (\d+); \}", (ASSETS / "icons.css").read_text("utf-8"))
    assert [(name, int(at) * 20) for name, at in styled] == [(name, int(at)) for name, at in drawn]
    assert f"--signs: {len(drawn)};" in (ASSETS / "icons.css").read_text("utf-8")
    assert set(gallery.SIGNS) == {name for name, _ in drawn}


def test_browsers_keep_the_sprite_until_it_changes(town_folders: Folders, tmp_path: Path) -> None:
    mark = hashlib.sha256((ASSETS / "icons.svg").read_bytes()).hexdigest()[:12]
    asked = set(re.findall(r'url\("([^"]+)"\)', (ASSETS / "icons.css").read_text("utf-8")))
    assert asked == {f"icons.svg?m={mark}"}
    browser = make_site(town_folders, tmp_path / "accounts.sqlite").signed_in()
    answer = browser.get(f"/assets/icons.svg?m={mark}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
