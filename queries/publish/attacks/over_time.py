"""Attacks that put several periods, epochs or campaigns together."""

from __future__ import annotations

from functools import partial

import numpy as np

from queries.publish.attacks.harness import Attack, correct
from queries.publish.attacks.likelihood import log_ratio, part, ratio_of, summed
from queries.publish.attacks.one_period import ALL_BUT_ONE, NOBODY, S_BREAKDOWN, S_TOTAL, counts, known, total
from queries.publish.attacks.protections import Cell, Keys, Protection, World
from queries.publish.lattice import load_lattice
from queries.publish.protect import round_to_ten

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def _twelve_months(with_exchanges: bool, protection: Protection, keys: Keys) -> np.ndarray:
    cells = [total(period=month) for month in MONTHS]
    worlds = counts((32,) * 12, (33,) * 12)
    if with_exchanges:
        clip = load_lattice().clip("month")
        cells += [total(period=month, measure="exchanges", clip=clip) for month in MONTHS]
        worlds = [World(np.array([n] * 12 + [64 + clip * (n - 32)] * 12), base=np.array([n] * 24)) for n in (32, 33)]
    return known(cells, worlds, protection, keys)


def _erased(protection: Protection, keys: Keys) -> np.ndarray:
    """Twelve months of five dimensions before and after a revision: was the member who is gone in them?

    An erased household that was counted would take one from every cell; the tally keeps its contribution.
    """
    dimensions = ("total", "exchange_type", "theme", "direction", "outcome")
    cells = [
        Cell(("neighbourhood:a", dimension, "v", month, "households"), S_BREAKDOWN, epoch=epoch)
        for epoch in (0, 1) for dimension in dimensions for month in MONTHS
    ]  # fmt: skip
    half = len(cells) // 2
    was_in = World(np.full(2 * half, 41), live=np.repeat([41, 40], half))
    shown = protection.publish(cells, [World(np.full(2 * half, 40)), was_in], keys)
    return correct(-np.nansum(v[:, half:] - v[:, :half], axis=1) - half / 2 for v in shown)


def _campaigns(protection: Protection, keys: Keys) -> np.ndarray:
    cells = [
        Cell(("neighbourhood:a", "campaign_step", "answered", f"c{number}", "households"), S_BREAKDOWN)
        for number in range(24)
    ]
    return known(cells, counts((32,) * 24, (33,) * 24), protection, keys)


def _month_to_month(protection: Protection, keys: Keys) -> np.ndarray:
    """The change between two months when nobody else came or left; how many there were is not known."""
    cells = [total(period=month) for month in MONTHS[:2]]
    noise = summed(part(S_TOTAL), part(S_TOTAL))
    one_less = (noise[0] - 1, noise[1])
    shown = protection.publish(cells, counts((33, 33), (33, 32)), keys)
    return correct(ratio_of(values[:, 1] - values[:, 0], one_less, noise) for values in shown)


def _enrolment(others: tuple[int, ...], protection: Protection, keys: Keys) -> np.ndarray:
    """Rounded enrolment of one quarter or more: 65 shows as 60 and 66 as 70, but for the noise.

    others: enrolled households without the target, the attacker's false sign-ups included, one number a quarter.
    """
    cells = [total(period=f"2025-Q{number}", measure="enrolled_households") for number in range(len(others))]
    worlds = counts(others, tuple(n + 1 for n in others))
    shown = [round_to_ten(values) for values in protection.publish(cells, worlds, keys)]
    return correct(log_ratio(protection, cells, values, worlds, rounded=True) for values in shown)


OVER_TIME = (
    Attack(
        "twelve_months",
        {"en": "Twelve months of a constant trait, one measure", "fr": "Douze mois d’un trait constant, une mesure"},
        ALL_BUT_ONE, 14.5, partial(_twelve_months, False),
    ),
    Attack(
        "twelve_months_both",
        {"en": "Twelve months of a constant trait, households and exchanges",
         "fr": "Douze mois d’un trait constant, foyers et échanges"},
        ALL_BUT_ONE, 19.5, partial(_twelve_months, True),
    ),
    Attack(
        "erased",
        {"en": "One member erased, the revision seen, 12 months of 5 dimensions",
         "fr": "Un membre effacé, la révision vue, 12 mois de 5 dimensions"},
        NOBODY, 2, _erased,
    ),
    Attack(
        "campaigns",
        {"en": "The same answer in 24 campaigns", "fr": "La même réponse dans 24 campagnes"},
        ALL_BUT_ONE, 15, _campaigns,
    ),
    Attack(
        "month_to_month",
        {"en": "Month-to-month arrival or departure", "fr": "Arrivée ou départ d’un mois à l’autre"},
        {"en": "that nobody else came or left", "fr": "que nul autre n’est venu ni parti"}, 10.5, _month_to_month,
    ),
    Attack(
        "month_to_month_known",
        {"en": "Month-to-month departure, the month before known exactly",
         "fr": "Départ d’un mois à l’autre, le mois d’avant étant connu exactement"},
        # The month before tells part of the permanent noise: 10.7 points by its size, where the row above has less.
        ALL_BUT_ONE, 12, partial(known, [total(period=month) for month in MONTHS[:2]], counts((33, 33), (33, 32))),
    ),
    Attack(
        "enrolment",
        {"en": "Enrolment: four false sign-ups up to a rounding edge",
         "fr": "Inscrits : quatre fausses inscriptions jusqu’au seuil d’arrondi"},
        ALL_BUT_ONE, 11, partial(_enrolment, (65,)),
    ),
    Attack(
        "enrolment_five_quarters",
        {"en": "Enrolment: a false sign-up a quarter across a rounding edge, five quarters",
         "fr": "Inscrits : une fausse inscription par trimestre à travers le seuil, cinq trimestres"},
        # Five quarters are five draws of the period's part: 12.0 points if nothing were rounded.
        ALL_BUT_ONE, 13, partial(_enrolment, (63, 64, 65, 66, 67)),
    ),
)  # fmt: skip
