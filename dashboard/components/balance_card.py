"""What a campaign still lacks, item by item, on a card and in the words of a headline. Read on a phone.

Pure: balances in, components and words out. Where it lacks is for `where_card`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dashboard.components.figure import Told, figure_card, interval_head, picture, table
from dashboard.figures.funnel import Step, funnel
from dashboard.figures.palettes import Palette
from dashboard.words import Words, capital, within
from queries import Balance, Estimate, Period, Published, Row

if TYPE_CHECKING:
    from dash.development.base_component import Component

#: As many items as a headline names.
NAMED = 3


def balance_card(
    found: Sequence[Balance],
    labels: Mapping[str, str],
    when: Period,
    w: Words,
    palette: Palette,
    *,
    by_place: Sequence[Balance] = (),
    so_far: str = "",
) -> Component:
    """Every item, most missing first; what is not known yet stands in the table alone. by_place: the same items in each
    place; so_far: until when a campaign that runs is counted, in words."""
    what = w("Still missing, by item")
    title, said = w("What is missing, item by item"), reading(found, w, by_place)
    drawn = [_step(each, labels, when, w) for each in found if each.missing]
    summary = f"{title}. {statement(found, labels, w, by_place)}. {said}"
    return figure_card(
        w, title, said, picture("balance", funnel(drawn, w, palette), summary) if drawn else (),
        identity="balance",
        caption=" · ".join(filter(None, [what, so_far, w("thin line: 95% interval")])),
        rows=table(
            what,
            [w("Item"), w("Asked for"), w("Households that can help"), w("Households matched"), w("Still missing"),
             interval_head(w), w("Missing for each 100 homes")],
            [[capital(label_of(each, labels)), needed_cell(each, w), count_cell(each.offered, each, w),
              count_cell(each.matched, each, w), *missing_cells(each, w)] for each in found],
        ),
        definition=[
            w("Asked for: what the campaign says that it needs, exactly. Households that can help said yes to the "
              "item; each counts once, however many it can give."),
            w("Matched: households that got a reply to the campaign’s posts of the item, or gave one."),
            w("Still missing: asked for less the households that can help, never below none."),
            w("Missing for sure: the whole 95% interval is above none. Items stand in the order of what is most "
              "likely; where intervals overlap, the order may be chance. “Among the most missing” says that as much "
              "may be missing of an item that is not named."),
        ],
    )  # fmt: skip


def headline(
    found: Sequence[Balance], labels: Mapping[str, str], w: Words, by_place: Sequence[Balance] = ()
) -> str:  # fmt: skip
    """Most missing: torches; duvets; first aid. Or that nothing is missing for sure, or at all."""
    named = [within(label_of(each, labels)) for each in _surely(found)]
    return _said(found, named, _single(found, by_place, labels, w), w)


def statement(
    found: Sequence[Balance], labels: Mapping[str, str], w: Words, by_place: Sequence[Balance] = ()
) -> str:  # fmt: skip
    """Most missing: torches (about 120 of 400); duvets (about 80 of 90); first aid (about 20 of 60)."""
    named = [w("{name} ({n})", name=within(label_of(each, labels)), n=amount_words(each, w))
             for each in _surely(found)]  # fmt: skip
    return _said(found, named, _single(found, by_place, labels, w), w)


def _surely(found: Sequence[Balance]) -> list[Balance]:
    return [each for each in found if is_sure(each)][:NAMED]


def is_sure(each: Balance) -> bool:
    return each.missing is not None and each.missing.is_sure


def in_single_places(found: Sequence[Balance], by_place: Sequence[Balance]) -> list[Balance]:
    """The items that are not missing for sure over all places, and are in one of them."""
    single = {each.item for each in by_place if is_sure(each)}
    return [each for each in found if each.item in single and not is_sure(each)]


def _single(found: Sequence[Balance], by_place: Sequence[Balance], labels: Mapping[str, str], w: Words) -> str:
    names = [within(label_of(each, labels)) for each in in_single_places(found, by_place)]
    if len(names) > NAMED:
        names = [*names[:NAMED], w.plural("{n} more item", "{n} more items", len(names) - NAMED)]
    return w.apart(names)


def _said(found: Sequence[Balance], missing: Sequence[str], single: str, w: Words) -> str:
    known = [each.missing for each in found if each.missing]
    unknown, is_partial = len(found) - len(known), any(each.left_out for each in found)
    if missing:
        said = w.apart(missing)
        return w("Among the most missing: {list}", list=said) if _has_rivals(found) else w("Most missing: {list}",
                                                                                           list=said)  # fmt: skip
    if single:
        return w("Missing in single places: {list}", list=single)
    if not known:
        return w("What is missing is known once the answers are counted")
    if not all(each.is_covered for each in known):
        return (w("Nothing is missing for sure of what is known") if unknown or is_partial else
                w("Nothing that was asked for is missing for sure"))  # fmt: skip
    if unknown:
        return w.plural("What is known is covered; {n} item is not known",
                        "What is known is covered; {n} items are not known", unknown)  # fmt: skip
    return w("All that was asked for is covered in the places told") if is_partial else w(
        "All that was asked for is covered")  # fmt: skip


def _has_rivals(found: Sequence[Balance]) -> bool:
    """Whether as much may be missing of an item that is not named as of one that is."""
    named = _surely(found)
    last = min((each.missing for each in named if each.missing), key=lambda each: each.least)
    return any(each.missing.may_reach(last) if each.missing else each.needed >= last.least
               for each in found if each not in named)  # fmt: skip


def reading(found: Sequence[Balance], w: Words, by_place: Sequence[Balance] = ()) -> str:
    """How many items are covered, how many may be, how many are missing in places alone, and what cannot be told."""
    told, parts, every = [each.missing for each in found if each.missing], [], w.number(len(found))
    covered = sum(each.is_covered for each in told)
    perhaps = sum(not each.is_sure and not each.is_covered for each in told)
    if covered:
        parts.append(w.plural("{n} item of {all} is covered.", "{n} items of {all} are covered.", covered, all=every))
    if _may_lack_somewhere(found, by_place):
        parts.append(w("Covered is said of all places together: one of them may still lack it."))
    if perhaps:
        parts.append(w.plural("{n} item of {all} may be covered.", "{n} items of {all} may be covered.", perhaps,
                              all=every))  # fmt: skip
    if single := len(in_single_places(found, by_place)):
        parts.append(w.plural("{n} item is missing for sure in single places.",
                              "{n} items are missing for sure in single places.", single))  # fmt: skip
    if found and all(each.with_zone for each in found):
        parts.append(w("Too few are enrolled here for answers by item to be told apart from those of the whole zone."))
    elif left_out := max((each.left_out for each in found), default=0):
        parts.append(w.plural("{n} place is left out, where too few are enrolled to tell answers by item.",
                              "{n} places are left out, where too few are enrolled to tell answers by item.",
                              left_out))  # fmt: skip
    if later := sum(not each.missing and not each.with_zone for each in found):
        parts.append(w.plural("{n} item is not known yet.", "{n} items are not known yet.", later))
    return " ".join(parts)


def _may_lack_somewhere(found: Sequence[Balance], by_place: Sequence[Balance]) -> bool:
    """Whether an item that is covered in all is not known to be covered in one of several places."""
    if len({each.place for each in by_place}) < 2:
        return False
    covered = {each.item for each in found if each.missing and each.missing.is_covered}
    return any(each.item in covered and not (each.missing and each.missing.is_covered) for each in by_place)


def label_of(each: Balance, labels: Mapping[str, str]) -> str:
    """The item's own words, with the apostrophe that all other words have."""
    return labels.get(each.item, each.item).replace("'", "’")


def amount_words(each: Balance, w: Words) -> str:
    """About 120 of 400; between 30 and 46 of 46 where the answers are below threshold."""
    assert each.missing is not None
    needed, told = w.number(each.needed), each.missing
    low, high = round(told.least), round(told.most)
    if isinstance(each.offered, Estimate):
        return w("about {n} of {all}", n=w.number(round(told.likely)), all=needed)
    if low == high:
        return w("{n} of {all}", n=w.number(low), all=needed)
    return w("between {low} and {high} of {all}", low=w.number(low), high=w.number(high), all=needed)


def _step(each: Balance, labels: Mapping[str, str], when: Period, w: Words) -> Step:
    assert each.missing is not None
    row = Row("", "", when.code, "", each.item, each.missing.likely, each.missing.noise_sd, "yes")
    is_told = isinstance(each.offered, Estimate) or each.missing.is_covered
    text = w.number(round(each.missing.likely)) if is_told else _ends(each, w).text
    return Step(capital(label_of(each, labels)), row, text)


def _ends(each: Balance, w: Words) -> Told:
    assert each.missing is not None
    low, high = round(each.missing.least), round(each.missing.most)
    return Told(w("{low} to {high}", low=w.number(low), high=w.number(high)), (low, high))


def needed_cell(each: Balance, w: Words) -> Told:
    return Told(w.number(each.needed), (each.needed,))


def missing_cells(each: Balance, w: Words) -> list[Any]:
    """Still missing, its interval, and for each 100 homes; of hidden answers the interval alone."""
    if each.missing is None:
        return ["", Told("", ("", "")), ""]
    if not isinstance(each.offered, Estimate) and not each.missing.is_covered:
        return [(w("only a range"),), _ends(each, w), ""]
    likely, rate = round(each.missing.likely), each.missing.per_hundred(each.homes)
    return [Told(w.number(likely), (likely,)), _ends(each, w), "" if rate is None else _rate(rate, w)]


def _rate(rate: float, w: Words) -> Told:
    if 0 < rate < 0.05:
        return Told(w("under {n}", n=w.number(0.1, 1)), ())
    return Told(w.number(rate, 1), (round(rate, 1),))


def count_cell(count: Published | None, each: Balance, w: Words) -> Told | tuple[str]:
    """Households, or why there is no number of them."""
    if isinstance(count, Estimate):
        return Told(w.number(round(count.value)), (round(count.value),))
    if each.with_zone:
        return (w("with the whole zone") if each.in_whole else w("too few enrolled"),)
    return (w("below threshold") if count else w("not yet known"),)
