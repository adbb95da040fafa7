"""The pages, in the order of the navigation. A page is a module with PATH, TITLE, ICON and `layout(view)`.

To add a page: write the module, add it to PAGES; with IN_FOOT it stands in the foot of the navigation, with
IN_MENU = False nowhere in it; with USES it follows only the parts of the selection that it names. The path of a
profile goes on with the code of its place, that of projects may go on with the code of one. Pages import components
and figures, never the frame.
"""

from __future__ import annotations

from types import ModuleType

from dashboard.pages import (
    about,
    campaigns,
    criteria,
    engagement,
    estimate,
    exchanges,
    gallery,
    map,
    needs,
    overview,
    profile,
    projects,
    workshop,
)
from dashboard.selection import place_in, project_in

PAGES: tuple[ModuleType, ...] = (
    overview, map, exchanges, needs, engagement, campaigns, workshop, projects, estimate, criteria, profile, about,
    gallery,
)  # fmt: skip


def page_at(path: str) -> ModuleType | None:
    """The page of an address, with or without a last slash; None when there is no such page."""
    wanted = path.rstrip("/") or "/"
    if place_in(wanted):
        return profile
    if project_in(wanted):
        return projects
    return next((page for page in PAGES if wanted == (page.PATH.rstrip("/") or "/")), None)
