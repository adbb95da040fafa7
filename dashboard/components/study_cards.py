"""Studies on cards: the list, the form of a new one, what was said, what came of it, and what was done otherwise.

Pure: studies and results in, components out; the page listens. What people wrote is shown as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.access.criteria import LONGEST_DEVIATION, Beforehand
from dashboard.access.drafts import LONGEST_TITLE
from dashboard.access.studies import Registered
from dashboard.components.draft_words import moment_words, names_words
from dashboard.components.effect_card import chance_words
from dashboard.components.figure import Told, figure_card, interval_head, picture, table
from dashboard.components.study_words import (
    change_words,
    compared_words,
    comparison_words,
    headline,
    indicator_words,
    is_too_small,
    later_words,
    marked_words,
    months_words,
    not_told_words,
    too_small_words,
    verdict_words,
    visible_words,
)
from dashboard.figures.palettes import Palette
from dashboard.figures.parts import Bar, parts
from dashboard.words import Words, alphabetical, capital
from queries import INDICATORS, STUDY_INDICATORS, Criteria, Effect, Period, StudyResult

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from queries.campaign_effect import Months

_ALERT = {"role": "alert"}
_FIELD = {"classNames": {"input": "control"}, "errorProps": _ALERT}


@dataclass(frozen=True)
class Offered:
    """What the form begins with and offers. campaigns: (code, title); months: those that can be chosen, in order;
    published: how many of them, from the first, have come already."""

    where: str
    campaigns: tuple[tuple[str, str], ...]
    months: tuple[Period, ...]
    published: int
    begins: Period | None = None
    ends: Period | None = None
    campaign: str = ""


def study_list(studies: Sequence[tuple[Registered, str, str]], w: Words) -> Component:
    """Every study with its address and how it stands, the latest first."""
    title = html.H2(w("Your studies"), id="your-studies", tabIndex="-1")
    if not studies:
        return html.Section([title, html.P(w("No study is registered yet."), className="notice")],
                            className="card stack")  # fmt: skip
    items = []
    for study, href, state in studies:
        badges = [html.Span(state, className="badge badge-plain")]
        if study.is_late:
            badges.append(html.Span(w("registered afterwards"), className="badge badge-warn"))
        lines = [html.Strong(study.title, className="choice-name"),
                 html.Span(f"{indicator_words(study.criteria, w)}, {_span(study.criteria, w)}", className="reading"),
                 html.Span(badges, className="study-badges")]  # fmt: skip
        items.append(html.Li(dcc.Link(lines, href=href, className="choice")))
    return html.Section([title, html.Ul(items, className="choices")], className="card")


def _span(criteria: Criteria, w: Words) -> str:
    return months_words((criteria.begins, criteria.ends), w)


def study_form(offered: Offered, visible: Sequence[Component], w: Words) -> Component:
    """The fields of a new study; `visible`: what would be seen, made anew when they change."""
    months = [{"group": name, "items": [{"value": each.code, "label": w.month(each.start)} for each in some]}
              for name, some in ((w("To come"), offered.months[offered.published:]),
                                 (w("Already published"), offered.months[: offered.published])) if some]  # fmt: skip
    begins, ends = (each.code if each else None for each in (offered.begins, offered.ends))
    choice = {**_FIELD, "searchable": True, "allowDeselect": False, "nothingFoundMessage": w("No month has this name")}
    fields = [
        dmc.TextInput(id="study-title", label=w("Title"), value="", debounce=True,
                      attributes={"input": {"maxLength": 3 * LONGEST_TITLE, "autoComplete": "off"}}, **_FIELD),
        html.Div([html.H3(w("Where"), id="study-where"), html.P(capital(offered.where)),
                  html.P(w("Other places are chosen by name at the top of the page."), className="reading"),
                  html.P(id="study-places-fault", role="alert", className="field-fault")],
                 role="group", className="stack study-where", **{"aria-labelledby": "study-where"}),
        dmc.Select(id="study-campaign", label=w("About a campaign (may stay empty)"), value=offered.campaign or None,
                   clearable=True, data=[{"value": code, "label": title} for code, title in offered.campaigns],
                   placeholder=w("No campaign"), clearButtonProps={"aria-label": w("No campaign")}, **_FIELD),
        dmc.RadioGroup(
            dmc.Stack([dmc.Radio(w.text(INDICATORS[code].label), value=code) for code in STUDY_INDICATORS]),
            id="study-indicator", label=w("What is looked at"), value=STUDY_INDICATORS[0], errorProps=_ALERT,
            description=w("One number alone: whoever looks at several finds one that moved by chance."),
        ),
        html.Div([dmc.Select(id="study-begins", label=w("First month"), value=begins, data=months, **choice),
                  dmc.Select(id="study-ends", label=w("Last month"), value=ends, data=months, **choice)],
                 className="draft-days"),
        dmc.TextInput(id="study-smallest", label=w("Smallest rise worth acting on, in percent"), value="",
                      debounce=True, attributes={"input": {"inputMode": "numeric", "maxLength": 20,
                                                           "autoComplete": "off"}},
                      description=w("The rise from which you would do something: go on, stop, or do it elsewhere."),
                      **_FIELD),
        html.Div(list(visible), id="study-visible", className="stack", role="status"),
        html.P(w("What is registered is never changed, and stays once its first month is published. Before that it "
                 "can be withdrawn."), className="reading"),
        html.Button(w("Register the study"), id="study-register", type="button", className="button is-main",
                    **{"data-return": "study-name"}),
        html.P(id="study-said", role="alert", className="field-fault"),
    ]  # fmt: skip
    return html.Section([html.H2(w("A new study")), html.Div(fields, className="draft-fields")],
                        className="card draft-start")  # fmt: skip


def visible_part(
    known: Beforehand, smallest: float | None, months: Months | None, is_late: bool, w: Words
) -> list[Component]:  # fmt: skip
    """What would be seen, and what speaks against the study as it stands; before it is registered."""
    lines: list[Component] = [html.H3(w("What will show?")), html.P(visible_words(known, w))]
    if known.smallest is not None and not known.lacking:
        lines.append(html.P(compared_words(known, w), className="reading"))
    if smallest is not None and (said := too_small_words(smallest, known, w)):
        lines.append(html.P(said, className="notice"))
    if is_late:
        lines.append(html.P(w("Some of the first month is already published: the study will be marked as registered "
                              "afterwards."), className="notice"))  # fmt: skip
    if months is not None:
        when = w("{after} will be compared with {before}; what lasts, in {later}. Other months are not offered: the "
                 "intervals have been tried on these.", after=months_words(months.after, w),
                 before=months_words(months.before, w), later=months_words(months.later, w))  # fmt: skip
        lines.append(html.P(when, className="reading"))
    return lines


def said_card(
    study: Registered, months: Months, names: Mapping[str, str], campaign: tuple[str, str], w: Words
) -> Component:  # fmt: skip
    """All that was registered; campaign: its title and address, empty where there is none."""
    criteria, known = study.criteria, study.known
    places = sorted((names[code] for code in criteria.places if code in names), key=alphabetical)
    where = capital(names_words(places, len(names), w))
    if gone := len(criteria.places) - len(places):
        lost = w.plural("{n} place that is no longer in your territory",
                        "{n} places that are no longer in your territory", gone)  # fmt: skip
        where = w.apart([where, lost]) if where else lost
    about: list[tuple[str, Any]] = []
    if campaign[0]:
        about = [(w("Campaign"), dcc.Link(*campaign) if campaign[1] else campaign[0])]
    facts = [
        (w("Where"), where),
        *about,
        (w("What is looked at"), indicator_words(criteria, w)),
        (w("When"), capital(_span(criteria, w))),
        (w("Baseline"), capital(months_words(months.before, w))),
        (w("Beside"), comparison_words(w)),
        (w("First look"), capital(months_words(months.after, w))),
        (w("Later look"), capital(months_words(months.later, w))),
        (w("Smallest rise worth acting on"), w.percent(criteria.smallest)),
        (w("What would be seen"), visible_words(known, w)),
        (w("Registered"), w("{author}, {day}", author=study.made_by, day=moment_words(study.made_at, w))),
        (w("Data known then"), w("up to {day}", day=w.date(known.covers_until))),
    ]  # fmt: skip
    too_small = []
    if is_too_small(criteria.smallest, known):
        too_small = [html.P(w("What was called worth acting on is less than what could be seen: such a rise would "
                              "often be taken for chance."), className="notice")]  # fmt: skip
    return html.Section(
        [html.H2(w("What was said beforehand") if not study.is_late else w("What was said")),
         html.Dl([html.Div([html.Dt(name), html.Dd(text)]) for name, text in facts], className="facts"),
         *too_small],
        className="card stack",
    )  # fmt: skip


def result_card(study: Registered, found: StudyResult, w: Words, palette: Palette) -> Component:
    """Exactly what was registered: in words first, then as bars about nothing beside what is worth acting on."""
    criteria, what = study.criteria, indicator_words(study.criteria, w)
    title, later = headline(criteria, found, w), later_words(found, w)
    visible = visible_words(study.known, w)
    stated = (w("Stated when it was registered: {said}", said=visible) if study.is_late else
              w("Stated beforehand: {said}", said=visible))  # fmt: skip
    if found.effect is None:
        return figure_card(w, title, " ".join([not_told_words(found, w), later, stated]), ())
    said = verdict_words(criteria, found.effect, w)
    beside = compared_words(Beforehand("", study.known.covers_until, None, len(found.treated), found.controls, None), w)
    parts_said = [beside, later, stated]
    if found.earlier is not None and not found.earlier.could_be_chance:
        parts_said.append(w("Take it with care: these places already differed before the start."))
    lines = [(w("{name} ({n})", name=what, n=months_words(found.months.after, w)), found.effect)]
    if found.later is not None:
        lines.append((w("{name} ({n})", name=what, n=months_words(found.months.later, w)), found.later))
    bars = [_bar(label, each, w) for label, each in lines]
    worth = criteria.smallest
    bars.append(Bar(w("Worth acting on"), worth, worth, worth, change_words(worth, w), False))
    caption = w("Beside similar neighbourhoods, against {before}", before=months_words(found.months.before, w))
    head: list[str | Told] = [
        w("Measure"),
        w("Difference"),
        interval_head(w),
        w("So large a difference by chance alone"),
    ]
    return figure_card(
        w, title, " ".join(parts_said), picture("study-effect", parts(bars, w, palette), f"{title}. {said}"),
        before=[html.P(said, className="study-verdict")], identity="study-effect",
        caption=" · ".join([caption, w("thin line: 95% interval")]),
        rows=table(f"{study.title}, {caption}", head, [_line(label, each, w) for label, each in lines]),
        definition=_definition(w),
    )  # fmt: skip


def _bar(label: str, each: Effect, w: Words) -> Bar:
    """As finely as it is told: what is compared with lies partly outside the territory."""
    size, low, high = (round(share, 2) for share in (each.estimate, each.low, each.high))
    return Bar(label, size, low, high, change_words(each.estimate, w), True)


def _line(label: str, each: Effect, w: Words) -> list[Any]:
    size, low, high = (round(100 * share) for share in (each.estimate, each.low, each.high))
    ends = w("{low} to {high}", low=change_words(each.low, w), high=change_words(each.high, w))
    return [label, Told(change_words(each.estimate, w), (size,)), Told(ends, (low, high)),
            Told(chance_words(each.p, w), (round(each.p, 3),))]  # fmt: skip


def _definition(w: Words) -> list[str]:
    return [
        w("The mean of the months from the start against the mean of those before, in these places and in similar ones "
          "(difference in differences of logarithms). The season, which all share, falls out."),
        w("Similar: alike before the start in active households and their trend, homes, homes per km² and works."),
        w("The interval holds chance and the protection of the numbers. Only the number that was registered is told: "
          "one look needs no allowance for many."),
        w("Where its campaign begins within the first month, that month is neither before nor after."),
    ]  # fmt: skip


def deviations_card(
    study: Registered, found: StudyResult, others: int, names: Mapping[str, str], may_write: bool, w: Words
) -> Component:  # fmt: skip
    """What differs from what was said: marked from the data, and written down by people; others: studies of the same
    places and months."""
    write = [
        html.Div([
            dmc.TextInput(id="study-note", label=w("Something else was done otherwise"), value="",
                          attributes={"input": {"maxLength": 3 * LONGEST_DEVIATION, "autoComplete": "off"}},
                          classNames={"root": "study-note", "input": "control"}, errorProps=_ALERT),
            html.Button(w("Write it down"), id="study-note-add", type="button", className="button"),
        ], className="moves", role="group", **{"aria-label": w("Write down a deviation")}),
        html.P(w("For good, with your address and the day. Name no resident."), className="reading study-hint"),
    ] if may_write else []  # fmt: skip
    return html.Section(
        [html.H2(w("Done otherwise than was said"), id="deviations-title", tabIndex="-1"),
         html.Div(deviation_lines(study, found, others, names, w), id="study-deviations"), *write],
        className="card stack",
    )  # fmt: skip


def deviation_lines(
    study: Registered, found: StudyResult, others: int, names: Mapping[str, str], w: Words
) -> Component:  # fmt: skip
    """The list alone."""
    items = [html.Li([html.Span(w("Marked"), className="badge badge-warn"), " ", html.Span(text)])
             for text in marked_words(study, found, others, names, w)]  # fmt: skip
    items += [
        html.Li([html.Span(note.text, className="note-words"),
                 html.Span(w("{author}, {day}", author=note.by, day=moment_words(note.at, w)),
                           className="reading study-author")])
        for note in study.deviations
    ]  # fmt: skip
    if not items:
        return html.P(w("Nothing differs so far from what was said."), className="notice")
    return html.Ul(items, className="lines")


def withdraw_part(w: Words) -> Component:
    """Takes a study back: it says first what that leads to, and asks once more."""
    return html.Div(
        html.Details(
            [html.Summary(w("{what} …", what=w("Withdraw the study")), className="button"),
             html.Div([html.P(w("Nothing of its months is published yet: it is gone for good, with its notes.")),
                       html.Button(w("Withdraw the study"), id="study-withdraw", type="button",
                                   className="button is-main", **{"data-return": "your-studies"})],
                      className="stack")],
            className="move"),
        className="moves",
    )  # fmt: skip
