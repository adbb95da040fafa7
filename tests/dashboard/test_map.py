"""The map in words and digits: classes, changes, what the browser gets; hidden places have no rank and no colour."""

from __future__ import annotations

import gzip
import json
import random
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from dashboard.components.map_compare import comparison, differences, verdict
from dashboard.components.map_legend import layers_card, legend
from dashboard.components.map_numbers import HIDDEN, numbers, sentences
from dashboard.components.map_values import Against, MapValues, Mode
from dashboard.figures import choropleth
from dashboard.figures.palettes import palette
from dashboard.pages.map import following
from dashboard.selection import Chosen
from dashboard.words import words_in
from layers.projects import STAGES
from layers.registry import LAYERS
from queries import INDICATORS, Period, Row
from queries.statistics.derived import Estimate, cell, rate
from tests.dashboard.pages_view import text_of

LIGHT = palette("light")
NOW = Period.parse("2025-Q2")
SHARES: dict[str, float | None] = {"a": 0.4, "b": 0.25, "c": None, "d": 0.3}
NAMES = {"a": "Maurepas", "b": "Le Blosne", "c": "Île-Bizard", "d": "Centre"}


def rows_of(shares: dict[str, float | None], sd: float = 0.02) -> dict[str, Row]:
    return {
        code: Row(code, code, NOW.code, "total", "total", share, None if share is None else sd,
                  "no" if share is None else "yes", "threshold" if share is None else "")
        for code, share in shares.items()
    }  # fmt: skip


def values(language: str = "en", mode: Mode = "amount", against: Against | None = None) -> MapValues:
    w = words_in(language)
    before = against or Against("period", w.period(Period.parse("2024-Q2")), rows_of({**SHARES, "a": 0.3}))
    return MapValues(INDICATORS["unanswered"], NOW, NAMES, rows_of(SHARES), before, w, mode)


def city(count: int, mode: Mode = "amount") -> MapValues:
    """A city of so many neighbourhoods with as much chance in its numbers as real ones have."""
    chance = random.Random(7)
    shares = {f"n{at:04d}": round(chance.betavariate(6, 14), 2) if chance.random() > 0.08 else None
              for at in range(count)}  # fmt: skip
    before = {code: share and round(share + chance.gauss(0, 0.05), 2) for code, share in shares.items()}
    rows = {code: replace(row, noise_sd=chance.uniform(0.012, 0.04) if row.answer is not None else None)
            for code, row in rows_of(shares).items()}  # fmt: skip
    names = {code: f"Quartier {code}" for code in shares}
    against = Against("period", "2nd quarter 2024", rows_of(before))
    return MapValues(INDICATORS["unanswered"], NOW, names, rows, against, words_in("en"), mode)


def said(made: MapValues, one: str, other: str) -> str:
    return verdict(made, one, other, *differences([made], one, other))


def steps(made: MapValues) -> list[tuple[str, int]]:
    return [(step.text, step.count) for step in made.legend()]


def test_another_indicator_makes_another_address_and_the_same_one_none() -> None:
    chosen = following("?period=2025-Q2&places=b", "reach", "amount", "active_share amount")
    assert chosen
    assert chosen.search == "?places=b&period=2025-Q2&indicator=reach"
    assert following("", "reach", "amount", "reach amount") is None
    assert following("", "reach", "change", "reach amount") == Chosen(indicator="reach", colour="change")


def test_a_forged_control_changes_nothing() -> None:
    forged: list[Any] = [None, {}, [], 3, "nothing", "../reach"]
    assert [following("", code, "amount", "") for code in forged] == [None] * len(forged)
    assert [following("", "reach", mode, "") for mode in forged] == [None] * len(forged)


def test_the_legend_counts_the_neighbourhoods_of_each_class_and_the_hidden_ones() -> None:
    assert steps(values()) == [("under 30%", 1), ("30% to 35%", 1), ("35% and over", 1), ("below threshold", 1)]
    assert "below threshold 1" in text_of(legend(values(), LIGHT))


def test_a_change_within_the_noise_is_not_told_as_one() -> None:
    assert values().change_words("a") == "up 10 points since 2nd quarter 2024"
    assert values().change_words("b") == "no clear change since 2nd quarter 2024"
    assert values().change_words("c") == ""


def test_the_legend_of_changes_has_the_unclear_ones_in_the_middle() -> None:
    assert steps(values(mode="change")) == [
        ("up", 1), ("no clear change", 2), ("down", 0), ("below threshold", 1)]  # fmt: skip
    made = numbers(values(mode="change"), LIGHT)
    assert made["colours"][made["classes"][1]] == LIGHT.diverging[3]
    assert made["colours"][made["classes"][0]] == LIGHT.diverging[5]


def test_the_study_and_another_place_can_take_the_place_of_a_period() -> None:
    study = values(against=Against("study", "the 2020 study", {}, 0.28))
    assert study.change_words("a") == "12 points above the 2020 study"
    assert study.change_words("d") == "no clear difference from the 2020 study"
    other = values(against=Against("place", "Le Blosne", dict.fromkeys(SHARES, rows_of(SHARES)["b"])))
    assert other.change_words("a") == "15 points above Le Blosne"
    assert other.change_words("b") == ""
    assert other.change_words("d") == "no clear difference from Le Blosne"


@pytest.mark.parametrize("code", ["active_households", "reach"])
def test_few_households_among_thousands_of_homes_still_make_a_map(code: str) -> None:
    """As many homes and households as a neighbourhood of the demonstration has."""
    chance = random.Random(3)
    per = 100 if code == "active_households" else 1
    found = {f"n{at:02d}": rate(cell(chance.uniform(16, 180), 1.1), Estimate(chance.uniform(2_800, 28_100), 0.0), per)
             for at in range(56)}  # fmt: skip
    rows = {at: replace(row, answer=each.value, noise_sd=each.variance**0.5)
            for at, row in rows_of(dict.fromkeys(found, 0.0)).items() if (each := found[at])}  # fmt: skip
    entry = replace(INDICATORS[code], homes=True, unit="share" if code == "reach" else "ratio")
    made = MapValues(entry, NOW, {at: at for at in rows}, rows, None, words_in("en"))
    assert len(made.legend()) >= 4
    told = numbers(made, LIGHT)
    assert min(value for value in told["value"] if value is not None) > 0
    assert not re.search(r"\b0(?![.\d])", made.reading())


def test_no_class_is_narrower_than_an_interval_reaches_to_one_side() -> None:
    made = city(60)
    reach = 1.96 * median(made.noise)
    assert len(made.scale.edges) > 2
    assert all(high - low >= reach for low, high in pairwise(made.scale.edges))


def test_the_reading_says_the_map_in_words_in_both_languages() -> None:
    assert values().reading().startswith("Highest: Maurepas (about 40%). Lowest: Le Blosne (about 25%).")
    french = values("fr").reading()
    assert "Le plus haut\u202f: Maurepas" in french
    assert "Highest" not in french


def test_a_map_of_changes_is_said_as_changes_in_both_languages() -> None:
    said = "Clearly up in 1, clearly down in none, no clear change in 2. Extremes: Maurepas (up 10 points)."
    assert values(mode="change").reading() == f"{said} 1 neighbourhood is not shown."
    french = values("fr", mode="change").reading()
    assert french.startswith("Nettement en hausse dans 1, nettement en baisse dans aucun, sans évolution nette dans 2.")
    assert "Extrêmes\u202f: Maurepas (en hausse de 10 points)." in french
    assert "haut" not in french, "the ends of another scale"
    same = Against("period", "2nd quarter 2024", rows_of(SHARES))
    assert values(mode="change", against=same).reading().startswith("No neighbourhood changed clearly.")


def test_the_browser_gets_told_numbers_and_nothing_finer() -> None:
    made = numbers(values(), LIGHT)
    assert made["value"] == [40, 25, None, 30]
    assert (made["low"], made["high"]) == ([36, 21, None, 26], [44, 29, None, 34])
    assert made["change"] == [10, 0, None, 0]
    assert made["classes"][2] == HIDDEN
    assert [made["reasons"][at] for at in made["why"]] == ["below threshold"]
    assert made["sign"] == "%"


def test_a_hidden_place_has_a_class_of_its_own_and_no_colour() -> None:
    made = numbers(values(), LIGHT)
    assert set(made["classes"]) - {HIDDEN} == set(made["colours"])
    assert HIDDEN not in made["colours"]


@pytest.mark.parametrize("mode", ["amount", "change"])
def test_a_thousand_neighbourhoods_fit_into_eight_kilobytes(mode: Mode) -> None:
    text = json.dumps(numbers(city(1000, mode), LIGHT), separators=(",", ":"))
    assert len(gzip.compress(text.encode())) < 8_000 - 2_000  # what else the answer holds is under 2 KB


def test_sentences_for_the_browser_keep_their_places_to_fill() -> None:
    for language in ("en", "fr"):
        told = sentences(words_in(language))
        assert "{n}" in told["more"]
        for name in ("points", "drawn", "others", "several", "dwellings"):
            assert all("{n}" in form for form in told[name].values())
        assert "{low}" in told["interval"]
        assert all("{names}" in form for form in told["drawn"].values())
    french = sentences(words_in("fr"))
    assert (french["dwellings"]["one"], french["others"]["one"]) == ("{n} logement", "{names} et {n} autre")


def test_french_says_rises_of_periods_and_differences_of_places() -> None:
    in_time, beside = values("fr", "change"), values("fr", "change", Against("study", "l’étude", {}, 0.28))
    assert [text for text, _ in steps(in_time)[:3]] == ["en hausse", "pas d’évolution nette", "en baisse"]
    assert "hausse" not in beside.reading() + " ".join(text for text, _ in steps(beside))
    assert "pas d’écart net" in [text for text, _ in steps(beside)]
    assert "sans évolution nette" in in_time.reading()
    assert said(in_time, "a", "b") == "Maurepas dépasse Le Blosne de 15 points"


def test_two_places_differ_only_beyond_the_noise() -> None:
    made = values()
    assert said(made, "a", "b") == "Maurepas is 15 points above Le Blosne"
    assert said(made, "b", "a") == "Maurepas is 15 points above Le Blosne"
    assert said(made, "b", "d") == "no difference beyond the noise"
    assert said(made, "a", "c") == "nothing to compare with"
    assert "They clearly differ in 1 indicator of 1" in text_of(comparison("a", "b", [made], words_in("en")))


def test_chance_alone_colours_hardly_any_of_many_neighbourhoods() -> None:
    """Of 1,000 places where nothing changed, 1.96 standard deviations would colour fifty."""
    chance = random.Random(3)
    quiet = {f"n{at:04d}": 0.30 + chance.gauss(0, 0.02 * 2**0.5) for at in range(1000)}
    same = dict.fromkeys(quiet, 0.3)
    names = {code: code for code in quiet}
    before = Against("period", "2nd quarter 2024", rows_of(same))
    made = MapValues(INDICATORS["unanswered"], NOW, names, rows_of(quiet), before, words_in("en"), "change")
    assert sum(1 for code in names if (found := made.change_of(code)) and found.is_clear) > 30
    assert sum(1 for found in made.differences.values() if found) <= 1
    assert sum(step.count for step in made.legend() if step.at) <= 1
    assert sum(1 for found in numbers(made, LIGHT)["change"] if found) <= 1


def test_two_places_compared_over_many_indicators_are_not_said_to_differ_by_chance() -> None:
    alike = {**SHARES, "a": 0.3575}  # 2.03 standard deviations from d
    once, often = values(), [replace(values(), rows=rows_of(alike)) for _ in range(8)]
    assert differences([replace(once, rows=rows_of(alike))], "a", "d") == [pytest.approx(0.0575)]
    others = [replace(each, rows=rows_of({**SHARES, "a": 0.30})) for each in often[1:]]
    assert differences([often[0], *others], "a", "d") == [None] * 8


def test_every_layer_has_a_switch_and_projects_their_stages() -> None:
    for language in ("en", "fr"):
        card = layers_card(LAYERS, ["works", "works", "existing"], set(), LIGHT, words_in(language))
        told = json.dumps(card.to_plotly_json(), default=lambda each: each.to_plotly_json(), ensure_ascii=False)
        assert all(layer.label[language] in told for layer in LAYERS)
        assert "▲" in told


def test_the_figure_holds_no_shape_and_no_number() -> None:
    drawn = choropleth.figure({"version": 8, "sources": {}, "layers": []}, (2.0, 48.0, 11.0), "s1")
    assert len(drawn.to_json()) < 1_500


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_as_far_apart_as_the_scale_allows(theme: str) -> None:
    for count in range(1, 7):
        assert len(set(choropleth.colours(count, palette(theme)))) == count
    for sizes in range(1, 4):
        sides = [choropleth.diverging(side, sizes, palette(theme)) for side in range(-sizes, sizes + 1)]
        assert len(set(sides)) == 2 * sizes + 1


def test_every_stage_has_its_own_colour_and_sign() -> None:
    assert set(LIGHT.stages) == set(choropleth.STAGE_SIGNS) == set(STAGES)
    assert len(set(choropleth.STAGE_SIGNS.values())) == len(STAGES)


def test_every_sentence_for_the_browser_is_used_by_a_script() -> None:
    assets = Path(__file__).resolve().parents[2] / "assets"
    code = "".join(path.read_text("utf-8") for path in assets.glob("map*.js"))
    unused = [name for name in sentences(words_in("en")) if not re.search(rf"words\.{name}\b", code)]
    assert unused == []
