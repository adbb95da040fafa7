"""What a first and a second page weigh on the line, as a real browser counts it."""

from __future__ import annotations

import pytest

from dashboard.pages import PAGES
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey

#: Bytes on the line, headers included.
FIRST, SECOND = 1_700_000, 60_000


def counted(visitor: Visitor) -> dict[str, int]:
    """Bytes as they come in from now on, by address."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on(
        "Network.responseReceived", lambda event: addresses.update({event["requestId"]: event["response"]["url"]})
    )

    def finished(event) -> None:
        address = addresses.get(event["requestId"], "")
        sizes[address] = sizes.get(address, 0) + int(event["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    return sizes


@pytest.mark.parametrize("path", ["/", "/map"])
def test_the_first_page_is_light(visitor: Visitor, path: str) -> None:
    sizes = counted(visitor)
    visitor.sign_in("mairie@quartier.example", path)
    visitor.settle()
    heaviest = sorted(sizes.items(), key=lambda item: -item[1])[:8]
    assert sum(sizes.values()) < FIRST, heaviest
    assert sum("plotly" in address for address in sizes) <= 2, "one script of plotly, and the one that draws with it"
    assert not any("mathjax" in address.lower() for address in sizes)


#: The pages of the menu, as an English reader knows them; the heaviest are weighed at every change.
START, *NEXT = [page.TITLE for page in PAGES if getattr(page, "IN_MENU", True)]
HEAVIEST = ["Needs", "Engagement"]


@pytest.mark.parametrize(
    ("first", "names"),
    [
        ("/", HEAVIEST),
        pytest.param("/", [name for name in NEXT if name not in HEAVIEST], marks=pytest.mark.deep),
        pytest.param("/map", [START], marks=pytest.mark.deep),
    ],
    ids=["heaviest", "others", "from-map"],
)
def test_every_next_page_is_lighter_still(visitor: Visitor, first: str, names: list[str]) -> None:
    visitor.sign_in("mairie@quartier.example", first)
    visitor.settle()
    for name in names:
        sizes = counted(visitor)
        visitor.page.locator(".page-link", has_text=name).click()
        visitor.page.locator(".page-link.is-current", has_text=name).wait_for()
        visitor.settle()
        assert 0 < sum(sizes.values()) < SECOND, (name, sorted(sizes.items(), key=lambda item: -item[1])[:8])
