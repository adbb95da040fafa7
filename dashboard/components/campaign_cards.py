"""What came of a campaign, on cards: its funnel as a whole and by place, when help was first offered, and who answered.

Pure: funnels and counts in, components out; what is hidden is said, what the export cannot feed is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.components.amounts import why_short, why_words
from dashboard.components.figure import (
    Told,
    figure_card,
    interval_cell,
    interval_head,
    number_cell,
    picture,
    table,
    told,
)
from dashboard.components.people_card import people_card, row_of
from dashboard.figures.funnel import Step, funnel
from dashboard.figures.palettes import Palette
from dashboard.words import Words, capital, within
from queries import INDICATORS, Estimate, Funnel, Period, Published, ToldShare

if TYPE_CHECKING:
    from dash.development.base_component import Component


def step_labels(w: Words) -> dict[str, str]:
    return {
        "contacted": w("Contacted"),
        "opened": w("Opened the message"),
        "answered": w("Answered or posted"),
        "offered": w("Offered help or an item"),
        "matched": w("Found a match"),
        "completed": w("Gave or received"),
    }


def funnel_card(
    found: Funnel, title_of_campaign: str, when: Period, w: Words, palette: Palette, *, so_far: str = "",
    notes: Sequence[Component] = (),
) -> Component:  # fmt: skip
    """The steps as bars that shrink, the homes of the zone first; so_far: until when one that runs is counted."""
    entry, labels = INDICATORS["campaign_step"], step_labels(w)
    steps = [step for step in found.steps if step.fed and step.count is not None]
    drawn, lines = list[Step](), list[list[Any]]()
    if found.homes:  # in the table alone: beside all homes of a zone, no step could be seen
        blank = Told("", ("", ""))
        lines.append([w("Homes in the zone"), told(w, "households", found.homes), blank, "", blank])
    for step in steps:
        assert step.count is not None
        row = row_of(step.code, step.count, when)
        text = w.number(row.answer) if row.answer is not None else why_short(w, row, entry)
        share = w.percent(step.share.share) if step.share and step.of != "homes" else ""
        drawn.append(Step(labels[step.code], row, " · ".join(filter(None, [text, share]))))
        lines.append([labels[step.code], number_cell(w, entry, row, text), interval_cell(w, "households", row),
                      *_share_cells(step.share, w)])  # fmt: skip
    title, reading = statement(found, w), _reading(found, w, bool(so_far))
    caption = w("Households at each step, {title}", title=title_of_campaign)
    parts = [caption, w("thin line: 95% interval"), w("percentage: of the step before")]
    if so_far:
        parts.insert(1, so_far)
    share_head = w("Share of the step before")
    return figure_card(
        w, title, reading, picture("funnel", funnel(drawn, w, palette), f"{title}. {caption}."),
        identity="funnel", caption=" · ".join(parts),
        rows=table(caption, [w("Step"), w("Households"), interval_head(w), share_head, interval_head(w, share_head)],
                   lines),
        notes=notes,
        definition=[
            w.text(entry.definition),
            w("The steps count the households of the campaign’s neighbourhoods that are selected here. The interval of "
              "a share holds chance and the protection of the numbers."),
            w("Who answered somebody’s post found a match too, without having offered anything before."),
        ],
    )  # fmt: skip


def so_far_words(day: date, level: str, w: Words) -> str:
    """Until when a campaign that runs is counted at a level: cities by week, smaller places by month."""
    if level == "city":
        return w("so far, until {day}, the end of the last full week", day=w.date(day))
    return w("so far, until {day}, the end of the last full month", day=w.date(day))


def larger_later(found: Funnel) -> list[tuple[str, str]]:
    """The steps (earlier, later) shown one after the other of which the later one has more households."""
    shown = [(step.code, step.count.value) for step in found.steps if step.fed and isinstance(step.count, Estimate)]
    return [(before, after) for (before, first), (after, second) in pairwise(shown) if round(second) > round(first)]


def _share_cells(share: ToldShare | None, w: Words) -> list[Any]:
    if share is None:
        return ["–", Told("", ("", ""))]
    return [told(w, "share", share.share), told(w, "share", share.low, share.high)]


def statement(found: Funnel, w: Words) -> str:
    """Of about 820 households contacted, 23% offered help or an item (19% to 27%)."""
    shown = [step for step in found.steps if step.fed and isinstance(step.count, Estimate)]
    if not shown:
        return w("Every step is below threshold here")
    first, last = shown[0], shown[-1]
    assert isinstance(first.count, Estimate)
    assert isinstance(last.count, Estimate)
    n, share = w.number(first.count.value), found.reached(last)
    if share is None or first.code != "contacted" or last.code == "contacted":
        return w("{label}: about {n} households", label=step_labels(w)[last.code], n=w.number(last.count.value))
    said = {"n": n, "share": w.percent(share.share)}
    return {
        "opened": w("Of about {n} households contacted, {share} opened the message", **said),
        "answered": w("Of about {n} households contacted, {share} answered or posted", **said),
        "offered": w("Of about {n} households contacted, {share} offered help or an item", **said),
        "matched": w("Of about {n} households contacted, {share} found a match", **said),
        "completed": w("Of about {n} households contacted, {share} gave or got what was asked for", **said),
    }[last.code]


def _reading(found: Funnel, w: Words, is_running: bool) -> str:
    """Where the smallest share goes on, which steps are hidden, told elsewhere or later, and which are not fed."""
    labels, parts = step_labels(w), []
    first = next((step for step in found.steps if step.share and step.of == "homes"), None)
    if first and first.share and found.homes:
        parts.append(w("{label}: {share} of the {homes} homes in the zone.", label=labels[first.code],
                       share=w.percent(first.share.share), homes=w.number(found.homes)))  # fmt: skip
    parts += _fewest(found, w)
    parts += [w("“{later}” is larger than “{earlier}”, which comes before it: each number carries noise of its own, "
                "and who took a later step may have skipped the one before.", later=labels[after],
                earlier=labels[before])
              for before, after in larger_later(found)]  # fmt: skip
    hidden = [labels[step.code] for step in found.steps
              if step.fed and step.count is not None and not isinstance(step.count, Estimate)]  # fmt: skip
    if hidden:
        parts.append(w("Below threshold: {steps}.", steps=w.apart([within(each) for each in hidden])))
    if absent := [within(labels[step.code]) for step in found.steps if step.fed and step.count is None]:
        parts.append(w("Not told yet: {steps}.", steps=w.apart(absent)) if is_running else
                     w("Told of whole cities only: {steps}.", steps=w.apart(absent)))  # fmt: skip
    if unfed := [within(labels[step.code]) for step in found.steps if not step.fed]:
        parts.append(w("The export has nothing to count these steps by: {steps}.", steps=w.apart(unfed)))
    return " ".join(parts)


def _fewest(found: Funnel, w: Words) -> list[str]:
    """To which step the smallest share goes on; nothing where the interval reaches that of another step."""
    rates = [(step.code, step.share) for step in found.steps if step.share and step.of != "homes"]
    if len(rates) < 2:
        return []
    (code, worst), *others = sorted(rates, key=lambda each: each[1].share)
    if worst.high >= min(share.low for _, share in others):
        return []
    return [w("The smallest share goes on to “{step}”: {share} of the households at the step shown before it do "
              "({low} to {high}).", step=within(step_labels(w)[code]), share=w.percent(worst.share),
              low=w.percent(worst.low), high=w.percent(worst.high))]  # fmt: skip


def places_card(
    found: Sequence[Funnel], names: Mapping[str, str], title_of_campaign: str, w: Words, *, by_item: bool = True
) -> Component:
    """The steps of each neighbourhood, with the share of those contacted that answered and its interval. by_item:
    whether what is missing is told of each of them, too."""
    labels, entry = step_labels(w), INDICATORS["campaign_step"]
    here = {step.code for each in found for step in each.steps if step.count}
    told_here = [code for code in labels if code in here]
    answered = {id(each): _share_of(each, "answered") for each in found}
    ordered = sorted(found, key=lambda each: _first(answered[id(each)]), reverse=True)
    lines: list[list[Any]] = []
    for each in ordered:
        assert each.place is not None
        cells = []
        for step in each.steps:
            if step.code in told_here:
                row = row_of(step.code, step.count, _NO_PERIOD) if step.count else None
                text = w.number(row.answer) if row and row.answer is not None else ""
                cells.append(number_cell(w, entry, row, text) if row else ("–",))
        lines.append([names.get(each.place.area_code, each.place.name), *cells, *_share_cells(answered[id(each)], w)])
    caption = w("Households at each step by neighbourhood, {title}", title=title_of_campaign)
    share = w("Answered, of those contacted")
    title = w("In each neighbourhood")
    odd = [names.get(each.place.area_code, each.place.name) for each in ordered if each.place and larger_later(each)]
    said = list[str]()
    if not by_item:
        said.append(w("The steps are counted in every place, also where too few are enrolled to tell answers by item."))
    if odd:
        said.append(w("A later step is larger than an earlier one here: {places}. Each number carries noise of its "
                      "own, and who took a later step may have skipped the one before.",
                      places=w.listing(odd)))  # fmt: skip
    ranked = w("The largest share of answers first; where intervals overlap, the order may be chance")
    return figure_card(
        w, title, " ".join(said), table(caption, [w("Neighbourhood"), *(labels[code] for code in told_here), share,
                                      interval_head(w, share)], lines),
        caption=ranked if any(answered.values()) else "",
        before=[html.P(w("The table is wider than the screen: slide it sideways."), className="reading slide-hint")],
    )  # fmt: skip


_NO_PERIOD = Period(date(2000, 1, 1), "year")


def _share_of(found: Funnel, code: str) -> ToldShare | None:
    return found.reached(next(step for step in found.steps if step.code == code))


def _first(share: ToldShare | None) -> float:
    return -1.0 if share is None else share.share


def offer_times_card(
    counts: Mapping[str, Published], labels: Mapping[str, str], when: Period, w: Words, palette: Palette,
    whole: Published | None = None,
) -> Component:  # fmt: skip
    """When the households that offered first did so; whole: all that did."""
    shown = {code: count.value for code, count in counts.items() if isinstance(count, Estimate)}
    title = w("When help was first offered")
    if len(shown) > 1:
        most = max(shown, key=lambda code: shown[code])
        title = w("Of the times shown, first offers were most frequent {when}", when=within(labels[most]))
    return people_card(
        "offer-times", w("Households that offered, by when they first did"), title, _said_of(counts, whole, when, w),
        counts, labels, when, w, palette,
        definition=[w("Days since the campaign’s first day, until 28 days after its end. A first offer is a yes to an "
                      "item, or an offer posted with the campaign’s code.")],
    )  # fmt: skip


def answered_by_card(
    counts: Mapping[str, Published], labels: Mapping[str, str], when: Period, w: Words, palette: Palette,
    whole: Published | None = None,
) -> Component:  # fmt: skip
    """Who answered: new members, members who had gone quiet, members who were active; whole: all who did."""
    title = w("Who answered the campaign")
    if isinstance(back := counts.get("returned"), Estimate):
        n = round(back.value)
        title = w.plural("About {n} household that had gone quiet answered",
                         "About {n} households that had gone quiet answered", n)  # fmt: skip
    elif isinstance(joined := counts.get("new"), Estimate):
        n = round(joined.value)
        title = w.plural("About {n} household that answered had just joined",
                         "About {n} households that answered had just joined", n)  # fmt: skip
    return people_card(
        "answered-by", w("Households that answered or posted"), title, _said_of(counts, whole, when, w), counts, labels,
        when, w, palette,
        definition=[w("Active means posting or replying in the 91 days before the campaign. That they came with the "
                      "campaign does not say that they came because of it: see the comparison with similar places.")],
    )  # fmt: skip


def _said_of(counts: Mapping[str, Published], whole: Published | None, when: Period, w: Words) -> str:
    """Why there is no picture, where every number is hidden; else whether the parts add up."""
    if counts and not any(isinstance(count, Estimate) for count in counts.values()):
        code, count = next(iter(counts.items()))
        return capital(why_words(w, row_of(code, count, when), INDICATORS["campaign_step"])) + "."
    return _adds_up(counts, whole, w)


def _adds_up(counts: Mapping[str, Published], whole: Published | None, w: Words) -> str:
    """Says that the parts do not add up to the whole where they are all shown, or are more than it; else nothing."""
    shown = [count.value for count in counts.values() if isinstance(count, Estimate)]
    if not isinstance(whole, Estimate) or not shown:
        return ""
    parts, all_of_them = sum(map(round, shown)), round(whole.value)
    if parts > all_of_them or (len(shown) == len(counts) and parts < all_of_them):
        return w("Together these are {parts}, and {whole} in the steps above: each number carries noise of its own.",
                 parts=w.number(parts), whole=w.number(all_of_them))  # fmt: skip
    return ""
