"""Attacks on the cells of one period: totals, breakdowns, clipped exchanges, thresholds, pairs and differences."""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.stats import binom

from queries.publish.attacks.harness import Attack, Text, correct
from queries.publish.attacks.likelihood import Distribution, log_ratio, part, ratio_of, summed
from queries.publish.attacks.protections import Cell, Keys, Protection, World
from queries.publish.lattice import load_lattice

_NOISE = load_lattice().raw["noise"][0]
S_TOTAL: float = _NOISE["total"]
S_BREAKDOWN: float = _NOISE["breakdown"]
S_FEW_CHILDREN: float = load_lattice().raw["few_children"]["noise"]

#: Share of enrolled households that are active in a quarter, as in the demonstration: what a landlord would suppose.
SUPPOSED = 0.3
#: Enrolled households of the smallest residence group that is published by quarter.
RESIDENCE_GROUP = 200

ALL_BUT_ONE: Text = {"en": "every household but one", "fr": "tous les foyers sauf un"}
NOBODY: Text = {"en": "published values only", "fr": "les seules valeurs publiées"}


def total(place: str = "neighbourhood:a", period: str = "2025-03", measure: str = "active_households", **more) -> Cell:
    """The cell without breakdown of a small place."""
    return Cell((place, "total", "total", period, measure), **{"s": S_TOTAL, **more})


def breakdown(dimension: str, value: str, period: str = "2025-03") -> Cell:
    """A breakdown cell of a small place."""
    return Cell(("neighbourhood:a", dimension, value, period, "active_households"), S_BREAKDOWN)


def known(cells: list[Cell], worlds: list[World], protection: Protection, keys: Keys) -> np.ndarray:
    """The attacker who knows the truth of both worlds: the likelihood ratio of all the cells."""
    shown = protection.publish(cells, worlds, keys)
    return correct(log_ratio(protection, cells, values, worlds) for values in shown)


def counts(*pairs: tuple[int, ...]) -> list[World]:
    """One world for each tuple of counts."""
    return [World(np.array(pair)) for pair in pairs]


def _clipped(kind: str, protection: Protection, keys: Keys) -> np.ndarray:
    """Sixty exchanges of one household in five categories: in the total they count as the clip of the period."""
    clip = load_lattice().clip(kind)
    others = 32 * clip // 2
    worlds = [
        World(np.array([others]), base=np.array([32]), unclipped=np.array([others])),
        World(np.array([others + clip]), base=np.array([33]), unclipped=np.array([others + 60])),
    ]
    return known([total(period=kind, measure="exchanges", clip=clip)], worlds, protection, keys)


def _nested(outer: tuple[int, int], protection: Protection, keys: Keys) -> np.ndarray:
    cells = [breakdown("type_group", "services"), breakdown("exchange_type", "odd_jobs")]
    worlds = [
        World(np.array([outer[0], 32]), sets=("outer", "inner")),
        World(np.array([outer[1], 33]), sets=("outer", "inner and one")),
    ]
    return known(cells, worlds, protection, keys)


def _equality(protection: Protection, keys: Keys) -> np.ndarray:
    """Whether two cells hold the same people, guessed from whether they show the same number."""
    cells = [breakdown("type_group", "services"), breakdown("exchange_type", "odd_jobs")]
    worlds = [
        World(np.array([33, 32]), sets=("all", "all but one")),
        World(np.array([33, 33]), sets=("all", "all")),
    ]
    shown = protection.publish(cells, worlds, keys)
    return correct(np.where(values[:, 0] == values[:, 1], 1.0, -1.0) for values in shown)


def _reload(protection: Protection, keys: Keys) -> np.ndarray:
    """The mean of a cell read, reloaded and exported eight times."""
    worlds = counts((32,), (33,))
    reads = [protection.publish([total()], worlds, keys) for _ in range(8)]
    means = [np.mean([read[bit] for read in reads], axis=0) for bit in (0, 1)]
    return correct(log_ratio(protection, [total()], values, worlds) for values in means)


def _minus_the_others(protection: Protection, keys: Keys) -> np.ndarray:
    """A value below threshold, as the total less the only other value."""
    cells = [total(), breakdown("dwelling_type", "house_rural")]
    noise = summed(*[part(S_TOTAL)] * 2, *[part(S_BREAKDOWN)] * 2)
    shown = protection.publish(cells, counts((49, 40), (50, 40)), keys)
    return correct(ratio_of(values[:, 0] - values[:, 1] - 9, _moved(noise, 1), noise) for values in shown)


def _eleven_unknown(protection: Protection, keys: Keys) -> np.ndarray:
    """A difference of two places that isolates eleven enrolled households, each active or not with even odds."""
    others = binom.ppf(np.random.default_rng(11).random(len(keys)), 10, 0.5).astype(int)
    cells = [total("neighbourhood:a"), total("residence_group:a")]
    worlds = [World(np.stack([60 + others + bit, np.full(len(keys), 60)], axis=1)) for bit in (0, 1)]
    expected = summed((0, binom.pmf(np.arange(11), 10, 0.5)), *[part(S_TOTAL)] * 4)
    shown = protection.publish(cells, worlds, keys)
    return correct(ratio_of(values[:, 0] - values[:, 1], _moved(expected, 1), expected) for values in shown)


def _landlord(prior: float, protection: Protection, keys: Keys) -> np.ndarray:
    """A landlord with one cell of the smallest residence group, who supposes that three households in ten take part."""
    rng = np.random.default_rng(200)
    others = rng.binomial(RESIDENCE_GROUP - 1, SUPPOSED, len(keys))
    worlds = [World(np.stack([others + bit], axis=1)) for bit in (0, 1)]
    supposed = binom.pmf(np.arange(RESIDENCE_GROUP), RESIDENCE_GROUP - 1, SUPPOSED)
    expected = summed((0, supposed), *[part(S_TOTAL)] * 2)
    shown = protection.publish([total("residence_group:a", "2025-Q1")], worlds, keys)
    return correct((ratio_of(values[:, 0], _moved(expected, 1), expected) for values in shown), prior=prior)


def _moved(distribution: Distribution, by: int) -> Distribution:
    return distribution[0] + by, distribution[1]


def _known(cells: list[Cell], *pairs: tuple[int, ...]) -> partial[np.ndarray]:
    return partial(known, cells, counts(*pairs))


ONE_PERIOD = (
    Attack(
        "one_total",
        {"en": "One total cell, 32 or 33 households", "fr": "Un total, 32 ou 33 foyers"},
        ALL_BUT_ONE, 11, _known([total()], (32,), (33,)),
    ),
    Attack(
        "one_breakdown",
        {"en": "One breakdown cell", "fr": "Une case d’une ventilation"},
        ALL_BUT_ONE, 8.5, _known([breakdown("exchange_type", "odd_jobs")], (32,), (33,)),
    ),
    *(
        Attack(
            f"sixty_exchanges_{kind}",
            {"en": f"A household with 60 exchanges, total of the {kind}",
             "fr": f"Un foyer à 60 échanges, total {french}"},
            ALL_BUT_ONE, 11, partial(_clipped, kind),
        )
        for kind, french in (("month", "du mois"), ("quarter", "du trimestre"), ("year", "de l’année"))
    ),
    Attack(
        "threshold",
        {"en": "Threshold, 10 or 11 households", "fr": "Le seuil, 10 ou 11 foyers"},
        ALL_BUT_ONE, 2.5, _known([total()], (10,), (11,)),
    ),
    Attack(
        "nested",
        {"en": "Two nested labels: is a household of the outer one in the inner one?",
         "fr": "Deux libellés emboîtés : un foyer du plus large est-il dans l’autre ?"},
        ALL_BUT_ONE, 8.5, partial(_nested, (33, 33)),
    ),
    Attack(
        "nested_both",
        {"en": "Two nested labels: is a household in both or in neither?",
         "fr": "Deux libellés emboîtés : un foyer est-il dans les deux ou dans aucun ?"},
        # Two independent noises: 9.9 points by their size. Stricter than the row above, hence a target of its own.
        ALL_BUT_ONE, 11, partial(_nested, (32, 33)),
    ),
    Attack(
        "equality",
        {"en": "Equality of two labels", "fr": "Égalité de deux libellés"},
        NOBODY, 2, _equality,
    ),
    Attack(
        "reload",
        {"en": "Reload and re-export", "fr": "Recharger et réexporter"},
        ALL_BUT_ONE, 11, _reload,
    ),
    Attack(
        "minus_the_others",
        {"en": "Total minus the other values", "fr": "Le total moins les autres valeurs"},
        NOBODY, 7, _minus_the_others,
    ),
    Attack(
        "two_children",
        {"en": "City minus the other neighbourhood, of two", "fr": "La ville moins l’autre quartier, sur deux"},
        ALL_BUT_ONE, 12,
        _known([total(), total("neighbourhood:b"), total("city:c", s=S_FEW_CHILDREN)], (32, 40, 72), (33, 40, 73)),
    ),
    Attack(
        "eleven_unknown",
        {"en": "A difference of 11 enrolled households", "fr": "Une différence de 11 foyers inscrits"},
        {"en": "none of the other ten", "fr": "aucun des dix autres"}, 7, _eleven_unknown,
    ),
    Attack(
        "landlord",
        {"en": "A landlord and one cell of a residence group",
         "fr": "Un bailleur et une case d’un groupe de résidences"},
        {"en": "who lives there, and that 30 % take part", "fr": "qui y habite, et que 30 % participent"},
        5, partial(_landlord, 0.5),
    ),
    Attack(
        "landlord_gain",
        {"en": "The same landlord, gain over supposing that nobody takes part",
         "fr": "Le même bailleur, gain sur l’hypothèse que personne ne participe"},
        {"en": "who lives there, and that 30 % take part", "fr": "qui y habite, et que 30 % participent"},
        2, partial(_landlord, SUPPOSED), baseline=1 - SUPPOSED,
    ),
)  # fmt: skip
