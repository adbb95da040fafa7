"""What is selected, as the address bar holds it: the URL search string to values and back, and its sentence in words.

It owns the names of the URL's parameters; it must not read a snapshot or decide what a person may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args
from urllib.parse import parse_qs, quote, unquote, urlencode

from dashboard.words import Words
from queries.model import Period, PeriodKind, Refusal, Selection

#: What a number can be compared with: the previous period, the same period a year before, the study's benchmark, the
#: neighbourhoods most like the one chosen. Another place is `place:` and its code.
COMPARISONS = ("year_before", "previous", "study", "similar")
PLACE = "place:"
STAGES = ("consultation", "works", "existing")
#: Breakdowns that can be asked for where a finer one is the rule: the groups of types, the themes of categories.
BREAKDOWNS = ("type_group", "theme")

#: Before the code of the one place of a page that is about it alone.
PROFILE = "/n/"
#: Before the code of the one project of an address; the search names it just as well.
PROJECT = "/projects/"

_LONGEST_TEXT = 80
MOST_PLACES = 500


@dataclass(frozen=True)
class Chosen:
    """The whole selection. Empty places mean the whole territory; a period of None is settled by the snapshot."""

    places: tuple[str, ...] = ()
    period: Period | None = None
    compare: str = "year_before"
    indicator: str = ""
    by: str = ""
    campaign: str = ""
    project: str = ""
    stage: str = ""
    age: str = ""  # the stage since which a project is compared at the same age
    handover: str = ""  # the stage that begins with the hand-over shown
    study: int = 0  # the number of a study of the reader's organisation; 0: none
    plan: str = ""  # what is estimated, and beside what: plans in words of the address, or kept ones
    beside: str = ""
    find: str = ""
    colour: str = ""  # of the map: "" for the amount, "change" for how it differs
    weights: tuple[int, ...] = ()  # of the signs of need, in percent; empty: the published ones
    city: str = ""  # which city the map draws, where the territory has several
    page: int = 1

    @staticmethod
    def parse(search: str | None) -> Chosen:
        """Read `?places=11|12&period=2024-Q3&compare=previous`; what cannot be read is as if it were not written."""
        given = {name: values[0].strip() for name, values in parse_qs((search or "").lstrip("?")).items()}
        places = tuple(dict.fromkeys(code for code in given.get("places", "").split("|") if code))
        page, study = given.get("page", "1"), given.get("study", "")
        return Chosen(
            places=places[:MOST_PLACES],
            period=_period(given.get("period", "")),
            compare=_comparison(given.get("compare", "")),
            indicator=given.get("indicator", "")[:_LONGEST_TEXT],
            by=_one_of(given.get("by", ""), BREAKDOWNS, ""),
            campaign=given.get("campaign", "")[:_LONGEST_TEXT],
            project=given.get("project", "")[:_LONGEST_TEXT],
            stage=_one_of(given.get("stage", ""), STAGES, ""),
            age=_one_of(given.get("age", ""), STAGES, ""),
            handover=_one_of(given.get("handover", ""), STAGES, ""),
            study=int(study) if study.isascii() and study.isdigit() and len(study) < 10 else 0,
            plan=given.get("plan", "")[:_LONGEST_TEXT],
            beside=given.get("beside", "")[:_LONGEST_TEXT],
            find=given.get("find", "")[:_LONGEST_TEXT],
            colour=_one_of(given.get("colour", ""), ("change",), ""),
            weights=_weights(given.get("weights", "")),
            city=given.get("city", "")[:_LONGEST_TEXT],
            page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 and int(page) else 1,
        )

    @property
    def search(self) -> str:
        """The search string that `parse` reads back: empty, or beginning with a question mark."""
        pairs = {
            "places": "|".join(self.places),
            "period": self.period.code if self.period else "",
            "compare": "" if self.compare == "year_before" else self.compare,
            "indicator": self.indicator,
            "by": self.by,
            "campaign": self.campaign,
            "project": self.project,
            "stage": self.stage,
            "age": self.age,
            "handover": self.handover,
            "study": str(self.study) if self.study else "",
            "plan": self.plan,
            "beside": self.beside,
            "find": self.find,
            "colour": self.colour,
            "weights": "|".join(map(str, self.weights)),
            "city": self.city,
            "page": "" if self.page == 1 else str(self.page),
        }
        text = urlencode({name: value for name, value in pairs.items() if value}, safe="|")
        return f"?{text}" if text else ""

    def but(self, **changes: object) -> Chosen:
        """The same selection with some parts replaced; any change but of the page goes back to the first page."""
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]

    def everywhere(self) -> Chosen:
        """What follows the reader from page to page: places, period, comparison and city."""
        return Chosen(places=self.places, period=self.period, compare=self.compare, city=self.city)

    @property
    def other_place(self) -> str:
        """The code of the place that is compared with; empty when it is something else."""
        return self.compare.removeprefix(PLACE) if self.compare.startswith(PLACE) else ""

    def selection(self, by: str = "total") -> Selection:
        """The same choice as the queries understand it."""
        return Selection(places=self.places, period=self.period, by=by)


def address(path: str, chosen: Chosen) -> str:
    """The address of a page and selection; where the path names the place, the search does not name it again."""
    return path + (replace(chosen, places=()) if place_in(path) else chosen).search


def profile_address(code: str, chosen: Chosen) -> str:
    """The address of the profile of a place, with the period and comparison of a selection."""
    return address(PROFILE + quote(code, safe=""), chosen.everywhere())


def place_in(path: str) -> str:
    """The code of the place that a path names; empty where it names none."""
    return unquote(path.removeprefix(PROFILE))[:_LONGEST_TEXT] if path.startswith(PROFILE) else ""


def project_in(path: str) -> str:
    """The code of the project that a path names; empty where it names none."""
    return unquote(path.removeprefix(PROJECT))[:_LONGEST_TEXT] if path.startswith(PROJECT) else ""


def _one_of(text: str, allowed: Sequence[str], otherwise: str) -> str:
    return text if text in allowed else otherwise


def _weights(text: str) -> tuple[int, ...]:
    """Whole percentages that add up to 100; nothing else is read."""
    parts = text.split("|")
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        return ()
    found = tuple(map(int, parts))
    return found if sum(found) == 100 and len(found) <= 12 else ()


def _comparison(text: str) -> str:
    if text.startswith(PLACE) and PLACE != text == text.strip():
        return text[:_LONGEST_TEXT]
    return _one_of(text, COMPARISONS, "year_before")


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except (Refusal, ValueError):
        return None


def settle_period(period: Period | None, published: Mapping[str, Sequence[str]]) -> Period | None:
    """A published period: the one asked for, else the nearest of its kind, else the last quarter (or year, or month).

    `published` maps each kind to the codes of its published periods in order of time, as the manifest has them.
    """
    if period is not None and (codes := published.get(period.kind)):
        return min((Period.parse(code) for code in codes), key=lambda each: abs((each.start - period.start).days))
    kinds: tuple[PeriodKind, ...] = ("quarter", "year", "month")
    return next((Period.parse(published[kind][-1]) for kind in kinds if published.get(kind)), None)


def change_kind(period: Period, kind: str, published: Mapping[str, Sequence[str]]) -> Period | None:
    """The period of another kind that means the same time: the one that contains it, or the last published inside."""
    if kind not in get_args(PeriodKind) or not published.get(kind):
        return None
    wanted: PeriodKind = kind  # type: ignore[assignment]
    unit = Period(period.start, wanted)
    if unit.months >= period.months:
        return settle_period(period.containing(wanted), published)
    inside = [each for each in period.within(wanted) if each.code in published[kind]]
    return inside[-1] if inside else settle_period(unit, published)


def neighbours(period: Period, published: Mapping[str, Sequence[str]]) -> tuple[Period | None, Period | None]:
    """The published period just before and just after this one, of its kind."""
    codes = list(published.get(period.kind, ()))
    if period.code not in codes:
        return None, None
    at = codes.index(period.code)
    before = Period.parse(codes[at - 1]) if at > 0 else None
    after = Period.parse(codes[at + 1]) if at + 1 < len(codes) else None
    return before, after


def compared_period(chosen: Chosen) -> Period | None:
    """The period that the selection is compared with; None when the study or other places take its place."""
    if chosen.period is None or chosen.compare not in ("year_before", "previous"):
        return None
    return chosen.period.year_before() if chosen.compare == "year_before" else chosen.period.shift(-1)


def compared_words(chosen: Chosen, names: Mapping[str, str], w: Words) -> str:
    """Compared with the 2nd quarter 2024, with the 2020 study, with similar neighbourhoods, or with Le Blosne."""
    before = compared_period(chosen)
    if chosen.compare == "similar":
        return w("compared with similar neighbourhoods in the same period")
    if chosen.other_place in names:
        return w("compared with {place} in the same period", place=names[chosen.other_place])
    if before is None:
        return w("compared with the 2020 study")
    text = w.period(before)
    if before.kind == "quarter":
        return w("compared with the {quarter}", quarter=text)
    return w("compared with {period}", period=text)


def places_words(chosen: Chosen, names: Mapping[str, str], w: Words, whole: str = "") -> str:
    """The chosen places by name (four at most, then how many more), or the whole territory.

    `names` maps each neighbourhood code that the reader may see to its name, `whole` is the name of their city.
    """
    picked = [names[code] for code in chosen.places if code in names]
    if not picked and len(names) == 1:
        return next(iter(names.values()))
    if not picked and whole:
        return w.plural("{n} neighbourhood {of_whole}", "All {n} neighbourhoods {of_whole}", len(names),
                        of_whole=w.of_place(whole))  # fmt: skip
    if not picked:
        return w.plural("{n} neighbourhood", "All {n} neighbourhoods", len(names))
    if len(picked) > 4:
        more = len(picked) - 3
        return w.listing([*picked[:3], w.plural("{n} more", "{n} more places", more)])
    return w.listing(picked)


def sentence(chosen: Chosen, names: Mapping[str, str], w: Words, whole: str = "") -> tuple[str, str, str]:
    """The selection in words, in three parts: where, when, compared with what."""
    when = w.period(chosen.period) if chosen.period else w("no period published yet")
    return places_words(chosen, names, w, whole), when, compared_words(chosen, names, w)
