"""What is printed: a profile on two pages, and the names that the screen folds away."""

from __future__ import annotations

import re

import pytest

import queries
from queries import Period
from tests.journeys.conftest import Visitor
from tests.journeys.test_main_journey import answers

pytestmark = pytest.mark.journey


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_profile_is_two_pages_of_a4_for_a_full_and_for_a_silent_place(visitor: Visitor) -> None:
    active: dict[str, queries.Row] = answers(visitor, "active_households", Period.parse("2025").code)
    silent = next(code for code, row in active.items() if row.why == "threshold")
    full = max(active, key=lambda code: active[code].answer or 0.0)
    visitor.sign_in("mairie@quartier.example", f"/n/{full}?period=2025")
    for code in (full, silent):
        visitor.go(f"/n/{code}?period=2025")
        assert pages_of(visitor.page.pdf(format="A4", print_background=True)) == 2, code


def test_on_paper_the_names_of_every_tier_stand(visitor: Visitor) -> None:
    visitor.sign_in("mairie@quartier.example", "/needs?period=2025")
    visitor.settle()
    names = visitor.page.locator(".tier-rest .chip")
    assert names.count() > 30
    assert not names.last.is_visible(), "folded on the screen"
    visitor.page.emulate_media(media="print")
    assert names.first.is_visible()
    assert names.last.is_visible()
    assert visitor.page.locator(".tier.is-unknown .chip").first.is_visible()
