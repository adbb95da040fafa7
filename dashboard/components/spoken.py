"""What is said and not drawn, or drawn and not said: words and attributes for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: For signs that a text beside them repeats.
DECORATIVE: dict[str, Any] = {"aria-hidden": "true"}


def said(text: str) -> Component:
    """Words for those who do not see the sign beside them."""
    return html.Span(text, className="visually-hidden")


def labelled_by(identifier: str) -> dict[str, Any]:
    """The attributes of a region that a heading with this id names."""
    return {"aria-labelledby": identifier}
