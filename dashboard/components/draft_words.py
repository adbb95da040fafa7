"""What the Workshop says: states and moves of a campaign, why something cannot be kept, what became of a delivery.

Pure: codes in, sentences out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dashboard.access.deliveries import Attempt
from dashboard.access.drafts import LONGEST_TITLE, MOST_DRAFTS, MOST_NEEDED, MOST_SPLIT, Draft
from dashboard.access.notes import FIRST_DAY, LAST_DAY
from dashboard.words import Words
from queries import kits


def state_words(state: str, w: Words) -> str:
    """The name of a state."""
    return {
        "draft": w("Draft"),
        "proposed": w("Proposed"),
        "running": w("Running"),
        "ended": w("Ended"),
        "archived": w("Archived"),
    }[state]


def move_words(to: str, w: Words) -> str:
    """What the button says that leads to a state."""
    return {
        "draft": w("Take back to draft"),
        "proposed": w("Propose to the platform"),
        "running": w("Mark as running"),
        "ended": w("Mark as ended"),
        "archived": w("Archive"),
        "delete": w("Delete this draft"),
    }[to]


def consequence_words(to: str, delivers: bool, w: Words) -> str:
    """What a move leads to, said before it is made."""
    if to == "proposed":
        return (w("The platform is sent the campaign. It can be taken back to draft, not changed meanwhile.")
                if delivers else
                w("No address of a platform is set up: nothing is sent. Hand over the file below yourself; the "
                  "campaign can be taken back to draft, not changed meanwhile."))  # fmt: skip
    said = {
        "draft": w("The campaign can be changed again, and is proposed no more."),
        "running": w("From then on it can be neither changed nor taken back to draft."),
        "ended": w("An ended campaign does not run again: a new one would have to be started."),
        "archived": w("An archived campaign stays in the list, to be read."),
        "delete": w("The draft is gone for good, with all that was written in it."),
    }[to]
    return " ".join([said, *([w("The platform is told.")] if delivers and to != "delete" else [])])


def doubt_words(doubt: str, draft: Draft, w: Words) -> str:
    """What a date says against the state of a campaign today."""
    first = w.date(draft.starts_on) if draft.starts_on else ""
    last = w.date(draft.ends_on) if draft.ends_on else ""
    return {
        "begun": w("Its first day, {day}, is already past.", day=first),
        "over": w("Its last day, {day}, is already past.", day=last),
        "not_begun": w("It is marked as running, but its first day is {day}.", day=first),
        "not_over": w("It is marked as ended, but its last day is {day}.", day=last),
    }[doubt]


def step_words(before: str, after: str, w: Words) -> str:
    """What one line of the history says happened."""
    if not before:
        return w("Started")
    return w("Taken back to draft") if after == "draft" else state_words(after, w)


def theme_words(theme: str, w: Words) -> str:
    """The name of a theme; its code where the product does not have it any more."""
    return w.text(kits()[theme].label) if theme in kits() else theme


def moment_words(at: datetime, w: Words) -> str:
    """5 May 2026, 14:05 (UTC): the server does not know where its readers are."""
    return w("{day}, {time} UTC", day=w.date(at.date()), time=f"{at:%H:%M}")


def common_faults(w: Words) -> dict[tuple[str, str], str]:
    """What is said alike of a campaign and of a study: why a title or places cannot be kept."""
    return {
        ("title", "empty"): w("Write a title."),
        ("title", "long"): w.plural("A title has {n} character at most.", "A title has {n} characters at most.",
                                    LONGEST_TITLE),
        ("title", "signs"): w("The title holds a sign that cannot be shown: write it without."),
        ("places", "empty"): w("Choose at least one neighbourhood."),
        ("places", "unknown"): w("Some of these places are not in your territory: choose the places again."),
    }  # fmt: skip


def fault_words(field: str, why: str, w: Words) -> str:
    """Why a field cannot be kept, and what to do."""
    said = {
        **common_faults(w),
        ("theme", "unknown"): w("Choose a theme of the list."),
        ("code", "form"): w("Use 1 to 64 of the letters a to z, digits, _ and -."),
        ("code", "taken"): w("This code is taken: choose another one, or leave the field empty."),
        ("starts", "empty"): w("Say on which day it begins."),
        ("ends", "empty"): w("Say on which day it ends."),
        ("ends", "order"): w("The last day is before the first one: change one of them."),
        ("places", "many"): w("These are too many places for one campaign."),
        ("needs", "empty"): w("Say how many are needed of at least one item."),
        ("needs", "number"): w("Write whole numbers from 1 to {most}, or leave the field empty.",
                               most=w.number(MOST_NEEDED)),
        ("needs", "many"): w.plural("Numbers can be told for {n} neighbourhood at most.",
                                    "Numbers can be told for {n} neighbourhoods at most.", MOST_SPLIT),
        ("needs", "unknown"): w("An item is not in the platform’s list: load the page again."),
        ("draft", "many"): w.plural("There is {n} campaign already, which is as many as there can be.",
                                    "There are {n} campaigns already, which is as many as there can be.", MOST_DRAFTS),
        ("draft", "changed"): w("This campaign has been changed meanwhile, by somebody else or in another window: load "
                                "the page again to see it. What you wrote is not kept."),
    }  # fmt: skip
    if why == "day":
        return w("Choose a day between {first} and {last}.", first=str(FIRST_DAY.year), last=str(LAST_DAY.year))
    return said.get((field, why)) or w("This is not possible as the campaign stands now: load the page again.")


def attempt_words(attempt: Attempt, w: Words) -> str:
    """What came of one try to deliver."""
    said = {
        "": w("accepted ({status})", status=str(attempt.status)),
        "status": w("not accepted ({status})", status=str(attempt.status)),
        "redirect": w("sent elsewhere ({status}), which is not followed", status=str(attempt.status)),
        "timeout": w("no answer in time"),
        "certificate": w("the platform’s certificate is not valid"),
        "connection": w("no connection"),
    }[attempt.fault]
    return w("{number}. {day}: {what}", number=str(attempt.number), day=moment_words(attempt.at, w), what=said)


def outcome_words(outcome: str, next_at: datetime | None, w: Words) -> str:
    """How a delivery stands."""
    if outcome == "waiting" and next_at is not None:
        return w("waits; next attempt from {day} on", day=moment_words(next_at, w))
    return {
        "accepted": w("accepted by the platform"),
        "replaced": w("replaced by a later one"),
        "given_up": w("given up after the last attempt"),
        "waiting": w("waits"),
    }[outcome]


def names_words(names: Sequence[str], whole: int, w: Words) -> str:
    """The places of a campaign by name, the first dozen of many, or the whole territory."""
    if len(names) == whole > 1:
        return w.plural("the whole territory ({n} neighbourhood)", "the whole territory ({n} neighbourhoods)", whole)
    if len(names) > 12:
        more = len(names) - 11
        return w.listing([*names[:11], w.plural("{n} more", "{n} more places", more)])
    return w.listing(names)


def rounded(number: float) -> int:
    """As finely as a forecast can be meant: two digits."""
    whole = round(max(0.0, number))
    return round(whole, 2 - len(str(whole)))
