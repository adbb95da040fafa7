"""What a browser sends of the Workshop: a campaign is started, kept field by field, and moved from state to state."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient

from dashboard.access.organisations import add_person, change_role
from tests.site import PASSWORD, PEOPLE, Site, call, used

CITY, LANDLORD, READER = "city@town.example", "landlord@town.example", "reader@town.example"


def with_editors(fresh_site: Site) -> Site:
    """The town's site with editors in two organisations, and a viewer in the first of them."""
    add_person(fresh_site.accounts, READER, PEOPLE[CITY][0], PASSWORD)
    for email in (CITY, LANDLORD):
        change_role(fresh_site.accounts, email, "editor")
    return fresh_site


def start(browser: FlaskClient, title: Any = "After the flood", theme: Any = "flood", code: Any = "",
          shown: Any = "?places=a1|a2") -> Any:  # fmt: skip
    return used(browser, "start", start=1, start_title=title, start_theme=theme, start_code=code, shown=shown)


def response(answer: Any) -> dict[str, Any]:
    return answer.get_json()["response"]


def body_of(
    browser: FlaskClient, first: str, known: dict[str, Any], numbers: Any = (), buttons: Any = ()
) -> dict[str, Any]:
    """What a browser sends to the callback that listens to `first`, numbers and its pressed buttons included."""
    wanted = next(each for each in browser.get("/_dash-dependencies").get_json()
                  if each["inputs"][0]["id"] == first and not each.get("clientside_function"))  # fmt: skip
    names = wanted["output"].strip(".").split("...")

    def given(each: dict[str, Any]) -> Any:
        if not each["id"].startswith("{"):
            return {**{key: each[key] for key in ("id", "property")}, "value": known.get(each["id"])}
        keys = json.loads(each["id"])
        sums = [({"sum": item}, None) for item in SUMS]
        many = numbers if "item" in keys else sums if "sum" in keys else buttons
        return [{"id": name, "property": each["property"], "value": name if each["property"] == "id" else value}
                for name, value in many]  # fmt: skip

    pressed = [f"{json.dumps(name, sort_keys=True, separators=(',', ':'))}.n_clicks" for name, n in buttons[:1] if n]

    def changed(name: str) -> Any:
        identity, prop = name.rsplit(".", 1)
        if not identity.startswith("{"):
            return {"id": identity, "property": prop}
        if "sum" in json.loads(identity):
            return [{"id": {"sum": item}, "property": prop} for item in SUMS]
        return [{"id": number, "property": prop} for number, _ in numbers]

    return {
        "output": wanted["output"],
        "outputs": [changed(name) for name in names],
        "changedPropIds": pressed, "inputs": [given(each) for each in wanted["inputs"]],
        "state": [given(each) for each in wanted["state"]],
    }  # fmt: skip


SUMS = ["food"]
FORM = {"draft-title": "After the flood", "draft-theme": "flood", "draft-starts": "2026-01-05",
        "draft-ends": "2026-02-01", "draft-split": "whole", "draft-revision": 1, "draft-page": "page",
        "shown": "?places=a1|a2&campaign=after-the-flood"}  # fmt: skip
NUMBERS = [({"at": "", "item": "food"}, "12")]


def keep(browser: FlaskClient, numbers: Any = NUMBERS, go: Any = (), before: Any = (), **changes: Any) -> Any:
    """`go`: the pressed button that keeps the form and goes on, if any; before: those pressed earlier on the page."""
    known = FORM | {name.replace("_", "-"): value for name, value in changes.items()}
    earlier = [({"go": each}, 1) for each in before]
    return call(
        browser, body_of(browser, "draft-save", known, numbers, [({"go": go or "elsewhere"}, 1 if go else 0), *earlier])
    )


def move(
    browser: FlaskClient, to: Any, numbers: Any = NUMBERS, pressed: Any = 1, before: Any = (), **changes: Any
) -> Any:  # fmt: skip
    """`before`: the buttons that were pressed earlier on the page."""
    known = FORM | {name.replace("_", "-"): value for name, value in changes.items()}
    first = next(each["inputs"][0]["id"] for each in browser.get("/_dash-dependencies").get_json()
                 if "move" in each["inputs"][0]["id"])  # fmt: skip
    return call(
        browser,
        body_of(browser, first, known, numbers, [({"move": to}, pressed), *(({"move": each}, 1) for each in before)]),
    )


def document(browser: FlaskClient, code: str = "after-the-flood") -> Any:
    return browser.get(f"/workshop/{code}.json")
