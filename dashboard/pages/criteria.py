"""Study criteria: what will be looked at is said before the data come, and the result is told as it was said.

A study is never changed. Its page tells its own places and months, whatever is selected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dash import Dash, Input, Output, State, dcc, html, no_update

import queries
from dashboard.access.criteria import (
    Beforehand,
    Field,
    Known,
    Why,
    read_criteria,
    read_month,
    read_percent,
)
from dashboard.access.studies import Registered, Studies, has_come, of_the_same
from dashboard.components.draft_words import names_words
from dashboard.components.states import message_page
from dashboard.components.study_cards import (
    Offered,
    deviation_lines,
    deviations_card,
    result_card,
    said_card,
    study_form,
    study_list,
    visible_part,
    withdraw_part,
)
from dashboard.components.study_words import fault_words
from dashboard.selection import Chosen
from dashboard.territory import narrowed, neighbourhood_names, settled
from dashboard.words import Words, alphabetical, msgid
from queries import STUDY_INDICATORS, Criteria, Period

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View

PATH = "/criteria"
TITLE = msgid("Study criteria")
ICON = "about"
IN_MENU = False
USES = ("places",)

#: How far ahead a study may begin or end, in months after the last day of the data.
AHEAD = 36

#: The fields of the form with the parts of them that tell what is wrong.
FAULTS: tuple[tuple[Field, str, str], ...] = (
    ("title", "study-title", "error"), ("campaign", "study-campaign", "error"),
    ("indicator", "study-indicator", "error"), ("begins", "study-begins", "error"), ("ends", "study-ends", "error"),
    ("smallest", "study-smallest", "error"), ("places", "study-places-fault", "children"),
    ("study", "study-said", "children"),
)  # fmt: skip


def layout(view: View) -> Component:
    """The study of the address, or all of them and the form of a new one."""
    w, shelf = view.words, view.studies
    if shelf is None:
        return message_page(w(TITLE), [w("Studies are registered by people who are signed in.")])
    study = shelf.study(view.selection.study) if view.selection.study else None
    made = _one(view, study) if study else _all(view, shelf)
    return html.Div(made, className="page workshop criteria")


def _all(view: View, shelf: Studies) -> list[Component]:
    w = view.words
    found = shelf.studies()
    head = w.plural("{n} registered study", "{n} registered studies", len(found)) if found else w(
        "Say beforehand what you will look at")  # fmt: skip
    lines = []
    if view.selection.study:
        lines.append(html.P(w("There is no such study in your organisation."), className="notice"))
    parts = [study_list([(each, address_of(each, view), _state(view, each)) for each in found], w)]
    if not shelf.is_editor:
        lines.append(html.P(w("Studies are registered by the editors of {organisation}: you can read them here. "
                              "Whoever runs the site names the editors.",
                              organisation=view.person.organisation_name), className="notice"))  # fmt: skip
    elif months := _months(view):
        parts.insert(0, study_form(_offered(view, months), _visible(view, STUDY_INDICATORS[0], None, None, None, None),
                                   w))  # fmt: skip
    else:
        lines.append(html.P(w("A study can be registered once a month is published."), className="notice"))
    lead = w("Whoever says beforehand what will be looked at, and what would be enough, cannot be misled by what moves "
             "by chance. The result is then told exactly as it was said.")  # fmt: skip
    return [
        html.Div([html.H1(head), html.P(lead, className="lead")], className="page-head"),
        *lines,
        html.Div(parts, className="grid two-one"),
    ]


def _one(view: View, study: Registered) -> list[Component]:
    """A study: what came of it first, then what was done otherwise, and beside them what was said."""
    assert view.snapshot is not None
    w, shelf, names = view.words, view.studies, neighbourhood_names(view)
    assert shelf is not None
    found = queries.study_result(view.scope, view.snapshot, study.criteria)
    way = PATH + view.selection.everywhere().search
    late = [html.P(html.Span(w("registered afterwards"), className="badge badge-warn"))] if study.is_late else []
    tools = [html.Button(w("Print or keep as PDF"), type="button", className="button print-page")]
    others = of_the_same(study, shelf.studies())
    own = [result_card(study, found, w, view.palette),
           deviations_card(study, found, others, names, shelf.is_editor, w)]  # fmt: skip
    if shelf.is_editor and not has_come(study.criteria, covers_until(view)):
        own.append(withdraw_part(w))
    return [
        html.Div([html.P(dcc.Link(w("All studies"), href=way), className="page-way"),
                  html.H1(study.title, id="study-name", tabIndex="-1"),
                  *late,
                  html.Div(tools, className="tools")], className="page-head"),
        html.Div([html.Div(own, className="stack"),
                  said_card(study, found.months, names, _campaign_of(view, study.criteria.campaign), w)],
                 className="grid halves draft"),
    ]  # fmt: skip


def to_study(view: View, campaign: str, places: Sequence[str]) -> tuple[str, str] | None:
    """The words and address of the latest study of a campaign, else of a new one in these places; None without
    accounts."""
    if view.studies is None:
        return None
    own = [each for each in view.studies.studies() if campaign and each.criteria.campaign == campaign]
    if own:
        return view.words("See the registered study: {title}", title=own[0].title), address_of(own[0], view)
    inside = tuple(code for code in view.scope.neighbourhoods if code in places)
    chosen = view.selection.everywhere().but(
        places=() if len(inside) == len(view.scope.neighbourhoods) else inside, campaign=campaign)  # fmt: skip
    return view.words("Say beforehand what a study will look at"), PATH + chosen.search


def _state(view: View, study: Registered) -> str:
    """Told, or when it will be."""
    assert view.snapshot is not None
    w = view.words
    months = queries.study_months(view.scope, view.snapshot, study.criteria)
    last = months.after[-1]
    return w("told") if last.code in view.snapshot.manifest["whole"]["month"] else w(
        "told once {month} is published", month=w.month(last.start))  # fmt: skip


def covers_until(view: View) -> date:
    assert view.snapshot is not None
    return date.fromisoformat(view.snapshot.manifest["covers_until"])


def address_of(study: Registered, view: View) -> str:
    """The page of a study with its places; the whole territory goes without saying."""
    inside = tuple(code for code in view.scope.neighbourhoods if code in study.criteria.places)
    places = () if len(inside) == len(view.scope.neighbourhoods) else inside
    return PATH + view.selection.everywhere().but(places=places, study=study.id).search


def _months(view: View) -> tuple[Period, ...]:
    """The months that a study may be of, from the first that has three published ones before it."""
    assert view.snapshot is not None
    first = queries.earliest_start(view.snapshot)
    if first is None:
        return ()
    last = Period(covers_until(view), "month").containing("month").shift(AHEAD)
    return tuple(first.shift(step) for step in range(600) if first.shift(step) <= last)


def known(view: View) -> Known | None:
    """What a form may name now; None while nothing is published."""
    months = _months(view)
    if not months:
        return None
    return Known(view.scope.neighbourhoods, dict(_campaigns(view)), months[0], months[-1])


def _campaigns(view: View) -> list[tuple[str, str]]:
    """Campaigns of the territory, and those that the organisation prepares: (code, title) by title."""
    assert view.snapshot is not None
    found = {each.code: each.title for each in queries.campaigns(view.scope, view.snapshot)}
    if view.workshop is not None:
        found = {each.code: each.title for each in view.workshop.drafts() if each.state != "archived"} | found
    return sorted(found.items(), key=lambda pair: alphabetical(pair[1]))


def _campaign_of(view: View, code: str) -> tuple[str, str]:
    """The title and address of the campaign that a study is about."""
    assert view.snapshot is not None
    if not code:
        return "", ""
    titles = dict(_campaigns(view))
    published = {each.code for each in queries.campaigns(view.scope, view.snapshot)}
    if code not in titles:
        return code, ""
    return titles[code], ("/campaigns" if code in published else "/workshop") + Chosen(campaign=code).search


def _offered(view: View, months: tuple[Period, ...]) -> Offered:
    """The form as the address has it: its places and, where it names one, its campaign with its dates."""
    assert view.snapshot is not None
    names, places = neighbourhood_names(view), narrowed(view).neighbourhoods
    campaigns, code = _campaigns(view), view.selection.campaign
    named = sorted((names[each] for each in places if each in names), key=alphabetical)
    published = sum(month.start <= covers_until(view) for month in months)
    ahead = months[published]
    begins, ends = ahead, ahead.shift(2)
    if code in dict(campaigns) and (days := _days_of(view, code)):
        begins, ends = (Period(day, "month").containing("month") for day in days)
    inside = begins in months and ends in months
    return Offered(
        names_words(named, len(names), view.words), tuple(campaigns), months, published, begins if inside else ahead,
        ends if inside else ahead.shift(2), code if code in dict(campaigns) else "",
    )  # fmt: skip


def _days_of(view: View, code: str) -> tuple[date, date] | None:
    """The first and last day of a campaign, as published or as it is prepared."""
    assert view.snapshot is not None
    own = next((each for each in queries.campaigns(view.scope, view.snapshot) if each.code == code), None)
    if own is not None:
        return own.starts_on, own.ends_on
    draft = view.workshop.draft(code) if view.workshop else None
    return (draft.starts_on, draft.ends_on) if draft and draft.starts_on and draft.ends_on else None


def beforehand(view: View, criteria: Criteria) -> Beforehand:
    """What is known of a study before there is a result."""
    assert view.snapshot is not None
    found = queries.study_visible(view.scope, view.snapshot, criteria)
    return Beforehand.of(found, view.snapshot.id, covers_until(view))


def _visible(view: View, indicator: Any, begins: Any, ends: Any, smallest: Any, campaign: Any) -> list[Component]:
    """What would be seen of what the form says so far, which may be anything."""
    assert view.snapshot is not None
    may = known(view)
    if may is None:
        return []
    months = [read_month(each, may) for each in (begins, ends)]
    percent = read_percent(smallest)
    first, last = (months[0] or may.last, months[1] or may.last)
    criteria = Criteria(
        tuple(sorted(narrowed(view).neighbourhoods)),
        indicator if isinstance(indicator, str) and indicator in STUDY_INDICATORS else STUDY_INDICATORS[0],
        first, max(first, last), percent / 100 if percent else 1.0,
        campaign if isinstance(campaign, str) and campaign in may.campaigns else "",
    )  # fmt: skip
    is_said = months[0] is not None and months[1] is not None and months[0] <= months[1]
    return visible_part(
        beforehand(view, criteria), percent / 100 if percent else None,
        queries.study_months(view.scope, view.snapshot, criteria) if is_said else None,
        months[0] is not None and has_come(criteria, covers_until(view)), view.words,
    )  # fmt: skip


def register(app: Dash, open_view: Callable[[str, str], View]) -> None:
    """A study is registered, noted on, and withdrawn; what would be seen follows the form."""
    fields = [(name, "value") for name in ("study-indicator", "study-begins", "study-ends", "study-smallest",
                                           "study-campaign")]  # fmt: skip

    @app.callback(
        Output("study-visible", "children"),
        *(Input(*field) for field in fields),
        State("shown", "data"),
    )
    def show(indicator: Any, begins: Any, ends: Any, smallest: Any, campaign: Any, shown: Any) -> Any:
        view = _opened(open_view, shown)
        if view.snapshot is None or not view.scope.neighbourhoods:
            return no_update
        return _visible(view, indicator, begins, ends, smallest, campaign)

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        *(Output(name, prop) for _, name, prop in FAULTS),
        Input("study-register", "n_clicks"),
        State("study-title", "value"),
        *(State(*field) for field in fields),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def say(
        clicks: Any, title: Any, indicator: Any, begins: Any, ends: Any, smallest: Any, campaign: Any, shown: Any
    ) -> Any:  # fmt: skip
        view = _opened(open_view, shown)
        may = known(view) if view.snapshot is not None else None
        if not clicks or view.studies is None or may is None:
            return (no_update,) * (1 + len(FAULTS))
        places = narrowed(view).neighbourhoods
        said, criteria, faults = read_criteria(title, indicator, begins, ends, smallest, campaign, places, may)
        if criteria is None or faults:
            return no_update, *_said(faults, view.words)
        made = view.studies.register(said, criteria, beforehand(view, criteria))
        if not isinstance(made, int):
            return no_update, *_said({"study": made}, view.words)
        study = view.studies.study(made)
        assert study is not None
        return address_of(study, view).removeprefix(PATH), *_said({}, view.words)

    @app.callback(
        Output("study-deviations", "children"),
        Output("study-note", "value"),
        Output("study-note", "error"),
        Input("study-note-add", "n_clicks"),
        State("study-note", "value"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def note(clicks: Any, text: Any, shown: Any) -> Any:
        view = _opened(open_view, shown)
        shelf, number = view.studies, view.selection.study
        if not clicks or shelf is None or view.snapshot is None:
            return (no_update,) * 3
        if why := shelf.note(number, text):
            return no_update, no_update, fault_words("note", why, view.words)
        study = shelf.study(number)
        assert study is not None
        found = queries.study_result(view.scope, view.snapshot, study.criteria)
        others = of_the_same(study, shelf.studies())
        return deviation_lines(study, found, others, neighbourhood_names(view), view.words), "", ""

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        Input("study-withdraw", "n_clicks"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def withdraw(clicks: Any, shown: Any) -> Any:
        view = _opened(open_view, shown)
        if not clicks or view.studies is None or view.snapshot is None:
            return no_update
        gone = view.studies.withdraw(view.selection.study, covers_until(view))
        return view.selection.but(places=(), study=0).search if gone else no_update


def _said(faults: dict[Field, Why] | dict[str, Any], w: Words) -> list[str]:
    return [fault_words(field, faults[field], w) if field in faults else "" for field, _, _ in FAULTS]


def _opened(open_view: Callable[[str, str], View], shown: Any) -> View:
    view = open_view(PATH, shown if isinstance(shown, str) else "")
    return settled(view, neighbourhood_names(view))
