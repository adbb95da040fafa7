"""Where to act first: places in tiers with bands of ranks, the weights that a reader can move, and who is unheard.

Pure: areas in, a component out. Within a tier places are in the order of their names: this is no league table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from dashboard.components.figure import Told, figure_card, interval_head, table, told
from dashboard.need_words import probability_words, told_probability
from dashboard.words import Words
from queries import WEIGHTS, Area, Sign, ToldSigns

if TYPE_CHECKING:
    from dash.development.base_component import Component

_NAMED = 3

#: What is not known of these is how much need there is, however little or much was asked.
_UNKNOWN = ("few_asked", "hardly_reached", "unlike")


@dataclass(frozen=True)
class Priority:
    """Areas in any order; `why` says of one what speaks for it; `href` leads to it; `weights` in the order of WEIGHTS.

    default: the address with the published weights. signs: of each place, as told, with the ends of its interval.
    """

    areas: Sequence[Area]
    why: Mapping[str, str]
    href: Callable[[str], str]
    weights: tuple[int, ...]
    default: str
    period: str
    signs: Mapping[str, ToldSigns] = field(default_factory=dict)

    @property
    def ranked(self) -> list[Area]:
        return sorted((area for area in self.areas if area.rank), key=lambda area: area.area)

    def tier(self, name: str) -> list[Area]:
        return [area for area in self.ranked if area.rank and area.rank.tier == name]

    def standing(self, *names: str) -> list[Area]:
        return sorted((area for area in self.areas if area.standing in names), key=lambda area: area.area)


def priority_card(
    content: Priority, counted: int, w: Words, *, notes: Sequence[Component] = (), movable: bool = True
) -> Component:
    """The card; `counted` places were compared, of which those in `content` are shown."""
    tiers = [
        (w("Very likely among the first fifth"), w("probability 0.8 or more"), content.tier("sure")),
        (w("Likely among the first fifth"), w("probability 0.5 to 0.8"), content.tier("likely")),
    ]
    alone = len(content.areas) == 1
    body: list[Component] = [weights(content, w)] if movable and content.ranked else []
    if content.ranked:
        told = [tier for tier in tiers if tier[2] or not alone]
        body += [_tier(heading, probability, areas, content, counted, w) for heading, probability, areas in told]
        body += [] if alone else _rest(content, w)
    body += _unheard(content, w)
    return figure_card(
        w, statement(content, w), reading(content, counted, w), html.Div(body, className="priority"),
        identity="priority",
        caption=" · ".join([w("Weighted signs of need by neighbourhood"), content.period, weights_words(content, w)]),
        notes=notes,
        rows=_table(content, counted, w), definition=definition(w),
    )  # fmt: skip


def statement(content: Priority, w: Words) -> str:
    """Where to act first, or that nothing is sure."""
    first = [area.area for area in content.tier("sure")]
    if first:
        named = w.listing([*first[:_NAMED], *([w("others")] if len(first) > _NAMED else [])])
        return w("Act first here: {names}", names=named)
    likely = [area.area for area in content.tier("likely")]
    if likely:
        named = w.listing([*likely[:_NAMED], *([w("others")] if len(likely) > _NAMED else [])])
        return w.plural("No place clearly comes first; likely: {names}", "No place clearly comes first; likely ones: "
                        "{names}", len(likely), names=named)  # fmt: skip
    if content.ranked and len(content.areas) == 1:
        return w("{name}: not among the first fifth, or it cannot be told", name=content.ranked[0].area)
    if content.ranked:
        return w("No place stands out as one to act in first")
    if content.standing("ranked"):
        return w("Too few places to say which comes first")
    return w("Unknown need: these places are hardly heard")


def reading(content: Priority, counted: int, w: Words) -> str:
    """How much is known, with the unknown beside it."""
    parts = []
    if content.ranked:
        parts.append(w.plural("{n} place is compared; ranks are told as bands, since chance moves them.",
                              "{n} places are compared; ranks are told as bands, since chance moves them.",
                              counted))  # fmt: skip
    unknown, silent = len(content.standing(*_UNKNOWN)), len(content.standing("silent"))
    if unknown:
        parts.append(w.plural("{n} place has unknown need, which is not little need.",
                              "{n} places have unknown need, which is not little need.", unknown))  # fmt: skip
    if silent:
        parts.append(w.plural("{n} place is silent.", "{n} places are silent.", silent))
    return " ".join(parts)


def definition(w: Words) -> list[str]:
    """The score, its uncertainty and its limits."""
    return [
        w("Each sign is steadied within its city and put in standard deviations between the places of the territory; "
          "the score is their weighted mean. How much is exchanged is no sign of need, so quiet places gain and lose "
          "nothing by it."),
        w("The ranks of 4,000 draws from what is known of each place give the band (90%) and the probability to be "
          "among the first fifth (Laird and Louis 1989). The weights published with it are a choice, not a finding."),
        w("Unknown need: too few households asked, fewer than half as many homes are reached as in the middle "
          "neighbourhood of the city, or, by kind of dwelling, those enrolled surely have less than half in common "
          "with those who live there."),
        w("Source: requests, offers and replies on the network, published counts of households."),
    ]  # fmt: skip


def sign_labels(w: Words) -> dict[str, str]:
    """The signs of need as a reader reads them."""
    return {
        "unanswered": w("Households without an answer"),
        "unmet": w("Households that got nothing"),
        "shortages": w("More asked for than offered"),
        "late": w("Replies after more than a day"),
    }


def weights_words(content: Priority, w: Words) -> str:
    """The weights in a sentence, which paper has too, and whose they are."""
    labels = [label[:1].lower() + label[1:] for label in sign_labels(w).values()]
    parts = w.listing([f"{w.percent(weight / 100)} {label}" for label, weight in
                       zip(labels, content.weights, strict=True)])  # fmt: skip
    if content.weights == tuple(WEIGHTS.values()):
        return w("published weights: {weights}", weights=parts)
    return w("weights chosen by the reader: {weights}", weights=parts)


def weights(content: Priority, w: Words) -> Component:
    """One number a sign, in percent; the page's callback keeps their sum at 100."""
    labels = sign_labels(w)
    fields = [
        html.Div(
            [html.Label(labels[sign], htmlFor=f"weight-{sign}"),
             html.Div([dcc.Input(id=f"weight-{sign}", type="number", min=0, max=100, step=1, value=weight,
                                 debounce=True, className="weight-input"), html.Span("%")],
                      className="weight-value")],
            className="weight",
        )
        for sign, weight in zip(WEIGHTS, content.weights, strict=True)
    ]  # fmt: skip
    said: list[Any] = [w("The weights add up to 100%: when one is changed, the others give way in proportion.")]
    if content.weights != tuple(WEIGHTS.values()):
        said += [" ", dcc.Link(w("Back to the published weights"), href=content.default)]
    return html.Fieldset(
        [html.Legend(w("What counts, and how much")), html.Div(fields, className="weights-fields"),
         html.P(said, className="reading"), dcc.Store(id="weights-drawn", data=list(content.weights))],
        className="weights",
    )  # fmt: skip


def moved(drawn: Sequence[int], values: Sequence[object]) -> tuple[int, ...] | None:
    """The weights after one was changed: it keeps its value, the others share what is left as they did; sum 100.

    None where nothing was changed, or what was written is no number from 0 to 100.
    """
    if len(values) != len(drawn):
        return None
    changed = [at for at, value in enumerate(values) if value != drawn[at]]
    if not changed or isinstance(values[changed[0]], bool) or not isinstance(values[changed[0]], (int, float)):
        return None
    at = changed[0]
    kept = round(float(values[at]))  # type: ignore[arg-type]
    if not 0 <= kept <= 100:
        return None
    rest = [weight if place != at else 0 for place, weight in enumerate(drawn)]
    if not sum(rest):
        rest = [int(place != at) for place in range(len(drawn))]
    return _shared(kept, at, rest)


def _shared(kept: int, at: int, rest: Sequence[int]) -> tuple[int, ...]:
    """Whole percentages: what rounding down leaves goes to those that it took most from."""
    left, whole = 100 - kept, sum(rest)
    found = [kept if place == at else weight * left // whole for place, weight in enumerate(rest)]
    lost = sorted((place for place in range(len(rest)) if place != at), key=lambda place: -(rest[place] * left % whole))
    for place in lost[: 100 - sum(found)]:
        found[place] += 1
    return tuple(found)


def _tier(
    heading: str, probability: str, areas: Sequence[Area], content: Priority, counted: int, w: Words
) -> Component:
    lines: list[Component] = [
        html.Li([dcc.Link(area.area, href=content.href(area.area_code), className="line-name"),
                 html.Span(band(area, counted, w), className="badge"), html.Span(content.why.get(area.area_code, ""))])
        for area in areas
    ]  # fmt: skip
    body = html.Ul(lines, className="lines tier-lines") if lines else html.P(w("No place."), className="reading")
    return html.Div([html.H3(heading), html.P(probability, className="reading"), body], className="tier")


def band(area: Area, counted: int, w: Words) -> str:
    """Rank 1 to 24 of 56."""
    assert area.rank is not None
    return w("rank {low} to {high} of {n}", low=w.number(area.rank.low), high=w.number(area.rank.high),
             n=w.number(counted))  # fmt: skip


def _rest(content: Priority, w: Words) -> list[Component]:
    areas = content.tier("rest")
    if not areas:
        return []
    summary = w.plural("{n} other place: not among the first fifth, or it cannot be told",
                       "{n} other places: not among the first fifth, or it cannot be told", len(areas))  # fmt: skip
    return [html.Details([html.Summary(summary), _names(areas, content)], className="tier-rest")]


def _unheard(content: Priority, w: Words) -> list[Component]:
    unknown = {
        "few_asked": w("Too few households asked to tell. This is not little need."),
        "hardly_reached": w("Few homes are reached beside the rest of the city. This is not little need."),
        "unlike": w("Those enrolled live in other kinds of dwellings than most who live there. This is not little "
                    "need."),
    }  # fmt: skip
    silent = {"silent": w("Too few active households to say anything safely.")}
    found = []
    for heading, reasons in ((w("Unknown need"), unknown), (w("Silent"), silent)):
        told = [part for standing, reason in reasons.items() if (areas := content.standing(standing))
                for part in (html.P(reason, className="reading"), _names(areas, content))]  # fmt: skip
        found += [html.Div([html.H3(heading), *told], className="tier is-unknown")] if told else []
    return found


def _names(areas: Sequence[Area], content: Priority) -> Component:
    links = [html.Li(dcc.Link(area.area, href=content.href(area.area_code), className="chip")) for area in areas]
    return html.Ul(links, className="chips")


def _table(content: Priority, counted: int, w: Words) -> Component:
    tiers = {"sure": w("very likely"), "likely": w("likely"), "rest": w("no, or unsure")}
    apart = {"silent": w("silent"), "ranked": w("not compared"), **dict.fromkeys(_UNKNOWN, w("unknown need"))}
    rows = [[area.area, *_ranked(area, tiers, apart, counted, w),
             *(_sign(content.signs.get(area.area_code, {}), sign, w) for sign in WEIGHTS)]
            for area in sorted(content.areas, key=lambda area: area.area)]  # fmt: skip
    ranks = Told(w("Band of ranks (90%)"), (w("Band of ranks (90%), from"), w("Band of ranks (90%), to")))
    head: list[str | Told] = [w("Neighbourhood"), w("Among the first fifth"), w("Probability"), ranks,
                              w("Score, in standard deviations")]  # fmt: skip
    head += [Told(label, (label, *interval_head(w, label).values)) for label in sign_labels(w).values()]
    return table(
        f"{w('Weighted signs of need by neighbourhood')}, {content.period}", head, rows, weights_words(content, w)
    )


def _ranked(area: Area, tiers: Mapping[str, str], apart: Mapping[str, str], counted: int, w: Words) -> list[Any]:
    """Tier, probability, band and score; or why a place has none."""
    if area.rank is None:
        return [(apart[area.standing],), "–", "–", "–"]
    first, ends = area.rank.first, (area.rank.low, area.rank.high)
    return [tiers[area.rank.tier], Told(probability_words(w, first), (told_probability(first),)),
            Told(band(area, counted, w), ends), told(w, "ratio", area.rank.score)]  # fmt: skip


def _sign(signs: ToldSigns, sign: Sign, w: Words) -> Told | tuple[str]:
    """23% (18% to 27%): what is told of a sign with its 95 % interval."""
    if sign not in signs:
        return (w("below threshold"),)
    unit = "ratio" if sign == "shortages" else "share"
    value, ends = told(w, unit, signs[sign][0]), told(w, unit, *signs[sign][1:])
    return Told(f"{value.text} ({ends.text})", (*value.values, *ends.values))
