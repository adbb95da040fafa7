"""Signs of one sprite, assets/icons.svg, in the colour of the text beside them. They are decorative: words stand by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

if TYPE_CHECKING:
    from dash.development.base_component import Component


def icon(name: str) -> Component:
    """A decorative sign of assets/icons.css."""
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})
