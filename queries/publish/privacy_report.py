"""The privacy report of the live snapshot, in both languages: what was published, how, and what attacks gained on it.

Private side, of published facts only: the manifest, the snapshot's own tables, the lattice, the stored report of its
publication (ratios and names), and attacks on simulated numbers. No mart is opened.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from scipy.stats import norm

from queries.dimensions import DIMENSIONS, ITEM_ANSWERS
from queries.durable import PUBLISHED, write_atomically
from queries.folders import Folders
from queries.indicators import INDICATORS
from queries.model import Refusal
from queries.publish import counts as counting
from queries.publish.attacks import ATTACKS, CONTROLS, DEEP, SLACK, Result, run
from queries.publish.attacks.one_campaign import campaign_limit
from queries.publish.attacks.one_quarter import limits
from queries.publish.campaign_cells import DIMENSIONS as OF_CAMPAIGNS
from queries.publish.lattice import Lattice, load_lattice
from queries.publish.ledger import read_ledger
from queries.publish.privacy_page import LANGUAGES, Line, Page
from queries.publish.protect import threshold
from queries.snapshot import Snapshot, open_current

#: Levels in the order of a report's tables; landlords' levels have a table of their own.
LEVELS = ("neighbourhood", "group", "city")
LANDLORDS = ("residence_group", "portfolio")
KINDS = ("week", "month", "quarter", "year")


@dataclass(frozen=True)
class Material:
    """Everything that a report says, in no language: what the snapshot and its publication know, and the attacks."""

    snapshot: Snapshot
    publication: dict[str, Any]
    lattice: Lattice
    has_own_lattice: bool
    revised: tuple[int, ...]
    results: list[Result]
    salts: int
    written_on: date


def write_reports(folders: Folders, salts: int, today: date) -> tuple[list[Path], list[Result]]:
    """Write `published/privacy-LANGUAGE.html` for the live snapshot; Refusal when there is none.

    salts: noise keys of each attack, 2,000 in about 15 seconds. Returns the files and the results.
    """
    snapshot = open_current(folders)
    if snapshot is None:
        raise Refusal("Nothing is published yet: run `quartier publish`, then the report again.")
    stored = folders.reports / f"publish-{snapshot.id}.json"
    if not stored.exists():
        raise Refusal(f"{stored.name}, the report of this publication, is gone: run `quartier publish` again.")
    material = Material(
        snapshot=snapshot,
        publication=json.loads(stored.read_text(encoding="utf-8")),
        lattice=load_lattice(folders.own_lattice),
        has_own_lattice=folders.own_lattice.exists(),
        revised=tuple(sorted(read_ledger(folders).epochs)),
        results=run(salts),
        salts=salts,
        written_on=today,
    )
    paths = []
    for language in LANGUAGES:
        paths.append(folders.published / f"privacy-{language}.html")
        write_atomically(paths[-1], report(material, Page(language)).encode(), PUBLISHED)
    return paths, material.results


def report(material: Material, page: Page) -> str:
    """The whole report as an HTML document in the language of the page."""
    notice = page("simulated") if material.snapshot.manifest["simulated"] else ""
    sections = (
        ("published", _published), ("protected", _protected), ("lattice", _lattice), ("attacks", _attacks),
        ("useful", _useful), ("limits", _limits),
    )  # fmt: skip
    return page.document(notice, [(key, "\n".join(write(material, page))) for key, write in sections])


def _published(material: Material, page: Page) -> list[str]:
    manifest, told = material.snapshot.manifest, material.publication
    usage = "usage_simulated" if manifest["simulated"] else "usage_real"
    covered = [date.fromisoformat(text) for text in (f"{manifest['covers_from']}-01", manifest["covers_until"])]
    own = [page("listed", name=city, items=entry["k"]) for city, entry in material.lattice.raw.get("city", {}).items()]
    facts: list[tuple[str, Line]] = [
        ("fact_snapshot", material.snapshot.id),
        ("fact_published", page.date(datetime.fromisoformat(manifest["published_at"]).date())),
        ("fact_written", page.date(material.written_on)),
        ("fact_usage", page(usage)),
        ("fact_covered", page("covered", first=page.date(covered[0]), last=page.date(covered[1]))),
        *[(f"periods_{kind}", _span(page, manifest["periods"].get(kind) or manifest["weeks"]))
          for kind in KINDS if manifest["periods"].get(kind) or (kind == "week" and manifest["weeks"])],
        ("fact_places", [page(f"levels_{level}", n=page.number(n)) for level, n in told["places"].items()]),
        ("fact_cells", page.number(told["cells"])),
        ("fact_shown", page("shown", n=page.number(told["shown"]),
                            share=page.percent(told["shown"] / max(1, told["cells"])))),
        ("fact_k", page("k_of_cities", k=manifest["k"], cities=", ".join(own)) if own else str(manifest["k"])),
        ("fact_lattice", str(manifest["lattice"])),
        ("fact_content", manifest["content_sha256"]),
    ]  # fmt: skip
    table = page.table(
        page("published_caption"), [page("fact"), page("fact_value")], [(page(key), value) for key, value in facts]
    )
    return [table, page.paragraph(page("published_once"))]


def _span(page: Page, codes: Sequence[str]) -> str:
    if len(codes) == 1:
        return page("one", first=page.period(codes[0]))
    return page("span", n=page.number(len(codes)), first=page.period(codes[0]), last=page.period(codes[-1]))


def _protected(material: Material, page: Page) -> list[str]:
    lattice = material.lattice
    manifest = material.snapshot.manifest
    clip = page.table(
        page("clip_caption"),
        [page("clip_kind"), page("clip_most")],
        [(_capital(page(f"kind_{kind}")), page.number(lattice.clip(kind))) for kind in KINDS],
    )  # fmt: skip
    revised = page("stays_revised", years=", ".join(map(str, material.revised))) if material.revised else ""
    floors = {name: page.number(n) for name, n in lattice.raw["enrolled"].items()}
    return [
        page.paragraph(page("protected_lead")),
        page.heading("counted"),
        page.points([page("counted_household"), page("counted_measures"),
                     page("counted_clip", members=lattice.clip_members), page("counted_enrolled")]),
        clip,
        page.heading("when_shown"),
        page.points([page("shown_base", k=manifest["k"]), page("shown_token")]),
        _noise_table(lattice, page),
        page.heading("how_noise"),
        page.points([page(key) for key in ("noise_two", "noise_label", "noise_clip", "noise_key")]),
        page.heading("stays"),
        page.points([page("stays_frozen"), page("stays_epochs"), revised or page("stays_unrevised"),
                     page("stays_erased")]),
        page.heading("fixed"),
        page.points([page("fixed_enrolment", **floors), page("fixed_atoms", few=lattice.k - 1)]),
        *_merges(material, page),
        *_withheld(material, page),
        page.paragraph(page("residents")),
    ]  # fmt: skip


def _noise_table(lattice: Lattice, page: Page) -> str:
    """s, its two-sided 95 % range and the smallest noisy base shown, by frozen enrolment."""
    rows: list[tuple[str, float, float]] = []
    low = 0
    for row in lattice.raw["noise"]:
        high = row.get("below")
        if high is None:
            size = page("size_from", low=page.number(low))
        elif low:
            size = page("size_between", low=page.number(low), n=page.number(high))
        else:
            size = page("size_below", n=page.number(high))
        rows.append((size, row["total"], row["breakdown"]))
        low = high or low
    few, landlord = lattice.raw["few_children"], lattice.raw["landlord"]["noise"]
    rows.append((page("size_few", n=few["under"]), few["noise"], few["noise"]))
    rows.append((page("size_landlord"), landlord, landlord))

    def both(of: Any, total: float, breakdown: float) -> str:
        if total == breakdown:
            return of(total)
        return page("total_breakdown", total=of(total), breakdown=of(breakdown))

    def away(s: float) -> str:
        return page("plus_minus", n=page.number(1.96 * s * 2**0.5, 0))

    return page.table(
        page("noise_caption"),
        [page("noise_size"), page("noise_part"), page("noise_away"), page("noise_least")],
        [(size, both(page.short, *s), both(away, *s), both(lambda one: str(threshold(lattice.k, one)), *s))
         for size, *s in rows],
    )  # fmt: skip


def _merges(material: Material, page: Page) -> list[str]:
    """How many places merge values, by attribute and level: which ones is the publisher's to know, and their own."""
    rows, _ = material.snapshot.select(counting.sql("merging_places"), {})
    if not rows:
        return [page.paragraph(page("merges_none"))]
    lines = [
        (DIMENSIONS[dimension].label[page.language], page(f"level_{level}"), page.number(places))
        for _, dimension, level, places in rows
    ]
    head = [page("breakdown"), page("withheld_level"), page("merges_places")]
    return [page.table(page("merges_caption", year=rows[0][0]), head, lines)]


def _withheld(material: Material, page: Page) -> list[str]:
    rows, _ = material.snapshot.select(counting.sql("withheld_places"), {})
    if not rows:
        return [page.paragraph(page("withheld_none"))]
    lines = [(page(f"level_{level}"), page.number(places)) for level, places in rows]
    return [page.table(page("withheld_caption"), [page("withheld_level"), page("merges_places")], lines)]


def _lattice(material: Material, page: Page) -> list[str]:
    lattice, fed = material.lattice, set(material.snapshot.manifest["dimensions"])

    def told(dimension: str, level: str) -> Line:
        measures = lattice.measures(dimension, {level})
        return [_measure(page, measure, kinds) for measure, kinds in measures.items()] or page("unpublished")

    rows = [
        ([_dimension(page, d), *([] if d in fed else [page("not_fed")])], *(told(d, level) for level in LEVELS))
        for d in lattice.dimensions
    ]
    landlords = [(page(f"level_{level}"), told("total", level)) for level in LANDLORDS]
    city_only = [
        page("listed", name=_dimension(page, d), items=", ".join(
            value.label[page.language] for value in DIMENSIONS[d].values or ITEM_ANSWERS if value.code in values))
        for d, values in lattice.raw["city_only"].items()
    ]  # fmt: skip
    head = [page("breakdown"), *(page(f"level_{level}") for level in LEVELS)]
    return [
        page.paragraph(page("lattice_lead")),
        page.table(page("lattice_caption"), head, rows),
        page.paragraph(page("lattice_everything")),
        page.paragraph(page("lattice_campaigns")),
        *([page.paragraph(page("lattice_city_only", values="; ".join(city_only)))] if city_only else []),
        page.table(page("landlords_caption"), [page("withheld_level"), page("fact_value")], landlords),
    ]


def _dimension(page: Page, code: str) -> str:
    first, _, second = code.partition(":")
    name = DIMENSIONS[first].label[page.language]
    return page("crossed", first=name, second=DIMENSIONS[second].label[page.language]) if second else name


def _measure(page: Page, measure: str, kinds: set[str]) -> str:
    inside = [page(f"kind_{kind}") for kind in (*KINDS, "campaign") if kind in kinds]
    return page("listed", name=_measure_name(page, measure), items=", ".join(inside))


def _measure_name(page: Page, measure: str) -> str:
    return INDICATORS[measure].label[page.language] if measure in INDICATORS else page(f"measure_{measure}")


def _attacks(material: Material, page: Page) -> list[str]:
    results = {result.code: result for result in material.results}
    short = material.salts < DEEP
    judged = page("attacks_judged_short" if short else "attacks_judged_deep", deep=page.number(DEEP),
                  slack=page.short(SLACK))  # fmt: skip
    rows = [
        (attack.name[page.language], attack.knows[page.language], page.short(attack.target),
         page.number(found.advantage, 1), page.number(found.upper, 1), page("held" if found.passed else "missed"))
        for attack in ATTACKS for found in (results[attack.code],)
    ]  # fmt: skip
    controls = [
        (control.name[page.language], control.attack.name[page.language], page.short(control.floor),
         page.number(found.advantage, 1), page("control_failed" if found.passed else "control_stands"))
        for control in CONTROLS for found in (results[control.code],)
    ]  # fmt: skip
    held = sum(results[attack.code].passed for attack in ATTACKS)
    joint = [
        (page(f"household_{name}"), page.number(count), page.number(points, 1), page.number(50 + points))
        for name, (count, points) in {**limits(), "campaign": campaign_limit()}.items()
    ]
    return [
        page.paragraph(page("attacks_lead", n=page.number(material.salts))),
        page.paragraph(judged),
        *([page.paragraph(page("attacks_shipped"))] if material.has_own_lattice else []),
        page.paragraph(page("summary", n=len(ATTACKS), held=held)),
        page.table(page("attacks_caption"),
                   [page(key) for key in ("attack", "knows", "target", "measured", "bound", "verdict")], rows),
        page.heading("controls"),
        page.paragraph(page("controls_lead")),
        page.table(page("controls_caption"),
                   [page(key) for key in ("protection", "attack", "at_least", "measured", "verdict")], controls),
        page.heading("joint"),
        page.paragraph(page("joint_lead")),
        page.table(page("joint_caption"),
                   [page(key) for key in ("household", "numbers_touched", "at_most_points", "right_in_100")], joint),
    ]  # fmt: skip


def _useful(material: Material, page: Page) -> list[str]:
    found: dict[str, dict[tuple[str, str], dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    rows, _ = material.snapshot.select(counting.sql("utility"), {})
    for level, dimension, kind, measure, cells, activity in rows:
        text = page.percent(cells)
        if activity is not None and kind in material.lattice.measures(dimension, {"city"}).get(measure, ()):
            text = page("shares", cells=text, activity=page.percent(activity))
        found[level][dimension, measure][kind] = text
    parts = [page.paragraph(page("useful_lead")), page.paragraph(page("useful_note"))]
    for level in (*LEVELS, *LANDLORDS):
        if level not in material.publication["places"]:
            continue
        title = page(f"level_{level}")
        told = [
            (dimension, measure, kinds)
            for dimension in material.snapshot.manifest["dimensions"]
            if dimension not in OF_CAMPAIGNS
            for measure, kinds in material.lattice.measures(dimension, {level}).items()
        ]
        columns = [kind for kind in KINDS if any(kind in kinds for _, _, kinds in told)]
        lines = [
            (_dimension(page, dimension), _measure_name(page, measure), *(
                found[level].get((dimension, measure), {}).get(kind, page("unpublished"))
                if kind in kinds else page("unpublished") for kind in columns))
            for dimension, measure, kinds in told if kinds & set(columns)
        ]  # fmt: skip
        head = [page("breakdown"), page("useful_measure"), *(_capital(page(f"kind_{kind}")) for kind in columns)]
        parts.append(page.table(page("useful_caption", level=title), head, lines))
    return parts


def _limits(material: Material, page: Page) -> list[str]:
    lattice, quarter = material.lattice, limits()
    sizes = sorted({s for row in lattice.raw["noise"] for s in (row["total"], row["breakdown"])})
    by_noise = ", ".join(page("by_noise", right=page.number(right(1, s)), s=page.short(s)) for s in sizes)
    learned = next(result for result in material.results if result.code == "learned")
    return [
        page.heading("guaranteed"),
        page.points([page("guaranteed_k", k=material.snapshot.manifest["k"]), page("guaranteed_places", k=lattice.k),
                     page("guaranteed_site")]),
        page.heading("not_guaranteed"),
        page.points([
            page("not_private"),
            page("not_one", by_noise=by_noise),
            page("not_year", right=page.number(right(12, sizes[0]))),
            page("not_quarter", right=page.number(50 + quarter["typical"][1]),
                 tenant=page.number(50 + quarter["tenant"][1]), extreme=page.number(50 + quarter["extreme"][1])),
            page("not_more"),
            page("not_group"),
            page("not_knows", points=page.number(learned.advantage, 1)),
            page("not_key"),
        ]),
    ]  # fmt: skip


def right(periods: int, s: float) -> float:
    """Right guesses in 100 of whoever knows everybody else, from so many periods of one label at noise parameter s.

    Each cell has the label's permanent part and a part of its own: d'^2 = n / (s^2 (n + 1)), both taken as normal.
    """
    return 100 * float(norm.cdf((periods / (periods + 1)) ** 0.5 / s / 2))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
