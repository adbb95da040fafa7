"""Notes on time axes through the site itself: seen by one organisation, forged bodies, markup, strangers."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.site import Site, call, page, used

AXES = ("/engagement", "/", "/n/a1", "/projects")


def add(browser: FlaskClient, day: Any, text: Any) -> Any:
    return used(browser, "note-add", note_add=1, note_day=day, note_text=text, shown="")


def said(answer: Any) -> str:
    return answer.get_json()["response"]["note-said"]["children"]


def delete_body(browser: FlaskClient, note: Any, clicks: Any = 1) -> dict[str, Any]:
    """What a browser sends when the button of a note is pressed."""
    wanted = next(each for each in browser.get("/_dash-dependencies").get_json()
                  if each["inputs"][0]["id"].startswith("{"))  # fmt: skip
    names = wanted["output"].strip(".").split("...")
    button = {"id": {"delete-note": note}}
    return {
        "output": wanted["output"],
        "outputs": [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in names],
        "inputs": [[{**button, "property": "n_clicks", "value": clicks}]],
        "state": [[{**button, "property": "id", "value": button["id"]}],
                  {"id": "shown", "property": "data", "value": ""}],
        "changedPropIds": [f'{{"delete-note":{note}}}.n_clicks'],
    }  # fmt: skip


def test_a_note_is_on_every_time_axis_of_its_organisation_and_of_no_other(fresh_site: Site) -> None:
    city, landlord = fresh_site.signed_in(), fresh_site.signed_in("landlord@town.example")
    answer = add(city, "2024-05-14", "Flood at the quay")
    assert said(answer) == "The note is added."
    assert "Flood at the quay" in answer.text
    for path in AXES:
        assert "Flood at the quay" in page(city, path), path
        assert "Flood at the quay" not in page(landlord, path), path
    assert "city@town.example" in page(city, "/engagement")
    assert "city@town.example" not in page(landlord, "/engagement")


def test_only_its_organisation_deletes_a_note(fresh_site: Site) -> None:
    city, landlord = fresh_site.signed_in(), fresh_site.signed_in("landlord@town.example")
    add(city, "2024-05-14", "Flood at the quay")
    assert call(landlord, delete_body(landlord, 1)).status_code in (200, 204)
    assert "Flood at the quay" in page(city, "/engagement")
    assert call(city, delete_body(city, 1, clicks=None)).status_code in (200, 204)
    assert "Flood at the quay" in page(city, "/engagement"), "a button that nobody pressed"
    assert said(call(city, delete_body(city, 1))) == "The note is deleted."
    assert "Flood at the quay" not in page(city, "/engagement")


def test_what_cannot_be_kept_is_refused_in_plain_words_in_both_languages(fresh_site: Site) -> None:
    browser = fresh_site.signed_in()
    wrong = [("", "Flood"), ("2024-05-14", ""), ("2024-05-14", "x" * 121), ("2024-05-14", "a\u202eb")]
    english = [said(add(browser, day, text)) for day, text in wrong]
    browser.set_cookie("quartier_language", "fr")
    french = [said(add(browser, day, text)) for day, text in wrong]
    assert english == ["Choose a day between 2000 and 2099.", "Write what happened.",
                       "A note has 120 characters at most.",
                       "The note holds a sign that cannot be shown: write it without."]  # fmt: skip
    assert french[:3] == ["Choisir un jour entre 2000 et 2099.", "Écrire ce qui s’est passé.",
                          "Une note a 120 caractères au plus."]  # fmt: skip


@pytest.mark.parametrize("value", [None, True, 7, [], {}, [["x"]], {"a": {"b": 1}}, "x" * 5_000, "\0", "é" * 50])
def test_forged_values_change_nothing_and_fail_cleanly(fresh_site: Site, value: Any) -> None:
    browser = fresh_site.signed_in()
    for given in ({"note_day": value, "note_text": "Flood"}, {"note_day": "2024-05-14", "note_text": value}):
        if isinstance(given["note_text"], str) and given["note_day"] == "2024-05-14" and value == "é" * 50:
            continue  # a text like any other
        used(browser, "note-add", **{"note_add": 1, "shown": value, **given})
    body = delete_body(browser, 1)
    for part in (body["inputs"][0][0], body["state"][0][0], body["state"][1]):
        assert call(browser, {**body, **_with(body, part, value)}).status_code in (200, 204, 400)
    assert "No note yet." in page(browser, "/engagement")


def _with(body: dict[str, Any], part: dict[str, Any], value: Any) -> dict[str, Any]:
    """The body with one value forged."""
    text = json.dumps({**part, "value": value})
    return json.loads(json.dumps({"inputs": body["inputs"], "state": body["state"]}).replace(json.dumps(part), text))


def test_strangers_and_other_sites_add_nothing(fresh_site: Site) -> None:
    browser, stranger = fresh_site.signed_in(), fresh_site.browser()
    body = delete_body(browser, 1)
    assert call(stranger, body).status_code == 401
    assert call(browser, body, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_note_is_a_text_and_never_markup(fresh_site: Site) -> None:
    """Plotly draws a few tags in its texts: notes stand under the chart, not on it."""
    browser, attack = fresh_site.signed_in(), "<img src=x onerror=alert(1)><b>x</b>"
    drawn = add(browser, "2024-05-14", attack).get_json()["response"]["engagement-trend"]["children"]

    def graphs(part: Any) -> list[str]:
        if isinstance(part, list):
            return [text for each in part for text in graphs(each)]
        if not isinstance(part, dict):
            return []
        own = [json.dumps(part["props"]["figure"])] if part.get("type") == "Graph" else []
        return own + [text for each in part.get("props", part).values() for text in graphs(each)]

    assert graphs(drawn)
    assert not [text for text in graphs(drawn) if "onerror" in text]
    assert "DangerouslySetInnerHTML" not in page(browser, "/engagement")


def test_no_log_holds_a_note(fresh_site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = fresh_site.signed_in()
    add(browser, "2024-05-14", "Flood at the quay")
    add(browser, "nothing", "Flood at the quay")
    page(browser, "/engagement")
    assert "Flood" not in caplog.text
