"""A part of a page that nothing changes is one component in the browser, and its whole tree in Python."""

from __future__ import annotations

import pytest
from dash import dcc, html

from dashboard.static import Static
from tests.dashboard.pages_view import components, kinds, text_of


def test_the_browser_gets_elements_with_their_attributes_and_what_is_in_them() -> None:
    cell = html.Td([None, "12 ", html.Em(3, lang="fr")], className="x", **{"data-values": "[1]"})
    made = Static(html.Details([html.Summary("Table"), html.Div(html.Tr((cell,)), tabIndex="0")], id="one", open=True))
    assert made.to_plotly_json() == {
        "namespace": "quartier",
        "type": "Static",
        "props": {
            "tree": ["details", {"id": "one", "open": True}, ["summary", {}, "Table"],
                     ["div", {"tabIndex": "0"},
                      ["tr", {}, ["td", {"className": "x", "data-values": "[1]"}, "12 ", ["em", {"lang": "fr"}, 3]]]]]
        },
    }  # fmt: skip


def test_in_python_it_is_the_tree_that_it_holds() -> None:
    made = html.Div(Static(html.Ul([html.Li("one"), html.Li("two")])))
    assert kinds(made) == ["Div", "Static", "Ul", "Li", "Li"]
    assert text_of(made) == "one two"
    assert len(list(components(Static(html.P(Static(html.B("x"))))))) == 4
    assert Static(html.P(Static(html.B("x")))).to_plotly_json()["props"]["tree"] == ["p", {}, ["b", {}, "x"]]


def test_what_the_browser_changes_cannot_be_part_of_it() -> None:
    with pytest.raises(TypeError, match="Graph is no html"):
        Static(html.Div([html.P("text"), dcc.Graph(id="mix")])).to_plotly_json()


def test_where_a_link_leads_is_for_dash_to_check() -> None:
    with pytest.raises(TypeError, match="A has an address"):
        Static(html.P(html.A("x", href="javascript:alert(1)"))).to_plotly_json()
