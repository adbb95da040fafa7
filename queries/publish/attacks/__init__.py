"""Attacks on the disclosure control, run against the real protection, and controls that must fail. Private side.

Add an attack to one of the tuples named here; it needs a name in both languages, what the attacker knows and a target.
"""

from __future__ import annotations

from collections.abc import Iterable

from queries.publish.attacks.harness import DEEP, SLACK, Attack, Control, Result, measure, measure_control
from queries.publish.attacks.one_campaign import ONE_CAMPAIGN
from queries.publish.attacks.one_period import ONE_PERIOD
from queries.publish.attacks.one_quarter import ONE_QUARTER
from queries.publish.attacks.over_time import OVER_TIME
from queries.publish.attacks.protections import (
    ExactCounts,
    FreshEveryPeriod,
    KeyedOnTheSet,
    RecomputedLive,
    RoundedToFive,
    Unclipped,
)
from queries.publish.attacks.whole_cube import WHOLE_CUBE

ATTACKS: tuple[Attack, ...] = (*ONE_PERIOD, *OVER_TIME, *WHOLE_CUBE, *ONE_QUARTER, *ONE_CAMPAIGN)
_BY_CODE = {attack.code: attack for attack in ATTACKS}

CONTROLS: tuple[Control, ...] = (
    Control("exact", {"en": "Exact counts", "fr": "Comptes exacts"}, ExactCounts(), _BY_CODE["one_total"], 30),
    Control(
        "rounded", {"en": "Rounding to 5", "fr": "Arrondi à 5"}, RoundedToFive(), _BY_CODE["one_total"], 30
    ),
    Control(
        "set_keyed",
        {"en": "Noise keyed on the set of people", "fr": "Bruit tiré selon l’ensemble des personnes"},
        KeyedOnTheSet(), _BY_CODE["equality"], 30,
    ),
    Control(
        "live",
        {"en": "Noise of the label alone, recomputed live", "fr": "Bruit du seul libellé, recalculé à chaud"},
        RecomputedLive(), _BY_CODE["erased"], 30,
    ),
    Control(
        "unclipped", {"en": "No clipping", "fr": "Sans plafond"},
        Unclipped(), _BY_CODE["sixty_exchanges_month"], 30,
    ),
    Control(
        "campaign_keyed",
        {"en": "Permanent noise keyed on the campaign", "fr": "Bruit permanent propre à chaque campagne"},
        FreshEveryPeriod(), _BY_CODE["campaigns"], 30,
    ),
    Control(
        "no_permanent",
        {"en": "No permanent part over 12 months", "fr": "Sans part permanente sur 12 mois"},
        FreshEveryPeriod(), _BY_CODE["twelve_months"], 15,
    ),
)  # fmt: skip

_WORDS = {
    "en": {"attack": "attack", "advantage": "points", "upper": "99 % bound", "target": "under", "control": "at least",
           "good": "held", "bad": "MISSED", "failed": "fails, as it must", "stands": "DOES NOT FAIL",
           "controls": "Weaker protections, which must fail:"},
    "fr": {"attack": "attaque", "advantage": "points", "upper": "borne 99 %", "target": "moins de",
           "control": "au moins", "good": "tenu", "bad": "MANQUÉ", "failed": "échoue, comme il se doit",
           "stands": "N’ÉCHOUE PAS", "controls": "Protections plus faibles, qui doivent échouer :"},
}  # fmt: skip


def run(count: int) -> list[Result]:
    """Every attack on the real protection and every control, with `count` noise keys each; 2,000 take 15 seconds."""
    return [
        *(measure(attack, count) for attack in ATTACKS),
        *(measure_control(control, count) for control in CONTROLS),
    ]


def table(results: Iterable[Result], language: str) -> str:
    """The results as plain text, in "en" or "fr": one row an attack, advantages in points over guessing."""
    words, rows = _WORDS[language], list(results)
    width = max((len(row.name[language]) for row in rows), default=0)

    def line(row: Result) -> str:
        verdict = ("stands", "failed")[row.passed] if row.control else ("bad", "good")[row.passed]
        numbers = f"{row.advantage:8.1f}{row.upper:12.1f}{row.target:10g}"
        if language == "fr":
            numbers = numbers.replace(".", ",")
        return f"{row.name[language]:<{width}}{numbers}  {words[verdict]}"

    def head(target: str) -> str:
        return f"{words['attack']:<{width}}{words['advantage']:>8}{words['upper']:>12}{words[target]:>10}"

    lines = [head("target"), *(line(row) for row in rows if not row.control)]
    if controls := [row for row in rows if row.control]:
        lines += ["", words["controls"], head("control"), *(line(row) for row in controls)]
    return "\n".join(lines)


__all__ = [
    "ATTACKS", "CONTROLS", "DEEP", "SLACK", "Attack", "Control", "Result", "measure", "measure_control", "run", "table",
]  # fmt: skip
