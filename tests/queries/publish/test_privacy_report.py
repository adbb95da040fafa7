"""The privacy report: complete in both languages, plain HTML, and of published facts only."""

from __future__ import annotations

import re
import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

import app
from queries.dimensions import DIMENSIONS
from queries.folders import Folders
from queries.indicators import INDICATORS
from queries.model import Refusal
from queries.publish import privacy_page, privacy_report
from queries.publish.attacks import ATTACKS, CONTROLS
from queries.publish.lattice import load_lattice
from queries.publish.privacy_page import LANGUAGES, Page, texts
from queries.publish.privacy_report import right, write_reports
from queries.snapshot import open_current

SALTS = 200
VOID = {"meta", "link", "br"}


class Reader(HTMLParser):
    """What a page is made of: its text, its tags with their attributes, and whether they are nested well."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.text = re.sub(r"\s+", " ", " ".join(self.words).replace("\u202f", " "))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def folders(town_folders: Folders, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    copy = Folders(tmp_path_factory.mktemp("reported") / "data")
    shutil.copytree(town_folders.data, copy.data)
    return copy


@pytest.fixture(scope="module")
def reports(folders: Folders) -> dict[str, str]:
    """Language -> the report of the town, written by the command's own function."""
    paths, results = write_reports(folders, SALTS, date(2026, 3, 1))
    assert len(results) == len(ATTACKS) + len(CONTROLS)
    return {path.stem.removeprefix("privacy-"): path.read_text(encoding="utf-8") for path in paths}


def flat(text: str) -> str:
    """Spaces as `Reader` has them."""
    return re.sub(r"\s+", " ", text.replace("\u202f", " "))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_attack_control_and_breakdown_is_named_in_the_language(reports: dict[str, str], language: str) -> None:
    page = Reader(reports[language])
    for each in (*ATTACKS, *CONTROLS):
        assert flat(each.name[language]) in page.text
    for attack in ATTACKS:
        assert flat(attack.knows[language]) in page.text.replace("30%", "30 %")
    for dimension in load_lattice().dimensions:
        for part in dimension.split(":"):
            assert flat(DIMENSIONS[part].label[language]) in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_plain_whole_html_that_asks_nobody_else(reports: dict[str, str], language: str) -> None:
    page = Reader(reports[language])
    assert page.open == []
    tags = [tag for tag, _ in page.tags]
    assert tags.count("h1") == 1
    assert "script" not in tags
    assert ("html", {"lang": language}) in page.tags
    for tag, attributes in page.tags:
        assert "style" not in attributes
        assert not str(attributes.get("href", "")).startswith(("http:", "https:", "//"))
        if tag == "th":
            assert attributes.get("scope") in ("col", "row")
    assert tags.count("table") == tags.count("caption")
    assert "{" not in page.text
    targets = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert all(target[1:] in ids for target in targets if target and target.startswith("#"))


def test_the_french_report_holds_no_sentence_in_english(reports: dict[str, str]) -> None:
    page = Reader(reports["fr"])
    english = [text["en"] for text in texts().values() if "{" not in text["en"] and len(text["en"]) > 12]
    english += [each.name["en"] for each in (*ATTACKS, *CONTROLS)]
    english += [INDICATORS[code].label["en"] for code in ("active_households", "exchanges")]
    same = {text["fr"] for text in texts().values()} | {each.name["fr"] for each in (*ATTACKS, *CONTROLS)}
    assert [text for text in english if flat(text) in page.text and text not in same] == []


def test_every_text_exists_in_both_languages_and_is_used() -> None:
    sources = "".join(
        Path(str(module.__file__)).read_text(encoding="utf-8") for module in (privacy_page, privacy_report)
    )
    for key, text in texts().items():
        assert set(text) == set(LANGUAGES)
        assert set(re.findall(r"\{(\w+)", text["en"])) == set(re.findall(r"\{(\w+)", text["fr"])), key
        first, _, rest = key.partition("_")
        assert f'"{key}"' in sources or (rest and f'f"{first}_{{' in sources), f"{key} is never said"


def test_the_report_says_what_this_publication_is(reports: dict[str, str], folders: Folders) -> None:
    snapshot = open_current(folders)
    assert snapshot is not None
    for page in reports.values():
        assert snapshot.id in page
        assert snapshot.manifest["content_sha256"] in page
    assert "Not in this publication: the export does not hold it." in reports["en"] or all(
        dimension in snapshot.manifest["dimensions"] for dimension in load_lattice().dimensions
    )
    assert "1er mars 2026" in reports["fr"].replace("\u202f", " ")


def test_the_report_names_no_place(reports: dict[str, str], folders: Folders) -> None:
    """Everybody who may sign in reads it, and each has a territory of their own."""
    snapshot = open_current(folders)
    assert snapshot is not None
    rows, _ = snapshot.select("SELECT name, level || ':' || area_code FROM areas WHERE landlord IS NULL "
                              "AND level IN ('neighbourhood', 'group')", {})  # fmt: skip
    assert len(rows) > 10
    for page in map(Reader, reports.values()):
        assert [each for row in rows for each in row if each in page.text] == []
        assert re.search(r"(Dwelling|Logement) (neighbourhood|group|city|quartier|groupe|ville)", page.text, re.I)


def test_what_remains_useful_is_counted_from_published_cells(reports: dict[str, str], folders: Folders) -> None:
    snapshot = open_current(folders)
    assert snapshot is not None
    where = "FROM cells WHERE level = 'neighbourhood' AND dimension = 'type_group' AND period_kind = 'quarter'"
    (declared, shown, inside), *_ = snapshot.select(
        f"SELECT count(*), count(active_households), sum(active_households) {where}", {})[0]  # fmt: skip
    (whole,), *_ = snapshot.select(f"SELECT sum(active_households) {where.replace('neighbourhood', 'city')}", {})[0]
    assert 0 < shown < declared
    assert f"{100 * shown / declared:.0f}% / {min(100, 100 * inside / whole):.0f}%" in Reader(reports["en"]).text


def test_a_second_report_differs_by_its_date_alone(reports: dict[str, str], folders: Folders) -> None:
    for path in write_reports(folders, SALTS, date(2026, 3, 2))[0]:
        before = reports[path.stem.removeprefix("privacy-")]
        now = path.read_text(encoding="utf-8")
        assert now != before
        assert now.replace("2 March 2026", "1 March 2026").replace("2 mars 2026", "1er mars 2026") == before


def test_nothing_published_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Nothing is published yet"):
        write_reports(Folders(tmp_path), SALTS, date(2026, 3, 1))


def test_the_command_prints_the_table_and_where_the_files_are(
    folders: Folders, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUARTIER_DATA", str(folders.data))
    assert app.main(["privacy", "report", "--salts", "10"]) == 2
    assert "100 or more" in capsys.readouterr().out
    assert app.main(["privacy", "report", "--salts", "200"]) == 0
    told = capsys.readouterr().out
    assert ATTACKS[0].name["en"] in told
    assert "privacy-fr.html" in told


def test_guesses_agree_with_the_figures_of_the_specification() -> None:
    assert [round(right(1, s), 1) for s in (1.5, 2, 3, 6)] == [59.3, 57.0, 54.7, 52.3]
    assert round(right(12, 1.5), 1) == 62.6


def test_numbers_read_as_people_write_them() -> None:
    assert Page("fr").number(1234.56, 1) == "1\u202f234,6"
    assert Page("en").number(1234.56, 1) == "1,234.6"
    assert Page("fr").escaped("« oui » : 5 %") == "«\u202foui\u202f»\u202f: 5\u202f%"
    assert Page("en").escaped("a < b & c") == "a &lt; b &amp; c"
