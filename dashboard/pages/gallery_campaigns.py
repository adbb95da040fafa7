"""The cards of campaigns as the gallery shows them: a need that is known, one that is hidden, and one not known yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.components.balance_card import balance_card
from dashboard.components.campaign_cards import (
    answered_by_card,
    funnel_card,
    offer_times_card,
    places_card,
    so_far_words,
)
from dashboard.components.effect_card import effect_card
from dashboard.components.where_card import where_card, worst_list
from dashboard.pages import gallery_examples as examples
from queries import (
    CAMPAIGN_VALUES,
    Balance,
    CampaignEffect,
    CampaignStep,
    Effect,
    Estimate,
    Funnel,
    Missing,
    Period,
    Place,
    ToldShare,
)
from queries.campaign_effect import Found
from queries.statistics.lasting import Lasting
from queries.statistics.placebo import Elsewhere
from queries.statistics.published_counts import Hidden

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from dashboard.view import View


def parts(view: View) -> list[Component]:
    """What is missing by item, and where."""
    w = view.words
    labels = {"torches": w("Torches"), "duvets": w("Duvets"), "first_aid": w("First aid")}
    offered = Estimate(280.0, 18.0, permanent=9.0)
    found = [
        Balance("torches", None, 400, offered, Estimate(90.0, 18.0), Missing(120.0, 112.0, 128.0), 9_300),
        Balance("duvets", None, 46, Hidden(), Hidden(), Missing(36.0, 20.0, 46.0), 9_300),
        Balance("first_aid", None, 60, None, None, None, 9_300),
    ]
    place = Place("neighbourhood", "n1", examples.NAMES["n1"], None, None, 4_000, ("n1",), True)
    other, small = (Place("neighbourhood", code, examples.NAMES[code], None, None, 4_000, (code,), True)
                    for code in ("n2", "n3"))  # fmt: skip
    where = [
        Balance("torches", other, 80, Estimate(24.0, 18.0), None, Missing(56.0, 48.0, 64.0), 4_000),
        Balance("torches", small, 80, None, None, None, 4_000, True),
        Balance("torches", place, 80, Estimate(20.0, 18.0), None, Missing(60.0, 52.0, 68.0), 4_000),
        Balance("duvets", place, 20, Hidden(), None, Missing(10.0, 0.0, 20.0), 4_000),
    ]
    told = found, where, labels, examples.NAMES, w
    return [*worst_list(*told), balance_card(found, labels, YEAR, w, view.palette), where_card(*told),
            *_came_of_it(view)]  # fmt: skip


YEAR = Period.parse("2025")


def _came_of_it(view: View) -> list[Component]:
    """The funnel of one that runs and of two places, when help was offered, and who answered."""
    w, names = view.words, examples.NAMES
    hidden, unfed = CampaignStep("offered", Hidden(), None, "", True), CampaignStep("matched", None, None, "", False)
    steps = (_step("contacted", 820, 0.09, "homes"), _step("opened", 410, 0.5, "contacted"),
             _step("answered", 170, 0.41, "opened"), hidden, unfed)  # fmt: skip
    whole = Funnel(None, 9_300, steps)
    places = [
        Funnel(Place("neighbourhood", code, names[code], None, None, 4_000, (code,), True), 4_000,
               (_step("contacted", 400, 0.1, "homes"), CampaignStep("answered", count, None, "", True)))
        for code, count in (("n1", Estimate(120.0, 8.0)), ("n2", Hidden()))
    ]  # fmt: skip
    cards = []
    for dimension, card in (("campaign_offer_time", offer_times_card), ("campaign_standing", answered_by_card)):
        values = CAMPAIGN_VALUES[dimension]
        counts = {value.code: Estimate(60.0 + 40 * at, 18.0) if at else Hidden() for at, value in enumerate(values)}
        labels = {value.code: w.text(value.label) for value in values}
        cards.append(card(counts, labels, YEAR, w, view.palette, Estimate(170.0, 18.0)))
    so_far = so_far_words(YEAR.start, "city", w)
    return [*_effects(view), funnel_card(whole, w("Torches"), YEAR, w, view.palette, so_far=so_far),
            places_card(places, names, w("Torches"), w), *cards]  # fmt: skip


def _effects(view: View) -> list[Component]:
    """A campaign that worked, one whose change could be chance, and one with too few places to compare."""
    w, months = view.words, [Period.parse(f"2025-{month:02}") for month in range(1, 12)]
    before, after, later = tuple(months[:3]), tuple(months[3:6]), tuple(months[7:9])
    nothing = Found(effect_of(0.02, 0.08), None, None, None, (0.0, 0.05), None)
    lasts = Lasting(effect_of(0.24, 0.08), effect_of(0.1, 0.06), 0.44, None)
    worked = Found(
        effect_of(0.24, 0.08), lasts, effect_of(-0.01, 0.05), Elsewhere((0.01, -0.02), 0.01), (0.2, 0.26), None
    )
    told = CampaignEffect(("n1", "n2"), {"n3": "hidden"}, 14, None, before, after, later,
                          {"exchanges": worked, "active_households": nothing}, effect_of(0.01, 0.05), 0.14,
                          False)  # fmt: skip
    chance = replace(told, later=(), left_out={}, found={"exchanges": nothing, "active_households": nothing})
    few = replace(told, controls=3, lacking="controls", found={}, untouched=None, smallest_visible=0.6)
    cards = [effect_card(each, examples.NAMES, w, view.palette) for each in (told, chance, few)]
    return [cards[0], *map(examples.other, cards[1:])]


def effect_of(estimate: float, reach: float) -> Effect:
    """An effect that is clear where its interval leaves nothing out."""
    p = 0.001 if abs(estimate) > reach else 0.6
    return Effect(estimate, estimate - reach, estimate + reach, p, p, 1.4 * reach, 2, 14, 3)


def _step(code: str, count: float, share: float, of: str) -> CampaignStep:
    told = ToldShare(share, round(share - 0.03, 2), round(share + 0.03, 2))
    return CampaignStep(code, Estimate(count, 18.0), told, of, True)
