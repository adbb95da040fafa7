"""How the first page answers what came of campaigns, projects and plans, as their pages tell it in full.

It must not compute a number: it asks the queries and puts what they say into one sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import queries
from dashboard.components import effect_card, plan_card
from dashboard.components.amounts import counted
from dashboard.components.draft_words import rounded
from dashboard.components.question_card import MOST_BARS, Bar, Told
from dashboard.components.timeline import stage_words
from dashboard.pages import projects_cards
from dashboard.selection import STAGES
from dashboard.territory import narrowed
from dashboard.words import capital
from queries import Campaign, Estimate, Project

if TYPE_CHECKING:
    from dashboard.view import View

#: Campaigns of which the first page asks what came of them.
MOST_LOOKED_AT = 3
HALF_A_YEAR = 190  # days


def _latest(view: View, is_told: Callable[[Campaign], bool] = lambda _: True) -> Campaign | None:
    """The latest campaign that has begun and of which that is told, the organisation's own before others; else None.

    Only the last few are looked at: each takes a while.
    """
    assert view.snapshot is not None
    found = [each for each in queries.campaigns(narrowed(view), view.snapshot)
             if queries.has_begun(each, view.snapshot)]  # fmt: skip
    own = [each for each in found if each.organisation == view.person.organisation_code]
    ordered = [*own, *(each for each in found if each not in own)]
    return next(filter(is_told, ordered[:MOST_LOOKED_AT]), None)


def messages(view: View) -> Told:
    """Of those contacted in the last campaign, how many opened and answered."""
    assert view.snapshot is not None
    campaign = _latest(view, lambda each: _shows_steps(view, each)) or _latest(view)
    if campaign is None:
        return Told(view.words("No campaign has touched what is selected yet."))
    return _reached(view, campaign)


def _shows_steps(view: View, campaign: Campaign) -> bool:
    assert view.snapshot is not None
    return any(
        isinstance(step.count, Estimate) for step in queries.funnel(narrowed(view), view.snapshot, campaign).steps
    )


def _reached(view: View, campaign: Campaign) -> Told:
    """How far the messages of a campaign reached, step by step."""
    w = view.words
    assert view.snapshot is not None
    found = queries.funnel(narrowed(view), view.snapshot, campaign)
    shown = [step for step in found.steps if isinstance(step.count, Estimate)]
    if not shown and queries.is_over(campaign, view.snapshot):
        return Told(w("“{title}”: below threshold in these places.", title=campaign.title))
    if not shown:
        return _asked_for(view, campaign)
    names = {"contacted": w("Contacted"), "opened": w("Opened the message"), "answered": w("Answered"),
             "offered": w("Offered something"), "matched": w("Found a match"),
             "completed": w("Gave or got it")}  # fmt: skip
    bars = tuple(Bar(names[step.code], step.count.value, counted(w, "households", step.count.value))
                 for step in shown[:MOST_BARS] if isinstance(step.count, Estimate))  # fmt: skip
    reached = next((share for step in shown if step.code == "answered" and (share := found.reached(step))), None)
    if reached is None:
        return Told(w("“{title}”: how far its messages reached.", title=campaign.title), bars=bars)
    return Told(w("“{title}”: of the households contacted, about {share} answered.", title=campaign.title,
                  share=w.percent(reached.share)), bars=bars)  # fmt: skip


def _asked_for(view: View, campaign: Campaign) -> Told:
    """What a campaign asks for, where nothing that came of it is shown."""
    assert view.snapshot is not None
    w = view.words
    labels = queries.value_labels(view.snapshot, "category", w.language)
    found = queries.balance(narrowed(view), view.snapshot, campaign)[:MOST_BARS]
    bars = tuple(Bar(capital(labels.get(each.item, each.item)), each.needed,
                     w("{n} asked for", n=w.number(each.needed))) for each in found)  # fmt: skip
    return Told(w("“{title}”: how many answered is told of these places once the campaign is over.",
                  title=campaign.title), bars=bars)  # fmt: skip


def campaign_worked(view: View) -> Told:
    """What the last campaign changed against similar neighbourhoods."""
    assert view.snapshot is not None
    w, scope, snapshot = view.words, narrowed(view), view.snapshot
    effect_is_told = _latest(view, lambda each: bool(
        (told := queries.campaign_effect(scope, snapshot, each)) and told.found))  # fmt: skip
    campaign = effect_is_told or _latest(view, lambda each: _shows_steps(view, each)) or _latest(view)
    if campaign is None:
        return Told(w("No campaign has touched what is selected yet."))
    found = queries.campaign_effect(scope, snapshot, campaign)
    said = effect_card.statement(found, w) if found else w("What the campaign changed is told once its first three "
                                                          "months are published")  # fmt: skip
    reached = _reached(view, campaign)
    if found is None or not found.found:
        return replace(reached, sentence=f"{reached.sentence} {said}.")
    return Told(w("“{title}”: {said}.", title=campaign.title, said=said), bars=reached.bars)


def changed(view: View) -> Told:
    """What the stages of a project changed: of the one whose stage began last, the organisation's own before others."""
    assert view.snapshot is not None
    w, snapshot = view.words, view.snapshot
    today = date.fromisoformat(snapshot.manifest["covers_until"])
    every = [
        each for each in queries.projects(narrowed(view), snapshot) if any(s.starts_on <= today for s in each.stages)
    ]
    every.sort(key=lambda each: _months_told(each, today))
    own = [each for each in every if each.owner == view.person.organisation_code]
    ordered = [*own, *(each for each in every if each not in own)]
    if not ordered:
        return Told(w("No urban project lies in what is selected."))
    # The one that is shown is not chosen for what it shows: of several, one is always clear sooner or later by chance.
    chosen = ordered[0]
    found = next((each for each in queries.before_after(view.scope, snapshot, chosen)
                  if each.indicator == "active_households"), None)  # fmt: skip
    bars = tuple(
        Bar(capital(stage_words(phase.stage, w)), mean.value, w("{n} a month", n=counted(w, "households", mean.value)))
        for phase, mean in (found.levels if found else ()) if mean.value is not None
    )  # fmt: skip
    return Told(projects_cards.lead(view, chosen, today), bars=bars)


def _months_told(project: Project, today: date) -> tuple[bool, int]:
    """The most recent last stage first, of those that have lasted half a year: before, no difference can be told."""
    days = (today - max(stage.starts_on for stage in project.stages if stage.starts_on <= today)).days
    return days < HALF_A_YEAR, days


def plan(view: View) -> Told:
    """What the plan that was kept last may come to; without one, whether there is enough to compare a plan with."""
    assert view.snapshot is not None
    w, snapshot = view.words, view.snapshot
    kept = next(iter(view.planbook.plans()), None) if view.planbook else None
    if kept is not None:
        told = plan_card.Estimated("A", "", kept.found)
        bars = tuple(Bar(w("{age} months on", age=w.number(each.age)), each.value,
                         w("about {n}", n=w.number(rounded(each.value))))
                     for each in kept.found.expectations if each.value is not None
                     and each.outcome == plan_card.FIRST)  # fmt: skip
        return Told(w("“{title}”: {said}.", title=kept.title, said=plan_card.statement(told, w)), bars=bars)
    counts = {stage: queries.places_to_compare(snapshot, stage) for stage in STAGES}
    stage = max(STAGES, key=lambda each: (counts[each], STAGES.index(each)))
    bars = tuple(Bar(capital(stage_words(each, w)), n, w.plural("{n} place", "{n} places", n))
                 for each, n in counts.items())  # fmt: skip
    if counts[stage] < plan_card.FEWEST:
        return Told(w("Not enough comparable places yet: {n} of {least}.", n=w.number(counts[stage]),
                      least=w.number(plan_card.FEWEST)), bars=bars)  # fmt: skip
    return Told(w("{n} places have passed the stage “{stage}” and can be compared with: describe a plan to estimate "
                  "it.", n=w.number(counts[stage]), stage=stage_words(stage, w)), bars=bars)  # fmt: skip
