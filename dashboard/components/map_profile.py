"""The panel beside the map: what the selected places say, or the whole territory when none is selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.components.amounts import about, counted, interval_words, why_words
from dashboard.components.map_compare import comparison
from dashboard.components.map_legend import stage_names, stage_sign
from dashboard.components.map_values import MapValues
from dashboard.components.similar_card import none_words
from dashboard.figures.palettes import Palette
from dashboard.selection import Chosen, profile_address
from dashboard.words import Words
from layers.projects import ProjectPoint
from queries import Place, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: As many profiles as can be compared at a glance, and projects or names as can be taken in.
MOST_PROFILES = 4
MOST_PROJECTS = 4
MOST_NAMES = 12


@dataclass(frozen=True)
class Facts:
    """What goes with the indicator: places by code, mean monthly active households, projects.

    `coarser` leads from a selected place that is hidden to a coarser view of it, by code; `similar` are the places
    like the one selected with why they are; `silent` those too quiet to tell; `pairs` the indicators of two places;
    `elsewhere` what lies in a city that is not drawn, by code: its name, the city's code and the city's name;
    `together` the indicator of all selected places as one.
    """

    places: Mapping[str, Place]
    monthly: Mapping[str, float | None]
    study_monthly: float | None
    projects: Sequence[ProjectPoint]
    coarser: Mapping[str, Component]
    similar: Sequence[tuple[str, str]] = ()
    silent: Sequence[str] = ()
    pairs: Sequence[MapValues] = field(default=())
    elsewhere: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    together: Row | None = None


def panel(values: MapValues, chosen: Chosen, facts: Facts, path: str, palette: Palette) -> list[Component]:
    """One profile a selected place (four at most), the comparison of two, or how to select one."""
    w = values.words
    if not chosen.places:
        return [
            html.Section(
                [
                    html.H2(w.plural("{n} neighbourhood", "All {n} neighbourhoods", len(values.names))),
                    *_territory(values),
                    html.P(
                        w("Click a neighbourhood on the map to see its profile, Shift-click to add one; the list "
                          "always adds."),
                        className="reading",
                    ),
                ],
                className="map-profile",
            ),
            *_silent(values, chosen, facts, path),
        ]  # fmt: skip
    shown, more = chosen.places[:MOST_PROFILES], len(chosen.places) - MOST_PROFILES
    blocks: list[Any] = [*_together(values, chosen, facts)]
    blocks += [
        _in_another_city(code, chosen, facts, path, w) if code in facts.elsewhere
        else _profile(code, values, chosen, facts, palette, several=len(shown) > 1)
        for code in shown
    ]  # fmt: skip
    if len(chosen.places) == 2 and facts.pairs:
        blocks.append(comparison(*chosen.places, facts.pairs, w))
    if len(chosen.places) == 1:
        blocks += _similar(values, chosen, facts, path)
    if more > 0:
        text = w.plural("{n} more place is selected in the list.", "{n} more places are selected in the list.", more)
        blocks.append(html.P(text, className="reading"))
    clear = dcc.Link(w("Clear the selection"), href=path + chosen.but(places=()).search)
    return [html.Div([*blocks, html.P(clear, className="profile-links")], id="map-profiles")]


def _together(values: MapValues, chosen: Chosen, facts: Facts) -> list[Component]:
    """What was drawn or picked as one, before its parts."""
    w, row, entry = values.words, facts.together, values.indicator
    if row is None or row.answer is None:
        return []
    parts = [w("{name}: {value}", name=w.text(entry.label), value=counted(w, entry.unit, row.answer)),
             w("95% interval: {interval}", interval=said) if (said := interval_words(w, entry.unit, row)) else "",
             w("without those below threshold") if row.shown == "partial" else "", w.period(values.period)]  # fmt: skip
    return [
        html.Section(
            [html.H2(w.plural("{n} neighbourhood together", "{n} neighbourhoods together", len(chosen.places))),
             html.P(" · ".join(filter(None, parts)), className="reading")],
            className="map-profile map-together",
        )
    ]  # fmt: skip


def _territory(values: MapValues) -> list[Component]:
    w, middle = values.words, values.middle
    if middle is None:
        return []
    return [
        html.P(
            [html.Span(w("about"), className="soft"), " ",
             html.Strong(values.amount(middle), className="profile-value"), " ", w("in the median neighbourhood")],
            className="profile-main",
        ),
        *_benchmark(values),
    ]  # fmt: skip


def _silent(values: MapValues, chosen: Chosen, facts: Facts, path: str) -> list[Component]:
    """The neighbourhoods too quiet to tell, by name: silence is not the absence of needs."""
    w = values.words
    if not facts.silent:
        return []
    names = [
        html.Li(dcc.Link(values.name(code), href=path + chosen.but(places=(code,)).search))
        for code in facts.silent[:MOST_NAMES]
    ]
    more = len(facts.silent) - MOST_NAMES
    return [
        html.Section(
            [
                html.H3(w.plural("{n} silent neighbourhood", "{n} silent neighbourhoods", len(facts.silent))),
                html.P(w("Too few active households {during} to say anything safely, which is not the same as no need.",
                         during=w.during(chosen.period or values.period)), className="reading"),
                html.Ul([*names, *([html.Li(w.plural("and {n} more", "and {n} more", more))] if more > 0 else [])],
                        className="place-names"),
            ],
            className="map-profile map-silent",
        )
    ]  # fmt: skip


def _similar(values: MapValues, chosen: Chosen, facts: Facts, path: str) -> list[Component]:
    """The neighbourhoods most like the selected one, dashed on the map; a click puts the two side by side."""
    w = values.words
    if not facts.similar:
        none = html.P(none_words(w), className="reading")
        section = html.Section([html.H3(w("Similar neighbourhoods")), none])
        return [section] if len(values.names) > 1 else []
    items = [
        html.Li(
            [
                dcc.Link(_name(code, values, facts), href=path + chosen.but(places=(*chosen.places, code)).search),
                *([html.Span(f" · {reason}", className="soft")] if reason else []),
            ]
        )
        for code, reason in facts.similar
    ]
    return [
        html.Section(
            [
                html.H3(w("Similar neighbourhoods")),
                html.P(w("Dashed on the map; choose one to compare the two."), className="reading"),
                html.Ul(items, className="similar-list"),
            ],
            className="map-profile",
        )
    ]


def _name(code: str, values: MapValues, facts: Facts) -> str:
    found = facts.elsewhere.get(code)
    return f"{found[0]} ({found[2]})" if found else values.name(code)


def _in_another_city(code: str, chosen: Chosen, facts: Facts, path: str, w: Words) -> Component:
    """A selected place that is not on the map, and the way to the map of its city."""
    name, city, city_name = facts.elsewhere[code]
    there = dcc.Link(w("Map {of_city}", of_city=w.of_place(city_name)), href=path + chosen.but(city=city).search)
    return html.Section(
        [html.H2(name), html.P(w("Not in the city that is drawn."), className="reading"),
         html.P(there, className="profile-links")],
        className="map-profile",
    )  # fmt: skip


def _profile(code: str, values: MapValues, chosen: Chosen, facts: Facts, palette: Palette, several: bool) -> Component:
    w, row = values.words, values.row(code)
    place = facts.places.get(code)
    known: list[str] = []
    if place and place.homes:
        known.append(w.plural("{n} home", "{n} homes", place.homes))
    here = [point for point in facts.projects if code in point.neighbourhoods]
    if here:
        known.append(w.plural("{n} project", "{n} projects", len(here)))
    lines: list[Any] = [html.H2(values.name(code))]
    if known:
        lines.append(html.P(" · ".join(known), className="reading"))
    lines += _main(code, row, values, facts)
    if code in facts.monthly:
        lines.append(html.P(_monthly(facts.monthly[code], facts.study_monthly, values), className="profile-line"))
    if here and not several:
        lines.append(_projects(here, values, chosen, palette))
    only = chosen.everywhere().but(places=(code,))
    lines.append(html.P([dcc.Link(w("Overview: {place}", place=values.name(code)), href="/" + only.search), " · ",
                         dcc.Link(w("Profile: {place}", place=values.name(code)), href=profile_address(code, only))],
                        className="profile-links"))  # fmt: skip
    return html.Section(lines, className="map-profile")


def _main(code: str, row: Row | None, values: MapValues, facts: Facts) -> list[Component]:
    w = values.words
    if row is None or row.answer is None:
        text = why_words(w, row, values.indicator)
        hidden = html.P([html.Strong(values.label), " · ", text], className="profile-main is-hidden")
        return [hidden, *([html.P(facts.coarser[code])] if code in facts.coarser else [])]
    main = html.P(
        [
            html.Span(values.label, className="profile-what"),
            " · ",
            html.Span(w("about"), className="soft"),
            " ",
            html.Strong(values.amount(row.answer), className="profile-value"),
            *([html.Span(f" · {interval}", className="soft")] if (interval := values.interval(row)) else []),
        ],
        className="profile-main",
    )
    changed = values.change_words(code)
    return [main, *([html.P(changed, className="profile-change")] if changed else []), *_benchmark(values)]


def _benchmark(values: MapValues) -> list[Component]:
    found, w = values.indicator.benchmark, values.words
    if found is None:
        return []
    return [html.P(w("The study: {value}", value=values.amount(found.value)), className="reading",
                   title=w.text(found.note))]  # fmt: skip


def _monthly(mean: float | None, study: float | None, values: MapValues) -> list[Any]:
    w = values.words
    if mean is None:
        return [w("Active households a month:"), " ", w("not shown, a month is below threshold")]
    said = [w("Active households a month:"), " ", html.Strong(about(w, w.number(mean)))]
    return [*said, " · ", w("the study: {value}", value=w.number(study))] if study else said


def _projects(here: Sequence[ProjectPoint], values: MapValues, chosen: Chosen, palette: Palette) -> Component:
    w = values.words
    names = stage_names(w)
    lines = [
        html.Li(
            [
                stage_sign(point.stage, palette),
                html.Span(
                    [
                        dcc.Link(point.name, href="/projects" + chosen.everywhere().but(project=point.code).search),
                        html.Span(f" · {stage_reading(point, names, w)}", className="soft"),
                    ]
                ),
            ]
        )
        for point in here[:MOST_PROJECTS]
    ]
    if len(here) > MOST_PROJECTS:
        more = w.plural("{n} more project", "{n} more projects", len(here) - MOST_PROJECTS)
        lines.append(html.Li(dcc.Link(more, href="/projects" + chosen.everywhere().search)))
    return html.Ul(lines, className="profile-projects")


def stage_reading(point: ProjectPoint, names: Mapping[str, str], w: Words) -> str:
    """The stage and the month since when: works, since May 2025."""
    if point.since is None:
        return names[point.stage]
    return w("{stage}, since {month}", stage=names[point.stage], month=w.month(point.since))
