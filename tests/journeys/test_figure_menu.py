"""What can be taken away from a figure: its address, its table, its picture with title, source and day."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey


def overview(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example")
    visitor.settle()
    visitor.until("!!document.querySelector('#figure-trend .main-svg')")


def test_a_table_can_be_kept_as_csv(visitor: Visitor, tmp_path: Path) -> None:
    overview(visitor)
    card = visitor.page.locator("#figure-trend")
    with visitor.page.expect_download() as download:
        card.get_by_role("button", name="Table as CSV").click()
    assert download.value.suggested_filename == (
        "quartier-active-households-a-month-october-2023-to-september-2026-all-58-neighbourhoods-of-montreal-simulation.csv"
    )
    download.value.save_as(tmp_path / "table.csv")
    lines = (tmp_path / "table.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].strip('"') == card.locator("h2").inner_text()
    assert lines[-1].strip('"') == visitor.page.locator("#source").inner_text()
    assert "Simulated usage" in lines[-1]
    months = [line.split(";") for line in lines if line.startswith(("September 2026", "August 2026"))]
    assert len(months) == 2
    assert all(float(value.replace(",", "").removeprefix("about ").split()[0]) > 500 for _, value, _ in months)
    assert visitor.complaints == []


def test_a_figure_can_be_kept_as_a_picture(visitor: Visitor, tmp_path: Path) -> None:
    overview(visitor)
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
    assert visitor.complaints == []


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
