"""What the page of study criteria says: what a result means, what would be seen, why something cannot be kept.

Pure: values in, sentences out. What could be chance is called chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dashboard.access.criteria import LONGEST_DEVIATION, MOST_PERCENT, Beforehand
from dashboard.access.studies import MOST_DEVIATIONS, MOST_STUDIES, Registered
from dashboard.components.draft_words import common_faults
from dashboard.words import Words, alphabetical
from queries import INDICATORS, Criteria, Effect, Period, StudyResult, verdict

if TYPE_CHECKING:
    from queries.campaign_effect import LeftOut


def indicator_words(criteria: Criteria, w: Words) -> str:
    return w.text(INDICATORS[criteria.indicator].label)


def change_words(share: float, w: Words) -> str:
    """+24%, −5%, 0%: never a sign before nothing."""
    text = w.percent(abs(share))
    return text if text == w.percent(0.0) else w.signed(text, share > 0)


def months_words(months: Sequence[Period], w: Words) -> str:
    """January 2026 to March 2026; one month alone by its name."""
    first, last = (w.month(month.start) for month in (months[0], months[-1]))
    return first if first == last else w("{low} to {high}", low=first, high=last)


def headline(criteria: Criteria, found: StudyResult, w: Words) -> str:
    """Regular exchanges: about 30% more than in similar neighbourhoods (21% to 41%), or that nothing can be told."""
    what = indicator_words(criteria, w)
    if found.effect is None:
        if found.not_told == "to_come":
            return w("{what}: told once {month} is published", what=what, month=w.month(found.months.after[-1].start))
        return w("{what}: what changed cannot be told", what=what)
    low, high = found.effect.low, found.effect.high
    if low <= 0 <= high:
        return w("{what}: what changed could be chance ({low} to {high})", what=what, low=change_words(low, w),
                 high=change_words(high, w))  # fmt: skip
    ends = sorted((abs(low), abs(high)))
    said = {"what": what, "n": w.percent(abs(found.effect.estimate)), "low": w.percent(ends[0]),
            "high": w.percent(ends[1])}  # fmt: skip
    if low > 0:
        return w("{what}: about {n} more than in similar neighbourhoods ({low} to {high})", **said)
    return w("{what}: about {n} less than in similar neighbourhoods ({low} to {high})", **said)


def verdict_words(criteria: Criteria, effect: Effect, w: Words) -> str:
    """How the interval stands to what was said to be worth acting on."""
    worth = w.percent(criteria.smallest)
    return {
        "enough": w("The rise is at least as large as what was said to be worth acting on ({worth}).", worth=worth),
        "rise": w("There is a rise, but it cannot be told whether it is as large as what was said to be worth acting "
                  "on ({worth}).", worth=worth),
        "smaller": w("There is a rise, but a smaller one than was said to be worth acting on ({worth}).", worth=worth),
        "none": w("It could be chance, and it is smaller than what was said to be worth acting on ({worth}).",
                  worth=worth),
        "unsure": w("It cannot be told: it could be chance, and it could be as large as what was said to be worth "
                    "acting on ({worth}).", worth=worth),
        "fall": w("It is a fall, not a rise that was said to be worth acting on ({worth}).", worth=worth),
    }[verdict(effect, criteria.smallest)]  # fmt: skip


def not_told_words(found: StudyResult, w: Words) -> str:
    """Why nothing is told of the months from the start."""
    return {
        "to_come": w("The first three months have to be published before anything is told."),
        "older": w("The published data are of an older kind, which does not say which places lie near each other."),
        "everywhere": w("No neighbourhood is left to compare with: a change cannot be told apart from a season."),
        "treated": w("None of these places can be compared."),
        "controls": w("Too few similar neighbourhoods are left to compare with."),
        "months": w("Too few months before the start are published."),
    }[found.not_told or "to_come"]


def later_words(found: StudyResult, w: Words) -> str:
    """What is left two to three months after the end, when that is told, or why it is not."""
    months = months_words(found.months.later, w)
    if found.later is not None:
        said = {"months": months, "n": change_words(found.later.estimate, w), "low": change_words(found.later.low, w),
                "high": change_words(found.later.high, w)}  # fmt: skip
        if found.later.could_be_chance:
            return w("Later, {months}: {n} ({low} to {high}), which could be chance.", **said)
        return w("Later, {months}: {n} ({low} to {high}).", **said)
    if not found.later_is_over:
        return w("Later, {months}: told once {month} is published.", months=months,
                 month=w.month(found.months.later[-1].start))  # fmt: skip
    if found.effect is not None:
        return w("Later, {months}: not told, because another campaign has begun there since.", months=months)
    return w("Later, {months}: not told either.", months=months)


def visible_words(known: Beforehand, w: Words) -> str:
    """The smallest rise that would be seen, or why none would be."""
    if known.lacking == "early":
        return w("It is known once six months are published.")
    if known.lacking == "treated":
        return w("No change will show: none of these places can be compared.")
    if known.lacking or known.smallest is None:
        return w("No change will show: too few similar neighbourhoods are left to compare with.")
    return w("A rise of about {share} or more over three months would be seen in 4 cases of 5; a smaller one could be "
             "taken for chance.", share=w.percent(known.smallest))  # fmt: skip


def is_too_small(smallest: float, known: Beforehand) -> bool:
    """Whether what is worth acting on is less than what would be seen, as both are told: in whole percents."""
    return known.smallest is not None and not known.lacking and round(100 * smallest) < round(100 * known.smallest)


def too_small_words(smallest: float, known: Beforehand, w: Words) -> str:
    """Says that what is worth acting on would mostly be taken for chance; empty where it would be seen."""
    if not is_too_small(smallest, known) or known.smallest is None:
        return ""
    return w("What you call worth acting on ({worth}) is less than what can be seen ({share}): such a rise would often "
             "be taken for chance. Choose more places, or expect to learn only of larger changes.",
             worth=w.percent(smallest), share=w.percent(known.smallest))  # fmt: skip


def compared_words(known: Beforehand, w: Words) -> str:
    """3 places beside 12 similar ones."""
    places = w.plural("{n} place", "{n} places", known.treated)
    return w.plural("{places} beside {n} similar one.", "{places} beside {n} similar ones.", known.controls,
                    places=places)  # fmt: skip


def comparison_words(w: Words) -> str:
    return w("Similar neighbourhoods, none of them within a kilometre and none with a campaign of its own")


def marked_words(
    study: Registered, found: StudyResult, others: int, names: Mapping[str, str], w: Words
) -> list[str]:  # fmt: skip
    """How the study differs from what was said, as far as the data show it; others: studies of the same."""
    lines = []
    if study.is_late:
        lines.append(w("It was registered on {day}, when some of its first month was already published: what came of "
                       "it may have been known.", day=w.date(study.made_at.date())))  # fmt: skip
    if found.gone:
        lines.append(w.plural("{n} place is no longer in your territory and is left out.",
                              "{n} places are no longer in your territory and are left out.",
                              len(found.gone)))  # fmt: skip
    lines += [_left_out(why, found.left_out, names, w) for why in ("campaign", "hidden", "unlike")
              if why in found.left_out.values()]  # fmt: skip
    if found.ran:
        lines.append(w("The campaign ran from {first} to {last}, in other months than were said.",
                       first=w.date(found.ran[0]), last=w.date(found.ran[1])))  # fmt: skip
    if others:
        lines.append(w.plural(
            "{n} more study looks at some of these places and months: the more are looked at, the more often one "
            "shows something by chance.",
            "{n} more studies look at some of these places and months: the more are looked at, the more often one "
            "shows something by chance.", others))  # fmt: skip
    if found.without:
        lines.append(w("The campaign did not run in {places}.", places=_named(found.without, names, w)))
    return lines


def _left_out(why: str, left_out: Mapping[str, LeftOut], names: Mapping[str, str], w: Words) -> str:
    places = _named([code for code, each in left_out.items() if each == why], names, w)
    return {
        "campaign": w("Left out because another campaign ran there: {places}.", places=places),
        "hidden": w("Left out because a month is below threshold there: {places}.", places=places),
        "unlike": w("Left out because no neighbourhood to compare with is like them: {places}.", places=places),
    }[why]


def _named(codes: Sequence[str], names: Mapping[str, str], w: Words) -> str:
    """All of them: a deviation is told whole."""
    return w.listing(sorted((names.get(code, code) for code in codes), key=alphabetical))


def fault_words(field: str, why: str, w: Words) -> str:
    """Why a part of the form cannot be kept, and what to do."""
    said = {
        **common_faults(w),
        ("indicator", "unknown"): w("Choose what is looked at."),
        ("begins", "unknown"): w("Choose a month of the list."),
        ("ends", "unknown"): w("Choose a month of the list."),
        ("ends", "order"): w("The last month is before the first one: change one of them."),
        ("smallest", "number"): w("Write a whole number from 1 to {most}.", most=w.number(MOST_PERCENT)),
        ("campaign", "unknown"): w("Choose a campaign of the list, or none."),
        ("note", "empty"): w("Write what was done otherwise."),
        ("note", "long"): w.plural("A note has {n} character at most.", "A note has {n} characters at most.",
                                   LONGEST_DEVIATION),
        ("note", "signs"): w("The note holds a sign that cannot be shown: write it without."),
        ("note", "many"): w.plural("There is {n} note already, which is as many as there can be.",
                                   "There are {n} notes already, which is as many as there can be.", MOST_DEVIATIONS),
        ("study", "many"): w.plural("There is {n} study already, which is as many as there can be.",
                                    "There are {n} studies already, which is as many as there can be.", MOST_STUDIES),
    }  # fmt: skip
    return said.get((field, why)) or w("This is not possible any more: load the page again.")
