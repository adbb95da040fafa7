"""A campaign that an organisation prepares: its values, its states, and what of a form can be kept.

Pure: whatever a browser sent in, a draft or the reasons against it out. It must not know the database or the screen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from dashboard.access.notes import read_day, read_text
from dashboard.words import file_part

State = Literal["draft", "proposed", "running", "ended", "archived"]
STATES: tuple[State, ...] = ("draft", "proposed", "running", "ended", "archived")
#: From each state to those that may follow it: a proposal can be taken back, what has begun cannot.
MOVES: Mapping[str, tuple[State, ...]] = {
    "draft": ("proposed", "archived"),
    "proposed": ("running", "draft"),
    "running": ("ended",),
    "ended": ("archived",),
    "archived": (),
}

LONGEST_TITLE, LONGEST_CODE = 120, 64
MOST_NEEDED = 100_000
#: As many neighbourhoods as needs can be told for one by one, and as many numbers as a draft has in all.
MOST_SPLIT, MOST_NEEDS = 20, 600
#: More places than any city has; whoever sends more is no form of ours.
MOST_PLACES = 5_000
#: More than an organisation prepares; it must archive nothing, but it cannot fill the database either.
MOST_DRAFTS = 200

#: The address of the Workshop uses these where a code stands.
RESERVED = ("new",)
_GROUPS = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(\1[0-9]{3})*")
_CODE = re.compile(r"[a-z0-9_-]{1,64}")

#: A part of the form, and why it cannot be kept; the page says it in words beside the field.
Field = Literal["title", "code", "theme", "starts", "ends", "places", "needs", "draft"]
Why = Literal[
    "empty", "long", "signs", "form", "taken", "unknown", "day", "order", "number", "many", "changed", "state"
]
Faults = Mapping[Field, Why]
#: What a date says against the state of a campaign: nothing that is refused, but somebody may have mistaken a year.
Doubt = Literal["begun", "over", "not_begun", "not_over"]


@dataclass(frozen=True)
class Need:
    """How many of an item (a category) are asked for; in the whole zone where no neighbourhood is named."""

    item: str
    neighbourhood_code: str
    needed: int


@dataclass(frozen=True)
class Step:
    """One change of state; `before` is empty where the draft was started."""

    by: str
    at: datetime
    before: str
    after: str


@dataclass(frozen=True)
class Draft:
    """A campaign as it is kept. Dates are None and places and needs empty as long as they are not said."""

    code: str
    title: str
    theme: str
    starts_on: date | None
    ends_on: date | None
    places: tuple[str, ...]
    needs: tuple[Need, ...]
    state: str
    revision: int
    changed_by: str
    changed_at: datetime
    steps: tuple[Step, ...] = ()

    @property
    def is_split(self) -> bool:
        """Whether what is needed is told by neighbourhood."""
        return any(need.neighbourhood_code for need in self.needs)

    @property
    def moves(self) -> tuple[State, ...]:
        """What may follow: a draft that nobody was told of is deleted, not archived."""
        return tuple(to for to in MOVES.get(self.state, ()) if to != "archived" or not self.can_be_deleted)

    @property
    def can_be_deleted(self) -> bool:
        """Whether it was never proposed to anybody; known where the history is."""
        return self.state == "draft" and not any(step.before for step in self.steps)


@dataclass(frozen=True)
class Form:
    """What can be kept of a form."""

    title: str
    theme: str
    starts_on: date | None
    ends_on: date | None
    places: tuple[str, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Known:
    """What a form may name: themes, declared items, and the neighbourhoods of the organisation's territory."""

    themes: Collection[str]
    items: Collection[str]
    places: Collection[str]


def read_form(
    title: Any, theme: Any, starts: Any, ends: Any, places: Any, needs: Any, known: Known
) -> tuple[Form, dict[Field, Why]]:
    """The values of a form, which may be anything, and for each that cannot be kept why.

    places: codes; needs: (item, neighbourhood or "", number), of which those without a number are left out, and those
    of neighbourhoods that are no longer among the places.
    """
    faults: dict[Field, Why] = {}
    said = read_text(title)
    if fault := fault_of_title(said):
        faults["title"] = fault
    if not isinstance(theme, str) or theme not in known.themes:
        faults["theme"] = "unknown"
    days = [read_day(each) for each in (starts, ends)]
    for name, given, day in (("starts", starts, days[0]), ("ends", ends, days[1])):
        if given not in (None, "") and day is None:
            faults[name] = "day"  # type: ignore[index]
    if days[0] and days[1] and days[1] < days[0]:
        faults["ends"] = "order"
    zone, fault_of_places = read_places(places, known.places)
    if fault_of_places:
        faults["places"] = fault_of_places
    return Form(said, theme if isinstance(theme, str) else "", days[0], days[1], zone,
                _needs(needs, zone, known, faults)), faults  # fmt: skip


def read_places(places: Any, known: Collection[str]) -> tuple[tuple[str, ...], Literal["many", "unknown"] | None]:
    """Codes of known places, each once and in order; or none of them, and why."""
    if not isinstance(places, (list, tuple)) or len(places) > MOST_PLACES:
        return (), "many"
    if not all(isinstance(code, str) and code in known for code in places):
        return (), "unknown"
    return tuple(sorted(set(places))), None


def _needs(needs: Any, zone: Collection[str], known: Known, faults: dict[Field, Why]) -> tuple[Need, ...]:
    if not isinstance(needs, (list, tuple)) or len(needs) > MOST_NEEDS:
        faults["needs"] = "many"
        return ()
    found: dict[tuple[str, str], Need] = {}
    for each in needs:
        if not isinstance(each, (list, tuple)) or len(each) != 3:
            faults["needs"] = "unknown"
            return ()
        item, place, number = each
        if not isinstance(item, str) or item not in known.items or not isinstance(place, str):
            faults["needs"] = "unknown"
            return ()
        if number in (None, "", 0) and number is not False:
            continue
        if type(number) not in (int, float) or not 0 < number <= MOST_NEEDED or int(number) != number:
            faults["needs"] = "number"
            return ()
        if not place or place in zone:
            found[item, place] = Need(item, place, int(number))
    # One way for all: a number for the whole zone beside numbers by neighbourhood would ask for the same thing twice.
    if len({bool(place) for _, place in found}) > 1 or len({place for _, place in found}) > MOST_SPLIT:
        faults["needs"] = "many"
        return ()
    return tuple(found.values())


def read_number(given: Any) -> int | None:
    """How many a field says, None where it is empty; thousands may be set apart by spaces, points or commas.

    Raises ValueError where it is no whole number from 1 to MOST_NEEDED; 0 is as good as nothing.
    """
    said = "".join(given.split()) if isinstance(given, str) else given
    if isinstance(said, str) and _GROUPS.fullmatch(said):
        said = said.replace(",", "").replace(".", "")
    if said in (None, "", "0"):
        return None
    if not (isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 9):
        raise ValueError
    number = int(said)
    if not 0 < number <= MOST_NEEDED:
        raise ValueError
    return number


def doubts(draft: Draft, today: date) -> tuple[Doubt, ...]:
    """What the dates of a campaign say against its state today."""
    starts, ends, found = draft.starts_on, draft.ends_on, list[Doubt]()
    if draft.state in ("draft", "proposed", "running") and ends and ends < today:
        found.append("over")
    elif draft.state in ("draft", "proposed") and starts and starts < today:
        found.append("begun")
    if draft.state == "running" and starts and starts > today:
        found.append("not_begun")
    if draft.state == "ended" and ends and ends > today:
        found.append("not_over")
    return tuple(found)


def fault_of_title(title: str) -> Why | None:
    """Why a title cannot be kept. Signs that do not print could turn a line round or end it."""
    if not title:
        return "empty"
    if len(title) > LONGEST_TITLE:
        return "long"
    return None if title.isprintable() else "signs"


def fault_of_code(code: Any) -> Why | None:
    """Why a code, which the platform and the bundles know the campaign by, cannot be one."""
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return "form"
    return "taken" if code in RESERVED else None


def code_from(title: str, taken: Collection[str], organisation: str = "") -> str:
    """A code made of a title that nobody has yet: `apres-la-crue`, else `apres-la-crue-mairie`, `…-mairie-2`.

    With the organisation's own code, its number does not tell how many campaigns of that name others prepare.
    """
    stem = file_part(title, LONGEST_CODE - 30) or "campaign"
    own = f"{stem}-{file_part(organisation, 24)}" if organisation else stem
    numbered = (own if n == 1 else f"{own}-{n}" for n in range(1, len(taken) + len(RESERVED) + 2))
    return next(code for code in (stem, *numbered) if code not in taken and code not in RESERVED)


def missing_for_proposal(form: Form | Draft) -> dict[Field, Why]:
    """What a draft still lacks before it can be proposed to the platform."""
    lacking: dict[Field, Why] = {}
    if form.starts_on is None:
        lacking["starts"] = "empty"
    if form.ends_on is None:
        lacking["ends"] = "empty"
    if not form.places:
        lacking["places"] = "empty"
    if not form.needs:
        lacking["needs"] = "empty"
    return lacking
