"""All the cells that one household touches in a campaign, jointly: while it runs and when it is over.

What the household does is stated here and follows the demonstration's flood campaign; no mart is read.
"""

from __future__ import annotations

from functools import partial
from itertools import product

from queries.publish.attacks.harness import Attack
from queries.publish.attacks.one_period import ALL_BUT_ONE
from queries.publish.attacks.one_quarter import PLACES, Touched, joint, limit
from queries.publish.attacks.protections import Cell
from queries.publish.campaign_cells import DIMENSIONS, SO_FAR
from queries.publish.lattice import load_lattice

#: A household that took every step: it was contacted, opened the message, answered five items of which it can help with
#: two, so offered, and gave one. The cells that it is in, and how many households of a neighbourhood are in each.
ANSWERS = {
    "campaign_step": {"contacted": 230, "opened": 150, "answered": 62, "offered": 52, "matched": 30, "completed": 26},
    "campaign_item": {"one:yes": 24, "two:yes": 24, "one:matched": 18, "three:no": 30, "four:no": 30, "five:no": 30},
    "campaign_offer_time": {"3d": 16},
    "campaign_standing": {"active": 40},
}

#: A campaign of three months and the 28 days after: the weeks and months that end while it runs, after the household
#: answered in the first of them.
WEEKS, MONTHS = 17, 3


def touched() -> list[Touched]:
    """Every cell of the campaign that the household is in, by the real lattice."""
    lattice = load_lattice()
    found = []
    for (level, (enrolled, size)), dimension in product(PLACES.items(), DIMENSIONS):
        _, s = lattice.noise(level, enrolled)
        kinds = lattice.measures(dimension, {level}).get("households", set())
        for value, households in ANSWERS[dimension].items():
            said = value.rsplit(":", 1)[-1]
            if not lattice.is_told(dimension, said, {level}):
                continue
            times = {"campaign": 1}
            if said in SO_FAR.get(dimension, ()):
                times |= {"week": WEEKS, "month": MONTHS}
            found += [
                Touched(Cell((level, dimension, value, f"{kind} {number}", "households"), s), size * households, 0, 1)
                for kind in sorted(kinds) for number in range(times.get(kind, 0))
            ]  # fmt: skip
    return found


def campaign_limit() -> tuple[int, float]:
    """How many cells that is, and the advantage in points if all of them are shown."""
    return len(touched()), limit(touched())


ONE_CAMPAIGN = (
    Attack(
        "one_campaign",
        {"en": "All cells of one household’s campaign, watched while it runs",
         "fr": "Toutes les cases de la campagne d’un foyer, suivie semaine après semaine"},
        ALL_BUT_ONE, 25, partial(joint, touched),
    ),
)  # fmt: skip
