"""A part of a page that nothing changes once it is there, as one component of Dash instead of one an element.

In the browser Dash keeps books on every component: a table of a thousand cells took seconds. assets/static.js gives the
whole part to React at once. In Python it is the tree that it holds, as any other component.
"""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

#: What Dash's components carry that is no attribute of an element.
_OWN = {"children", "available_properties", "available_wildcard_properties", "n_clicks", "disable_n_clicks"}

_ADDRESSES = {"href", "src", "action", "formAction"}


class Static(Component):
    """`children`: an element of html and all that is in it.

    TypeError for what is not html, such as a figure, and for addresses: Dash looks at where those of its own lead.
    """

    _namespace = "quartier"
    _type = "Static"

    def __init__(self, children: Component) -> None:
        self._prop_names = ["children"]
        self._valid_wildcard_attributes: list[str] = []
        super().__init__(children=children)

    def to_plotly_json(self) -> dict[str, Any]:
        return {"props": {"tree": _tree(self.children)}, "type": self._type, "namespace": self._namespace}


def _tree(part: Any) -> Any:
    """[element, attributes, *what is in it]; a text or number as it is."""
    if not isinstance(part, Component):
        return part
    if isinstance(part, Static):
        return _tree(part.children)
    if part._namespace != html.Div._namespace:
        raise TypeError(f"{part._type} is no html: it can be no part of what never changes")
    attributes = {name: value for name, value in vars(part).items() if name[0] != "_" and name not in _OWN}
    if _ADDRESSES & attributes.keys():
        raise TypeError(f"{part._type} has an address: it can be no part of what never changes")
    return [part._type.lower(), attributes, *map(_tree, _inside(getattr(part, "children", None)))]


def _inside(children: Any) -> list[Any]:
    if children is None:
        return []
    if isinstance(children, (list, tuple)):
        return [each for child in children for each in _inside(child)]
    return [children]
