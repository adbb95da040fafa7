"""The map: a click only makes the next address, the legend counts, hidden places have no rank and no colour."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from dashboard.components.map_legend import legend, ranges
from dashboard.components.map_list import neighbourhood_list
from dashboard.components.map_values import MapValues
from dashboard.figures import choropleth
from dashboard.pages.map import clicked
from dashboard.selection import Chosen
from dashboard.words import words_in
from layers.classes import classes
from layers.projects import STAGES
from queries import INDICATORS, Answer, Period, Row

NOW, BEFORE = Period.parse("2025-Q2"), Period.parse("2024-Q2")
SHARES: dict[str, float | None] = {"a": 0.4, "b": 0.25, "c": None, "d": 0.3}


def answer_of(shares: dict[str, float | None], period: Period) -> Answer:
    rows = tuple(
        Row(code, code, period.code, "total", "total", share, None if share is None else 0.02,
            "no" if share is None else "yes", "threshold" if share is None else "")
        for code, share in shares.items()
    )  # fmt: skip
    return Answer("unanswered", "neighbourhood", "s1", rows)


def values(language: str = "en") -> MapValues:
    before = answer_of({**SHARES, "a": 0.3}, BEFORE)
    names = {"a": "Maurepas", "b": "Le Blosne", "c": "Île-Bizard", "d": "Centre"}
    indicator = INDICATORS["unanswered"]
    return MapValues(indicator, NOW, names, answer_of(SHARES, NOW), before, BEFORE, words_in(language))


def texts(component: Any) -> str:
    return json.dumps(component.to_plotly_json(), default=lambda each: each.to_plotly_json(), ensure_ascii=False)


def figure(**changes: Any) -> Any:
    made = values()
    wanted: dict[str, Any] = {
        "geometry": "/geometry/s1/neighbourhoods.geojson",
        "style": {"version": 8, "sources": {}, "layers": []},
        "hatches": {"type": "FeatureCollection", "features": []},
        "view": (2.0, 48.0, 11.0),
    }
    return choropleth.figure([made.cell(code) for code in SHARES], made.scale, **{**wanted, **changes})


def test_a_click_selects_a_place_and_a_second_click_clears_it() -> None:
    data = {"points": [{"location": "a"}]}
    first = clicked("?period=2025-Q2&places=b", data, adding=False)
    assert Chosen.parse(first).places == ("a",)
    assert Chosen.parse(first).period == NOW
    assert Chosen.parse(clicked(first, data, adding=False)).places == ()


def test_shift_click_adds_and_takes_away() -> None:
    data = {"points": [{"location": "a"}]}
    both = clicked("?places=b", data, adding=True)
    assert Chosen.parse(both).places == ("b", "a")
    assert Chosen.parse(clicked(both, data, adding=True)).places == ("b",)


def test_a_click_on_a_project_selects_its_neighbourhood() -> None:
    assert Chosen.parse(clicked("", {"points": [{"customdata": ["Gare", "d"]}]}, adding=False)).places == ("d",)


def test_a_click_beside_everything_or_a_forged_one_changes_nothing() -> None:
    forged: list[Any] = [None, {}, [], "x", {"points": None}, {"points": [None]}, {"points": [{"location": {"a": 1}}]},
                         {"points": [{"location": "a|b"}]}, {"points": [{"location": "a" * 65}]},
                         {"points": [{"customdata": "no"}]}]  # fmt: skip
    assert [clicked("?places=b", data, adding=False) for data in forged] == [None] * len(forged)


def test_the_legend_counts_the_neighbourhoods_of_each_class() -> None:
    made = values()
    assert ranges(made) == ("under 30%", "30% to 40%", "40% and over")
    assert made.scale.counts(made.amounts) == (1, 1, 1)
    assert "below threshold" in texts(legend(made))


def test_hidden_places_come_last_by_name_without_a_number() -> None:
    assert [row.area_code for row in values().ranked] == ["a", "d", "b", "c"]
    table = texts(neighbourhood_list(values(), Chosen(places=("d",)), "/map"))
    assert table.index("Île-Bizard") > table.index("Le Blosne")
    assert "/map?places=d|c" in table  # every row is a link that adds or removes
    assert '"/map"' in table  # the selected one, taken away


def test_a_change_within_the_noise_is_not_told_as_one() -> None:
    assert values().change_words("a") == "up 10 points since 2nd quarter 2024"
    assert values().change_words("b") == "no clear change since 2nd quarter 2024"
    assert values().change_words("c") == ""


def test_the_reading_says_the_map_in_words_in_both_languages() -> None:
    assert values().reading().startswith("Highest: Maurepas (about 40%). Lowest: Le Blosne (about 25%).")
    french = values("fr").reading()
    assert "Le plus haut\u202f: Maurepas" in french
    assert "Highest" not in french


def test_geometry_stays_out_of_the_figure() -> None:
    drawn = figure()
    assert {trace.geojson for trace in drawn.data if trace.type == "choroplethmap"} == {
        "/geometry/s1/neighbourhoods.geojson"
    }
    assert len(drawn.to_json()) < 8_000


def test_a_hidden_place_has_no_value_in_the_figure() -> None:
    shown, hidden = figure().data[:2]
    assert list(shown.locations) == ["a", "b", "d"]
    assert list(hidden.locations) == ["c"]
    assert "below threshold" in hidden.customdata[0]


def test_only_places_of_the_map_are_outlined() -> None:
    outlines = [trace for trace in figure(selected=("a", "elsewhere")).data if trace.name == "outline"]
    assert [list(trace.locations) for trace in outlines] == [["a"]]


def test_a_name_is_text_and_never_markup() -> None:
    cell = choropleth.Cell("a", "<a href='x'>Maurepas</a>", 0.3, "30%")
    drawn = choropleth.figure([cell], classes([0.3]), geometry="/g", style={}, hatches={}, view=(0, 0, 1))
    assert "<a" not in drawn.data[0].customdata[0]


def test_the_colours_are_the_tokens() -> None:
    css = (Path(__file__).parents[2] / "assets" / "tokens.css").read_text(encoding="utf-8")
    tokens = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", css))
    assert tuple(tokens[f"s{number}"] for number in range(1, 7)) == choropleth.SEQUENCE
    assert (tokens["hidden"], tokens["ink"]) == (choropleth.HIDDEN, choropleth.INK)


def test_every_stage_has_its_own_colour_and_sign() -> None:
    assert set(choropleth.STAGE_COLOURS) == set(choropleth.STAGE_SIGNS) == set(STAGES)
    assert len(set(choropleth.STAGE_SIGNS.values())) == len(STAGES)
