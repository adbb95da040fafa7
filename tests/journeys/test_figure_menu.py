"""What can be taken away from a figure: its address, its table, its picture with title, source and day."""

from __future__ import annotations

import csv
import io
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import ARTEFACTS, Visitor

pytestmark = pytest.mark.journey


#: Notes what is written on any picture.
WRITTEN = """window.written = []; const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text) {
  window.written.push(text);
  return write.apply(this, arguments);
};"""


def overview(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example")
    visitor.settle()
    visitor.until("!!document.querySelector('#figure-trend .main-svg')")


def test_a_table_can_be_kept_as_csv(visitor: Visitor, tmp_path: Path) -> None:
    overview(visitor)
    card = visitor.page.locator("#figure-trend")
    with visitor.page.expect_download() as download:
        card.get_by_role("button", name="Table as CSV").click()
    download.value.save_as(tmp_path / "table.csv")
    day = visitor.page.locator("#source").get_attribute("data-day")
    what = "active-households-a-month-october-2023-to-september-2026-all-58-neighbourhoods-of-montreal-simulation"
    assert download.value.suggested_filename == f"quartier-{what}-{day}.csv"
    lines = list(csv.reader((tmp_path / "table.csv").read_text("utf-8-sig").splitlines()))
    assert lines[0] == [card.locator("h2").inner_text()]
    assert lines[-1] == [visitor.page.locator("#source").inner_text()]
    assert "Simulated usage" in lines[-1][0]
    assert ["Month", "Active households", "95% interval, from", "95% interval, to",
            "The same month a year before"] in lines  # fmt: skip
    months = [line for line in lines if line[0] in ("September 2026", "August 2026")]
    assert len(months) == 2
    assert all(500 < float(low) < float(value) < float(high) for _, value, low, high, _ in months)
    assert [line[4] for line in months] != ["", ""], "what the line beside shows"
    assert visitor.complaints == []


@pytest.mark.deep
def test_a_figure_can_be_kept_as_a_picture(visitor: Visitor, tmp_path: Path) -> None:
    visitor.page.add_init_script(WRITTEN)
    overview(visitor)
    visitor.turn_to("/?places=113|121|82")
    visitor.until("!!document.querySelector('#figure-mix .main-svg')")
    with visitor.page.expect_download() as download:
        visitor.page.locator("#figure-mix").get_by_role("button", name="Picture").click()
    assert download.value.suggested_filename.endswith(".png")
    download.value.save_as(tmp_path / "figure.png")
    content = (tmp_path / "figure.png").read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    assert content.startswith(b"\x89PNG")
    assert width > 1_000
    assert height > 700
    assert len(content) > 30_000, "title, bars and source are on it"
    written = " ".join(visitor.page.evaluate("window.written"))
    assert visitor.page.locator(".sentence strong").inner_text() in written, "whose numbers these are"
    assert visitor.complaints == []


@pytest.mark.deep
def test_a_figure_has_an_address(visitor: Visitor) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    overview(visitor)
    visitor.page.locator("#figure-topics").get_by_role("button", name="Copy the link").click()
    visitor.page.get_by_text("The link is copied.").wait_for()
    address = visitor.page.evaluate("navigator.clipboard.readText()")
    assert address.startswith(visitor.site.address)
    assert address.endswith("#figure-topics")
    visitor.page.goto("about:blank")
    visitor.page.goto(address)
    visitor.settle()
    visitor.until("document.querySelector('#figure-topics').getBoundingClientRect().top < window.innerHeight")


@pytest.mark.parametrize(("language", "between", "sign"), [("en", ",", "."), ("fr", ";", ",")])
def test_no_name_becomes_a_formula_and_numbers_stay_numbers(
    browser: Browser, language: str, between: str, sign: str
) -> None:
    """Through the very script of the site, on an empty page: names of places and projects are free text."""
    page = browser.new_page()
    page.set_content(f"<html lang={language}><body></body></html>")
    page.add_script_tag(path=ARTEFACTS.parent / "assets" / "figure.js")
    formulas = ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "  =1"]
    plain = ['Île; "Bizard"', "two\nlines", "a,b", "under 30%", ""]
    text = page.evaluate("(lines) => window.quartierFigure.csv(lines)", [formulas, plain, [-3, 0.345, 1204]])
    page.close()
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=between))
    assert lines[0] == ["'" + each for each in formulas]
    assert lines[1] == plain
    assert [float(each.replace(sign, ".")) for each in lines[2]] == [-3, 0.345, 1204]


@pytest.mark.deep
def test_without_a_clipboard_the_address_is_shown_to_be_copied(visitor: Visitor) -> None:
    visitor.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    asked: list[str] = []
    visitor.page.on("dialog", lambda dialog: (asked.append(dialog.default_value), dialog.dismiss()))
    overview(visitor)
    visitor.page.locator("#figure-topics").get_by_role("button", name="Copy the link").click()
    visitor.page.wait_for_timeout(500)
    assert [each.endswith("#figure-topics") for each in asked] == [True]
    assert visitor.complaints == []
