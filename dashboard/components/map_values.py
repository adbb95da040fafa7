"""What the map knows about one indicator and period, in the reader's words: values, intervals, changes, classes, ranks.

Pure: rows and Words in, texts and numbers out. Map, legend, list and profile all read from here, so they agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Literal

from dashboard.components.amounts import about, why_short
from dashboard.words import Words, alphabetical
from layers.classes import Classes, classes, supported
from queries import Change, Indicator, Period, Row, change, clear_among

#: How finely each unit is told, and so the least distance between two edges of classes. Over homes, which are public
#: and many, the noise alone decides.
FINEST = {"share": 0.01, "ratio": 0.1}
FINEST_OVER_HOMES = 0.0001
#: As many sizes of a change, each way, as the diverging scale has colours.
SIZES = 3

Mode = Literal["amount", "change"]


@dataclass(frozen=True)
class Against:
    """What every neighbourhood is compared with: itself in another period, the study's figure, or one other place."""

    kind: Literal["period", "study", "place"]
    name: str
    rows: Mapping[str, Row]
    value: float | None = None


@dataclass(frozen=True)
class Step:
    """One line of the legend: its words, the colour's place on the scale (None: hidden) and how many neighbourhoods."""

    text: str
    at: int | None
    count: int


@dataclass(frozen=True)
class MapValues:
    """One indicator, one period, every neighbourhood drawn: `names` and `rows` by code, in the order of codes."""

    indicator: Indicator
    period: Period
    names: Mapping[str, str]
    rows: Mapping[str, Row]
    against: Against | None
    words: Words
    mode: Mode = "amount"

    @property
    def label(self) -> str:
        return self.words.text(self.indicator.label)

    @property
    def title(self) -> str:
        """What the colours mean: the indicator, or how it differs from what it is compared with."""
        if self.mode == "amount":
            return self.label
        return self.words("{indicator}: {difference}", indicator=self.label, difference=self.difference)

    @property
    def difference(self) -> str:
        """What a difference is one from; empty where nothing is compared."""
        w, against = self.words, self.against
        if against is None:
            return ""
        if against.kind == "period":
            return w("change since {period}", period=against.name)
        return w("difference from {what}", what=against.name)

    @property
    def caption(self) -> str:
        """What the list has numbers of: the amount, and the difference where that is what the colours mean."""
        amount = f"{self.label} · {self.words.period(self.period)}"
        if self.mode == "amount":
            return amount
        return self.words("{amount}, and {difference}", amount=amount, difference=self.difference)

    @cached_property
    def shown(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows.values() if row.answer is not None)

    @property
    def hidden(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows.values() if row.answer is None)

    @cached_property
    def ranked(self) -> tuple[Row, ...]:
        """Shown rows from high to low: hidden places have no rank."""
        return tuple(sorted(self.shown, key=lambda row: (-(row.answer or 0.0), alphabetical(self.name(row.area_code)))))

    @property
    def amounts(self) -> tuple[float, ...]:
        return tuple(row.answer for row in self.shown if row.answer is not None)

    @cached_property
    def noise(self) -> tuple[float, ...]:
        """Standard deviations of the noise of what is shown."""
        return tuple(row.noise_sd for row in self.shown if row.noise_sd)

    @cached_property
    def finest(self) -> float:
        """The step to which amounts are told."""
        if self.indicator.homes:
            return supported(FINEST_OVER_HOMES, self.noise)
        return FINEST.get(self.indicator.unit, 1.0)

    @property
    def times(self) -> int:
        """By what amounts are multiplied to be told: a share is told in percent."""
        return 100 if self.indicator.unit == "share" else 1

    @cached_property
    def decimals(self) -> int:
        """How many decimals an amount is told with."""
        return _decimals(self.finest * self.times)

    @cached_property
    def scale(self) -> Classes:
        """Edges on round numbers that the noise supports."""
        return classes(self.amounts, supported(self.finest, self.noise), self.indicator.breaks)

    @cached_property
    def differences(self) -> dict[str, float | None]:
        """Code -> the difference where it is clear among all, 0 where it is not, None where there is none to tell."""
        found = {code: change for code in self.names if (change := self.change_of(code))}
        clear = dict(zip(found, clear_differences([(each, self) for each in found.values()]), strict=True))
        return {code: (clear[code] or 0.0) if code in clear else None for code in self.names}

    @cached_property
    def sizes(self) -> Classes:
        """Sizes of clear changes, the same both ways."""
        clear = [abs(found) for found in self.differences.values() if found]
        noise = [found.sd for code in self.names if (found := self.change_of(code))]
        return classes(clear, supported(self.finest, noise), "quantiles", SIZES)

    @property
    def middle(self) -> float | None:
        return median(self.amounts) if self.amounts else None

    def row(self, code: str) -> Row | None:
        return self.rows.get(code)

    def name(self, code: str) -> str:
        return self.names.get(code, code)

    def amount(self, value: float) -> str:
        """12%, 3.5 or 0.85 by the unit of the indicator and its noise."""
        return self._told(value, self.decimals)

    def _told(self, value: float, decimals: int) -> str:
        if self.indicator.unit == "share":
            return self.words.percent(value, decimals)
        return self.words.number(value, decimals)

    def is_visible(self, difference: float) -> bool:
        """Whether a difference still is one after rounding for the reader."""
        return round(abs(difference) * self.times, self.decimals) > 0

    def interval(self, row: Row) -> str:
        """31% to 45%: what the noise alone allows, empty where both ends read the same; a share stays under 100%."""
        found = limits(row, self.indicator)
        if found is None:
            return ""
        low, high = self.amount(found[0]), self.amount(found[1])
        return "" if low == high else self.words("{low} to {high}", low=low, high=high)

    def why(self, row: Row | None) -> str:
        """Why a number is not there, in a few words."""
        return why_short(self.words, row, self.indicator)

    def place_of(self, code: str) -> int | None:
        """Where a neighbourhood stands on the scale of colours; None where nothing can be told."""
        row = self.row(code)
        if row is None or row.answer is None:
            return None
        if self.mode == "amount":
            return self.scale.of(row.answer)
        found = self.differences[code]
        return None if found is None else self.side(found)

    def side(self, difference: float) -> int:
        """-3 to 3: the direction and size of a difference; 0 for none that is clear."""
        if not difference:
            return 0
        size = self.sizes.of(abs(difference)) + 1
        return size if difference > 0 else -size

    def legend(self) -> tuple[Step, ...]:
        """The lines of the legend, each with how many neighbourhoods it counts; those that are hidden last."""
        places = [self.place_of(code) for code in self.names]
        amounts = list(enumerate(self._ranges())) if self.amounts else []
        texts = amounts if self.mode == "amount" else self._sides()
        steps = [Step(text, at, places.count(at)) for at, text in texts]
        return (*steps, *self._unseen(places))

    def _unseen(self, places: Sequence[int | None]) -> list[Step]:
        reasons = [self._reason(code) for code, at in zip(self.names, places, strict=True) if at is None]
        return [Step(text, None, reasons.count(text)) for text in dict.fromkeys(reasons)]

    def _reason(self, code: str) -> str:
        row = self.row(code)
        if row is not None and row.answer is not None:
            return self.words("nothing to compare with")
        return self.why(row)

    def _ranges(self) -> tuple[str, ...]:
        w, edges = self.words, self.scale.edges
        if not edges:
            low, high = self.amount(min(self.amounts)), self.amount(max(self.amounts))
            return (low if low == high else w("{low} to {high}", low=low, high=high),)
        inner = [w("{low} to {high}", low=self._edge(low), high=self._edge(high)) for low, high in pairwise(edges)]
        return (
            w("under {value}", value=self._edge(edges[0])),
            *inner,
            w("{value} and over", value=self._edge(edges[-1])),
        )

    def _edge(self, edge: float) -> str:
        return self._told(edge, max(_decimals(each * self.times) for each in self.scale.edges))

    def _sides(self) -> list[tuple[int, str]]:
        """From the clearest rise to the clearest fall, through no clear change."""
        w, edges = self.words, self.sizes.edges
        found = [found for found in self.differences.values() if found]
        words: list[str] = []
        for size in range(self.sizes.count):
            low = self.size(edges[size - 1]) if size else ""
            high = self.size(edges[size]) if size < len(edges) else ""
            if low and high:
                words.append(w("{low} to {high}", low=self.size(edges[size - 1], bare=True), high=high))
            else:
                words.append(
                    w("under {value}", value=high) if high else w("{value} and over", value=low) if low else ""
                )
        # A place rises since a period; beside another place it is only higher.
        if self.against is not None and self.against.kind == "period":
            unclear = w("no clear change")
            rises = [w("up {amount}", amount=text) if text else w("up") for text in words]
            falls = [w("down {amount}", amount=text) if text else w("down") for text in words]
        else:
            unclear = w("no clear difference")
            rises = [w("higher by {amount}", amount=text) if text else w("higher") for text in words]
            falls = [w("lower by {amount}", amount=text) if text else w("lower") for text in words]
        if not found:
            return [(0, unclear)]
        up = [(at, text) for at, text in enumerate(rises, start=1)]
        return [*reversed(up), (0, unclear), *((-at, text) for at, text in enumerate(falls, start=1))]

    def size(self, difference: float, bare: bool = False) -> str:
        """5 points, or 0.4: the size of a difference in the unit of the indicator."""
        if self.indicator.unit != "share":
            return self.amount(abs(difference))
        points = round(abs(difference) * 100, self.decimals)
        told = self.words.number(points, self.decimals)
        return told if bare else self.words.plural("{n} point", "{n} points", points, n=told)

    def change_of(self, code: str) -> Change | None:
        """The difference from what is compared with, and whether it exceeds the noise; None where one is hidden."""
        row, against = self.row(code), self.against
        if row is None or row.answer is None or against is None:
            return None
        if against.kind == "study":
            return None if against.value is None else Change(row.answer - against.value, row.noise_sd or 0.0)
        other = against.rows.get(code)
        if against.kind == "period" or other is None:
            return change(row, other)
        return None if other.area_code == code else beside(row, other)

    def change_words(self, code: str) -> str:
        """Up, down or no clear change; empty where either number is hidden."""
        found = self.differences.get(code)
        if found is None or self.against is None:
            return ""
        template = self.change_templates()[0 if found > 0 else 1 if found < 0 else 2]
        return template.replace("{amount}", self.size(found))

    def change_templates(self) -> tuple[str, str, str]:
        """The sentences for higher, lower and no clear change; `{amount}` stays to be filled in."""
        w, against = self.words, self.against
        if against is None:
            return "", "", ""
        kept = "{amount}"
        if against.kind == "period":
            return (
                w("up {amount} since {period}", amount=kept, period=against.name),
                w("down {amount} since {period}", amount=kept, period=against.name),
                w("no clear change since {period}", period=against.name),
            )
        return (
            w("{amount} above {what}", amount=kept, what=against.name),
            w("{amount} below {what}", amount=kept, what=against.name),
            w("no clear difference from {what}", what=against.name),
        )

    def reading(self) -> str:
        """The map in a few sentences: the ends of what is coloured, the middle, and how many are not shown."""
        w, shown = self.words, self.ranked
        hidden = len(self.hidden)
        parts = []
        if not shown:
            parts.append(w("No neighbourhood has a number to show for this period."))
        elif self.mode == "change":
            parts.append(self._changed())
        elif len(shown) == 1 or shown[0].answer == shown[-1].answer:
            value = about(w, self.amount(shown[0].answer or 0))
            parts.append(w("{name}: {value}.", name=self._those(shown), value=value))
        else:
            top = [row for row in shown if row.answer == shown[0].answer]
            low = [row for row in shown if row.answer == shown[-1].answer]
            told = about(w, self.amount(top[0].answer or 0)), about(w, self.amount(low[0].answer or 0))
            parts.append(w("Highest: {names} ({value}).", names=self._those(top), value=told[0]))
            parts.append(w("Lowest: {names} ({value}).", names=self._those(low), value=told[1]))
            parts.append(w("The median neighbourhood is at {value}.", value=about(w, self.amount(self.middle or 0))))
        if hidden and shown:
            parts.append(w.plural("{n} neighbourhood is not shown.", "{n} neighbourhoods are not shown.", hidden))
        return " ".join(filter(None, parts))

    def _changed(self) -> str:
        w = self.words
        found = [each for each in self.differences.values() if each is not None]
        if not found:
            return w("Nothing can be compared.")
        in_time = self.against is not None and self.against.kind == "period"
        higher, lower = sum(each > 0 for each in found), sum(each < 0 for each in found)
        if not higher and not lower:
            return (w("No neighbourhood changed clearly.") if in_time
                    else w("No neighbourhood differs clearly."))  # fmt: skip
        counted_as = {"higher": higher, "lower": lower, "same": len(found) - higher - lower}
        counts = {name: w.number(n) if n else w("none") for name, n in counted_as.items()}
        counted = (w("Clearly up in {higher}, clearly down in {lower}, no clear change in {same}.", **counts) if in_time
                   else w("Clearly higher in {higher}, clearly lower in {lower}, no clear difference in {same}.",
                          **counts))  # fmt: skip
        ends = [*self._furthest(1, in_time), *self._furthest(-1, in_time)]
        return " ".join([counted, w("Extremes: {places}.", places=w.listing(ends))])

    def _furthest(self, way: Literal[1, -1], in_time: bool) -> list[str]:
        """The largest clear difference one way, if there is one."""
        w = self.words
        clear = {code: found for code, found in self.differences.items() if found and found * way > 0}
        if not clear:
            return []
        # As told, so that places that read the same are named together.
        told = {code: self.size(found) for code, found in clear.items()}
        most = told[max(clear, key=lambda code: abs(clear[code]))]
        names = self._those([self.rows[code] for code in told if told[code] == most])
        if in_time:
            text = w("up {amount}", amount=most) if way > 0 else w("down {amount}", amount=most)
        else:
            text = w("higher by {amount}", amount=most) if way > 0 else w("lower by {amount}", amount=most)
        return [f"{names} ({text})"]

    def _those(self, rows: Sequence[Row]) -> str:
        """At most two by name, then how many: several places can share a rounded value."""
        if len(rows) <= 2:
            return self.words.listing([self.name(row.area_code) for row in rows])
        return self.words.plural("{n} place", "{n} places", len(rows))


def limits(row: Row, indicator: Indicator) -> tuple[float, float] | None:
    """The 95 % interval of a row; a share ends at 1."""
    found = row.interval()
    if found is None:
        return None
    return (found[0], min(1.0, found[1])) if indicator.unit == "share" else found


def clear_differences(changes: Sequence[tuple[Change, MapValues]]) -> list[float | None]:
    """Of changes in what each is told in, the differences clear among all and still one after rounding, else None."""
    told = zip(changes, clear_among([each for each, _ in changes]), strict=True)
    return [each.difference if clear and values.is_visible(each.difference) else None for (each, values), clear in told]


def beside(one: Row, other: Row) -> Change | None:
    """The difference of two places in one period, whose noises have nothing in common."""
    return change(replace(one, permanent_sd=0.0), replace(other, permanent_sd=0.0))


def _decimals(number: float) -> int:
    """How many decimals write a round number, three at most."""
    return next((count for count in range(3) if abs(round(number, count) - number) < 1e-6), 3)
