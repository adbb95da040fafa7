"""What a campaign changed against similar neighbourhoods, on a card: in words, with what says how far to trust it.

Pure: a CampaignEffect in, a component out. What could be chance is called chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dashboard.components.figure import Told, figure_card, interval_head, picture, table
from dashboard.figures.palettes import Palette
from dashboard.figures.parts import Bar, parts
from dashboard.words import Words, alphabetical
from queries import INDICATORS, RAREST, CampaignEffect, Effect, Visible, cases

if TYPE_CHECKING:
    from dash.development.base_component import Component


def effect_card(found: CampaignEffect, names: Mapping[str, str], w: Words, palette: Palette) -> Component:
    """The effects as bars about nothing, then the same where there can be none; names: of the neighbourhoods."""
    what = w("Beside similar neighbourhoods without the campaign")
    title, said = statement(found, w), reading(found, names, w)
    periods = w("{first} against {last}", first=_months(found.after, w), last=_months(found.before, w))
    if found.lacking:
        return figure_card(w, title, said, (), caption=" · ".join([what, periods]), definition=_definition(found, w))
    lines = _lines(found, w)
    bars = [Bar(label, each.estimate, each.low, each.high, _percent(each.estimate, w), code in found.found)
            for code, label, each in lines]  # fmt: skip
    head: list[str | Told] = [
        w("Measure"), w("Difference"), interval_head(w),
        Told(w("So large a difference by chance alone"), (w("p, by t"), w("p, by permutation"))),
        w("Smallest rise that would have been seen"),
    ]  # fmt: skip
    return figure_card(
        w, title, said, picture("effect", parts(bars, w, palette), f"{title}. {said}"),
        identity="effect", caption=" · ".join([what, periods, w("thin line: 95% interval")]),
        rows=table(f"{what}, {periods}", head,
                   [_line(label, each, _is_clear(found, code, each), w) for code, label, each in lines]),
        definition=_definition(found, w),
    )  # fmt: skip


def statement(found: CampaignEffect, w: Words) -> str:
    """About 24% more regular exchanges than in similar neighbourhoods (5% to 46%), or why that cannot be said."""
    if found.is_everywhere:
        return w("Every neighbourhood took part: what the campaign changed cannot be told")
    if found.lacking:
        return {
            "treated": w("No neighbourhood of this campaign has similar ones to set beside it"),
            "controls": w("Too few similar neighbourhoods to tell what the campaign changed"),
            "months": w("Too few months before the campaign to tell what it changed"),
        }[found.lacking]
    clear = [measure for measure in ("exchanges", "active_households") if measure in found.clear]
    if not clear:
        each = found.found["exchanges"].effect
        return w("What changed could be chance: regular exchanges {low} to {high} against similar neighbourhoods",
                 low=_percent(each.low, w), high=_percent(each.high, w))  # fmt: skip
    each = found.found[clear[0]].effect
    low, high = sorted((abs(each.low), abs(each.high)))
    told = {"n": w.percent(abs(each.estimate)), "low": w.percent(low), "high": w.percent(high)}
    return {
        ("exchanges", True): w("About {n} more regular exchanges than in similar neighbourhoods ({low} to {high})",
                               **told),
        ("exchanges", False): w("About {n} fewer regular exchanges than in similar neighbourhoods ({low} to {high})",
                                **told),
        ("active_households", True): w("About {n} more active households than in similar neighbourhoods "
                                       "({low} to {high})", **told),
        ("active_households", False): w("About {n} fewer active households than in similar neighbourhoods "
                                        "({low} to {high})", **told),
    }[clear[0], each.estimate > 0]  # fmt: skip


def reading(found: CampaignEffect, names: Mapping[str, str], w: Words) -> str:
    """How many places stand behind it, what lasts, what the placebos say, and who was left out."""
    if found.is_everywhere:
        return w("There is no neighbourhood without the campaign to set beside: neither an effect nor a season can be "
                 "told apart from it.")  # fmt: skip
    n = compared_words(len(found.treated), len(found.left_out), w)
    parts = [w.plural("{places} beside {n} similar one.", "{places} beside {n} similar ones.", found.controls,
                      places=n), left_out_words(found, names, w)]  # fmt: skip
    if found.lacking:
        if found.smallest_visible is not None:
            parts.append(w("The smallest rise that could have been seen is {share}.",
                           share=w.percent(found.smallest_visible)))  # fmt: skip
    else:
        parts += [_chance(found, w), _lasts(found, w), *_placebos(found, w)]
    return " ".join(part for part in parts if part)


def compared_words(treated: int, left_out: int, w: Words) -> str:
    """3 of its 5 neighbourhoods here: of those that the reader sees."""
    if not left_out:
        return w.plural("{n} neighbourhood of the campaign", "{n} neighbourhoods of the campaign", treated)
    return w("{n} of its {all} neighbourhoods here", n=w.number(treated), all=w.number(treated + left_out))


def left_out_words(found: CampaignEffect | Visible, names: Mapping[str, str], w: Words) -> str:
    """Why each of the others is not compared; how many where names has none of them."""
    parts = []
    for why in ("campaign", "hidden", "unlike"):
        codes = [code for code, reason in found.left_out.items() if reason == why]
        if not codes:
            continue
        named = sorted((names[code] for code in codes if code in names), key=alphabetical)
        few = named if len(named) < 5 else [*named[:3], w.plural("{n} more", "{n} more places", len(named) - 3)]
        places = w.listing(few) if named else w.plural("{n} place", "{n} places", len(codes))
        parts.append({
            "campaign": w("Left out because another campaign ran there: {places}.", places=places),
            "hidden": w("Left out because a month is below threshold there: {places}.", places=places),
            "unlike": w("Left out because no neighbourhood without the campaign is like them: {places}.",
                        places=places),
        }[why])  # fmt: skip
    return " ".join(parts)


def _chance(found: CampaignEffect, w: Words) -> str:
    """The measures that are not in the title."""
    labels = _labels(w)
    other = [measure for measure in ("exchanges", "active_households")
             if measure not in found.clear or (found.clear and measure == "active_households"
                                               and "exchanges" in found.clear)]  # fmt: skip
    told = []
    for measure in other:
        each = found.found[measure].effect
        said = {"what": labels[measure], "n": _percent(each.estimate, w), "low": _percent(each.low, w),
                "high": _percent(each.high, w)}  # fmt: skip
        told.append(w("{what}: {n} ({low} to {high}).", **said) if measure in found.clear
                    else w("{what}: {n} ({low} to {high}), which could be chance.", **said))  # fmt: skip
    return " ".join(told)


def _lasts(found: CampaignEffect, w: Words) -> str:
    """What of it is still there two to three months later."""
    if not found.later:
        return w("What lasts is told three months after the end, where no other campaign has begun since.")
    if not found.clear:
        return ""
    return " ".join(_left(found, measure, w) for measure in found.clear)


def _left(found: CampaignEffect, measure: str, w: Words) -> str:
    each = found.found[measure].lasting
    if each is None:
        return ""
    late = {"n": each.late.estimate, "low": each.late.low, "high": each.late.high}
    said = {"what": _labels(w)[measure], "months": _months(found.later, w),
            **{name: _percent(share, w) for name, share in late.items()}}  # fmt: skip
    if each.late.could_be_chance:
        return w("{what}, {months}: {n} ({low} to {high}), so nothing is left for sure.", **said)
    return w("{what}, {months}: {n} ({low} to {high}).", **said)


def _placebos(found: CampaignEffect, w: Words) -> list[str]:
    """What the same comparison finds where there was no campaign."""
    parts, measure = [], found.clear[0] if found.clear else "exchanges"
    own = found.found[measure]
    if own.earlier and not own.earlier.could_be_chance:
        parts.append(w("Take it with care: these places already differed before the campaign."))
    if found.untouched and not found.untouched.could_be_chance and found.clear:
        parts.append(w("News and events, which the campaign did not ask for, changed too: not all of it is the "
                       "campaign’s items."))  # fmt: skip
    if own.elsewhere and found.clear:
        parts.append(w("As many places drawn at random where there was no campaign differ as much in {cases}.",
                       cases=chance_words(own.elsewhere.share, w)))  # fmt: skip
    if own.synthetic:
        parts.append(w("Beside the mix of places that was most like it before, so large a change comes by chance in "
                       "{cases}.", cases=chance_words(own.synthetic.p, w)))  # fmt: skip
    return parts


def chance_words(share: float, w: Words) -> str:
    """1 case of 30, 6 cases of 10, fewer than 1 case of 1,000: a p-value as readers who are no analysts know it."""
    number, of = cases(share)
    if share * RAREST < 1:
        return w("fewer than 1 case of {n}", n=w.number(RAREST))
    if number == of:
        return w("nearly every case")
    return w.plural("{n} case of {all}", "{n} cases of {all}", number, all=w.number(of))


def _exactly(found: CampaignEffect, w: Words) -> list[str]:
    """The figures behind the words, for whoever checks them."""
    labels, parts = _labels(w), []
    for measure, each in found.found.items():
        parts.append(w("{what}: p {p} by t, {permuted} by permutation.", what=labels[measure],
                       p=_equals(each.effect.p, w), permuted=_equals(each.effect.p_permutation, w)))  # fmt: skip
    measure = found.clear[0] if found.clear else "exchanges"
    own = found.found.get(measure)
    if own and own.synthetic:
        parts.append(w("Synthetic control, for one or two places: p = {p}, at best {smallest}.",
                       p=w.number(own.synthetic.p, 2), smallest=w.number(own.synthetic.smallest_p, 2)))  # fmt: skip
    return [" ".join(parts)] if parts else []


def _equals(p: float, w: Words) -> str:
    return f"= {w.number(p, 3)}" if p >= 0.0005 else f"< {w.number(0.001, 3)}"


def _labels(w: Words) -> dict[str, str]:
    return {measure: w.text(INDICATORS[measure].label) for measure in ("exchanges", "active_households")}


def _lines(found: CampaignEffect, w: Words) -> list[tuple[str, str, Effect]]:
    """(measure or what else, its label, the effect): the effects, what is left, and the placebos."""
    labels, lines = _labels(w), list[tuple[str, str, Effect]]()
    for measure in ("exchanges", "active_households"):
        lines.append((measure, labels[measure], found.found[measure].effect))
    for measure in ("exchanges", "active_households"):
        if later := found.found[measure].lasting:
            label = w("{name} ({n})", name=labels[measure], n=_months(found.later, w))
            lines.append(("later", label, later.late))
    for measure in ("exchanges", "active_households"):
        if earlier := found.found[measure].earlier:
            lines.append(("earlier", w("{what}, before the campaign", what=labels[measure]), earlier))
    if found.untouched:
        lines.append(("untouched", w("News and events, not asked for"), found.untouched))
    return lines


def _is_clear(found: CampaignEffect, code: str, each: Effect) -> bool:
    """Whether a line is called clear: of the two measures, as they are judged together."""
    return code in found.clear if code in found.found else not each.could_be_chance


def _line(label: str, each: Effect, is_clear: bool, w: Words) -> list[Any]:
    """Rounded cases of a clear and of an unclear difference may be the same: each says which it is."""
    chance = chance_words(each.p, w)
    verdict = w("{cases}, called clear", cases=chance) if is_clear else w("{cases}, could be chance", cases=chance)
    low, high = round(100 * each.low), round(100 * each.high)
    ends = w("{low} to {high}", low=_percent(each.low, w), high=_percent(each.high, w))
    return [
        label, Told(_percent(each.estimate, w), (round(100 * each.estimate),)), Told(ends, (low, high)),
        Told(verdict, (round(each.p, 3), round(each.p_permutation, 3))),
        Told(_percent(each.smallest_visible, w), (round(100 * each.smallest_visible),)),
    ]  # fmt: skip


def _percent(share: float, w: Words) -> str:
    """+24%, −5%, 0%: never a plus before nothing."""
    text = w.percent(abs(share))
    if text == w.percent(0.0):
        return text
    return f"{'+' if share > 0 else '−'}{text}"


def _months(periods: Any, w: Words) -> str:
    return w("{low} to {high}", low=w.month(periods[0].start), high=w.month(periods[-1].start))


def _definition(found: CampaignEffect, w: Words) -> list[str]:
    return [
        w("The mean of the months from the start against the mean of those before, in the campaign’s neighbourhoods "
          "and in similar ones (difference in differences of logarithms). The season, which all share, falls out."),
        w("Similar: alike before the campaign in active households and their trend, homes, homes per km² and works. "
          "Neighbourhoods within a kilometre of the campaign, and those with another campaign, are left out."),
        w("Before the campaign: the same comparison for a start three months earlier, where there can be no effect. If "
          "it shows one, the places were not alike. Intervals hold chance and the protection of the numbers; of two "
          "measures, a difference is called clear when at most 5% of such differences would be chance."),
        *_exactly(found, w),
    ]  # fmt: skip
