"""What the buttons of the map do to what is seen."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_map_journey import MAP, opened

pytestmark = pytest.mark.journey

SEEN = f"new Set({MAP}.queryRenderedFeatures({{layers: ['amounts']}}).map((each) => each.properties.code)).size"


@pytest.mark.deep
def test_zooming_in_never_leaves_the_territory(visitor: Visitor) -> None:
    opened(visitor)
    seen = [visitor.page.evaluate(SEEN)]
    for _ in range(3):
        visitor.page.locator("button[data-map=in]").click()
        visitor.until(f"{MAP}.loaded() && !{MAP}.isMoving()")
        visitor.page.wait_for_timeout(500)
        seen.append(visitor.page.evaluate(SEEN))
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] > 0, seen
    visitor.page.locator("button[data-map=whole]").click()
    visitor.until(f"{MAP}.loaded() && {SEEN} === {seen[0]}")
    assert visitor.complaints == []
