"""Why exchanges grew or shrank, on a card: newcomers, those who stay, how much each exchanges, where, and the season.

Pure: Grown in, a component out. A wave of sign-ups is never called cohesion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dashboard.components.amounts import about, around_words
from dashboard.components.figure import Told, figure_card, interval_head, picture, table
from dashboard.figures.palettes import Palette
from dashboard.figures.parts import Bar, parts
from dashboard.words import Words, capital
from queries import Grown, GrowthPart

if TYPE_CHECKING:
    from dash.development.base_component import Component

Parts = dict[str, GrowthPart]


def growth_card(
    found: Grown, w: Words, palette: Palette, around: str = "", notes: Sequence[Component] = ()
) -> Component:
    """The card; `around` names the place around whose numbers they are."""
    labels, own = part_labels(found, w), parts_of(found)
    periods = w("{first} against {last}", first=w.period(found.period), last=w.period(found.before))
    what = around_words(w, around, w("Regular exchanges more or less, by what they are due to"))
    title, reading = around_words(w, around, statement(found, w)), reason(found, w)
    bars = [
        Bar(labels[code], part.exchanges, *part.interval, size_words(part, w), code == "change")
        for code, part in own.items()
    ]
    head: list[str | Told] = [w("Due to"), w("Regular exchanges"), interval_head(w)]
    lines: list[list[Any]] = [
        [labels[code], Told(size_words(part, w), (rounded(part, part.exchanges),)), _interval(part, w)]
        for code, part in own.items()
    ]
    return figure_card(
        w, title, reading, picture("growth", parts(bars, w, palette), f"{title}. {reading}"),
        identity="growth",
        caption=" · ".join([what, periods, w("thin line: 95% interval")]),
        rows=table(f"{what}, {periods}", head, lines, w("The parts add up to the whole change, but for rounding.")),
        notes=[*notes],
        definition=[
            w("Exchanges are households times exchanges of each; the change is shared out between them with nothing "
              "left over (log-mean division), once for each neighbourhood."),
            w("A newcomer is a household active for the first time. New households say that the network spreads; "
              "whether neighbours come closer shows in those who stay and in how much each exchanges."),
            w("How much newcomers exchange is learnt from months with many of them; where it cannot be, a newcomer is "
              "taken for any household, give or take half, and the intervals say so."),
        ],
    )  # fmt: skip


def part_labels(found: Grown, w: Words) -> dict[str, str]:
    """The parts in words."""
    staying = w("Households that were active before") if found.parts.newcomers else w("Number of active households")
    return {
        "change": w("Whole change"),
        "newcomers": w("Households active for the first time"),
        "staying": staying,
        "each": w("Exchanges of each household"),
        "mix": w("Where they are active"),
        "season": w("Season"),
    }


def parts_of(found: Grown) -> Parts:
    """The whole change, then its parts: those that are told here, and that can be other than nothing."""
    own = found.parts
    told: dict[str, GrowthPart | None] = {
        "change": own.change, "newcomers": own.newcomers, "staying": own.staying, "each": own.each, "mix": own.mix,
        "season": own.season,
    }  # fmt: skip
    return {code: part for code, part in told.items()
            if part is not None and (code not in ("mix", "season") or part.interval.high > part.interval.low)
            }  # fmt: skip


def is_clear(part: GrowthPart) -> bool:
    return not part.interval.holds(0.0)


def carrying(found: Grown) -> str:
    """The code of the part that carries a clear change: the largest of its sign, half of it or more; or none."""
    whole = found.parts.change
    if not is_clear(whole):
        return ""
    same = {code: part for code, part in parts_of(found).items()
            if code != "change" and is_clear(part) and part.exchanges * whole.exchanges > 0}  # fmt: skip
    first = max(same, key=lambda code: abs(same[code].exchanges), default="")
    return first if first and abs(same[first].exchanges) >= abs(whole.exchanges) / 2 else ""


def statement(found: Grown, w: Words) -> str:
    """Exchanges: about 870 more than in the 3rd quarter 2025, carried by households that were active before."""
    whole, before = found.parts.change, w.during(found.before)
    if not is_clear(whole):
        return w("Regular exchanges: no clear change from what they were {before}", before=before)
    count = about(w, w.number(abs(rounded(whole, whole.exchanges))))
    return (w("Regular exchanges: {count} more than {before}", count=count, before=before) if whole.exchanges > 0
            else w("Regular exchanges: {count} fewer than {before}", count=count, before=before))  # fmt: skip


def reason(found: Grown, w: Words) -> str:
    """What carries the change, what goes against it, and what it does not mean."""
    first, grew = carrying(found), found.parts.change.exchanges > 0
    carried = {
        ("newcomers", True): w("New households carry it: a wave of sign-ups is not cohesion."),
        ("newcomers", False): w("Fewer new households came."),
        ("staying", True): w("Households that were active before carry it.") if found.parts.newcomers else
        w("More households take part."),
        ("staying", False): w("Fewer of the households that were active before take part.") if found.parts.newcomers
        else w("Fewer households take part."),
        ("each", True): w("Each household exchanges more."),
        ("each", False): w("Each household exchanges less."),
        ("mix", True): w("Activity moved to places where more is exchanged."),
        ("mix", False): w("Activity moved to places where less is exchanged."),
        ("season", True): w("It is the season."),
        ("season", False): w("It is the season."),
    }  # fmt: skip
    said = [carried[first, grew]] if first else []
    labels = part_labels(found, w)
    others = [w("{name} ({amount})", name=labels[code][:1].lower() + labels[code][1:], amount=size_words(part, w))
              for code, part in parts_of(found).items()
              if code not in ("change", first) and is_clear(part)]  # fmt: skip
    if others:
        said.append(w("Clear too: {list}.", list=w.listing(others)) if first else
                    w("Clear parts: {list}.", list=w.listing(others)))  # fmt: skip
    if found.parts.newcomers is None:
        said.append(w("How many of them are new is told of whole cities, from the second year of the data on."))
    if found.left_out:
        said.append(w.plural("Without {n} neighbourhood below threshold.",
                             "Without {n} neighbourhoods below threshold.", len(found.left_out)))  # fmt: skip
    return capital(" ".join(said))


def rounded(part: GrowthPart, exchanges: float) -> int:
    """As finely as the interval is wide: to tens where it is twenty to each side, to hundreds from two hundred on."""
    half = (part.interval.high - part.interval.low) / 2
    step = next((step for limit, step in ((200, 100), (20, 10)) if half >= limit), 1)
    return round(exchanges / step) * step


def signed(count: int, w: Words) -> str:
    """+870, −230, 0."""
    return w.signed(w.number(abs(count)), count > 0) if count else w.number(0)


def size_words(part: GrowthPart, w: Words) -> str:
    """What is due to a part, with its sign."""
    return signed(rounded(part, part.exchanges), w)


def _interval(part: GrowthPart, w: Words) -> Told:
    low, high = (rounded(part, end) for end in part.interval)
    return Told(w("{low} to {high}", low=signed(low, w), high=signed(high, w)), (low, high))
