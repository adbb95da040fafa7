"""Words: every sentence exists in both languages, and numbers, dates and plurals read as a native would write them."""

from __future__ import annotations

import ast
import re
import shutil
import string
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from dashboard import words as words_module
from dashboard.pages import PAGES
from dashboard.words import LANGUAGES, alphabetical, catalogue, file_part, holds, plain, read_languages, words_in
from queries.dimensions import DIMENSIONS
from queries.indicators import INDICATORS
from queries.model import Period

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard"
KEYWORDS: dict = {"w": None, "words": None, "msgid": None, "self": None, "plural": (1, 2), "forms": (1, 2)}
EN, FR = words_in("en"), words_in("fr")


def sentences_of_the_code() -> dict[str, tuple[str, ...]]:
    """English text (the singular) -> every form of it, from all Python files and templates."""
    found: dict[str, tuple[str, ...]] = {page.TITLE: (page.TITLE,) for page in PAGES}
    for path in DASHBOARD.rglob("*.py"):
        for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            forms = message if isinstance(message, tuple) else (message,)
            found[forms[0]] = forms
    for path in DASHBOARD.rglob("*.html"):
        for _, text in re.findall(r"""\bw\(\s*(["'])(.+?)\1""", path.read_text(encoding="utf-8")):
            found[text] = (text,)
    return found


def places_for_values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


#: Every language but that of the code.
TRANSLATED = [code for code in LANGUAGES if code != "en"]


def plural_forms(language: str) -> int:
    """How many forms the catalogues of a language say that it has."""
    found = set()
    for path in (DASHBOARD / "locale" / language).glob("*.po"):
        with path.open("rb") as file:
            found.add(read_po(file, locale=language).num_plurals)
    (count,) = found
    return count


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_the_code_is_in_every_language(language: str) -> None:
    assert sorted(set(sentences_of_the_code()) - set(catalogue(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_without_its_english(language: str) -> None:
    assert sorted(set(catalogue(language)) - set(sentences_of_the_code())) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_same_values_and_every_plural_form(language: str) -> None:
    count = plural_forms(language)
    for text, forms in sentences_of_the_code().items():
        told = catalogue(language)[text]
        assert len(told) == (1 if len(forms) == 1 else count), text
        assert all(places_for_values(each) == places_for_values(forms[-1]) for each in told), text


#: What is written alike in English and French.
ALIKE = {
    "Associations",
    "Code",
    "Figures",
    "Menu",
    "Pages",
    "Type",
    "association",
    "construction",
    "{n} point",
    "{name} ({n})",
}


def test_no_english_sentence_stands_for_its_french() -> None:
    same = {text for text, forms in sentences_of_the_code().items() if set(forms) == set(catalogue("fr")[text])}
    assert same == ALIKE


def test_no_sentence_is_translated_twice_in_different_ways() -> None:
    seen: dict[str, str] = {}
    for path in (DASHBOARD / "locale" / "fr").glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                text = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
                if text:
                    assert seen.setdefault(str(text), str(message.string)) == str(message.string), text


def test_the_registries_speak_both_languages() -> None:
    for indicator in INDICATORS.values():
        for text in (indicator.label, indicator.question, indicator.definition):
            assert text["en"]
            assert text["fr"]
    for dimension in DIMENSIONS.values():
        assert dimension.label["fr"]
        assert all(value.label["fr"] for value in dimension.values)


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        (1234.5, 1, "1,234.5", "1\u202f234,5"),
        (1234567, 0, "1,234,567", "1\u202f234\u202f567"),
        (-0.04, 1, "0.0", "0,0"),
    ],
)
def test_numbers_read_as_in_the_language(value: float, decimals: int, english: str, french: str) -> None:
    assert EN.number(value, decimals) == english
    assert FR.number(value, decimals) == french


def test_shares_have_a_narrow_space_in_french_only() -> None:
    assert EN.percent(0.123) == "12%"
    assert FR.percent(0.123) == "12\u202f%"
    assert FR.percent(0.168, 1) == "16,8\u202f%"


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("2025", "2025", "2025"),
        ("2025-Q1", "1st quarter 2025", "1er trimestre 2025"),
        ("2025-Q2", "2nd quarter 2025", "2e trimestre 2025"),
        ("2025-Q3", "3rd quarter 2025", "3e trimestre 2025"),
        ("2025-Q4", "4th quarter 2025", "4e trimestre 2025"),
        ("2025-05", "May 2025", "mai 2025"),
        ("2025-12", "December 2025", "décembre 2025"),
    ],
)
def test_periods_read_as_in_the_language(code: str, english: str, french: str) -> None:
    assert EN.period(Period.parse(code)) == english
    assert FR.period(Period.parse(code)) == french


def test_a_period_inside_a_sentence_has_its_preposition() -> None:
    said = [(words.during(Period.parse(code))) for words in (EN, FR) for code in ("2025-Q2", "2025-05", "2025")]
    assert said == [
        "in the 2nd quarter 2025",
        "in May 2025",
        "in 2025",
        "au 2e trimestre 2025",
        "en mai 2025",
        "en 2025",
    ]


def test_dates_read_as_in_the_language() -> None:
    assert EN.date(date(2025, 5, 1)) == "1 May 2025"
    assert FR.date(date(2025, 5, 1)) == "1er mai 2025"
    assert FR.date(date(2025, 8, 14)) == "14 août 2025"


def test_plurals_follow_each_language() -> None:
    def said(words, n: int) -> str:
        return words.plural("{n} household", "{n} households", n)

    assert [said(EN, n) for n in (0, 1, 2)] == ["0 households", "1 household", "2 households"]
    assert [said(FR, n) for n in (0, 1, 2)] == ["0 foyer", "1 foyer", "2 foyers"]


def test_lists_of_names_end_with_the_word_for_and() -> None:
    assert EN.listing(["Villejean", "Centre", "Le Blosne"]) == "Villejean, Centre and Le Blosne"
    assert FR.listing(["Villejean", "Le Blosne"]) == "Villejean et Le Blosne"


@pytest.mark.parametrize(
    ("text", "longest", "part"),
    [
        ("Part des échanges par type, 3e\u202ftrimestre 2026", 80, "part-des-echanges-par-type-3e-trimestre-2026"),
        ("L’Île-des-Sœurs", 80, "l-ile-des-soeurs"),
        ("Active households a month", 20, "active-households-a"),
        ("…", 80, ""),
    ],
)
def test_the_name_of_a_file_holds_whole_words(text: str, longest: int, part: str) -> None:
    assert file_part(text, longest) == part


def test_an_unknown_language_reads_as_english() -> None:
    assert words_in("xx").language == "en"


#: What a French speaker writes, for names of Rennes, Angers, Montréal and Paris.
ARTICLES = [
    ("Villejean", "de Villejean", "à Villejean"),
    ("Le Blosne", "du Blosne", "au Blosne"),
    ("Les Halles", "des Halles", "aux Halles"),
    ("La Poterie", "de La Poterie", "à La Poterie"),
    ("L’Île-Bizard", "de L’Île-Bizard", "à L’Île-Bizard"),
    ("Ahuntsic-Cartierville", "d’Ahuntsic-Cartierville", "à Ahuntsic-Cartierville"),
    ("Île-des-Sœurs", "d’Île-des-Sœurs", "à Île-des-Sœurs"),
    ("Outremont", "d’Outremont", "à Outremont"),
    ("Yvré", "d’Yvré", "à Yvré"),
    ("Centre", "du Centre", "au Centre"),
    ("Vieux-Montréal", "du Vieux-Montréal", "au Vieux-Montréal"),
    ("11e arrondissement", "du 11e arrondissement", "dans le 11e arrondissement"),
    ("Lesage", "de Lesage", "à Lesage"),
    ("Saint-Léonard", "de Saint-Léonard", "à Saint-Léonard"),
    ("De Lorimier", "de De Lorimier", "à De Lorimier"),
    ("du Canal", "du Canal", "au Canal"),
    ("des Grands-Prés", "des Grands-Prés", "aux Grands-Prés"),
    ("de la Gare", "de la Gare", "à la Gare"),
    ("de l’Écluse", "de l’Écluse", "à l’Écluse"),
    ("Est", "de l’Est", "dans l’Est"),
    ("Ouest", "de l’Ouest", "dans l’Ouest"),
    ("Estérel", "d’Estérel", "à Estérel"),
    ("Mile-End", "du Mile-End", "au Mile-End"),
    ("Sault-au-Récollet", "du Sault-au-Récollet", "au Sault-au-Récollet"),
    ("Sault-Brénaz", "de Sault-Brénaz", "à Sault-Brénaz"),
]


@pytest.mark.parametrize(("name", "of", "within"), ARTICLES)
def test_names_of_places_take_their_article_in_french(name: str, of: str, within: str) -> None:
    assert (FR.of_place(name), FR.in_place(name)) == (of, within)
    assert (EN.of_place(name), EN.in_place(name)) == (f"of {name}", f"in {name}")


@pytest.mark.parametrize(
    ("where", "said"),
    [("à De Lorimier", "32, plus qu’à De Lorimier."), ("au Canal", "32, plus qu’au Canal."),
     ("dans les quartiers semblables", "32, plus que dans les quartiers semblables.")],
)  # fmt: skip
def test_a_value_that_begins_with_a_vowel_joins_the_word_before_it(where: str, said: str) -> None:
    assert FR("{start}, more than {where}.", start="32", where=where) == said


def test_a_change_is_since_a_period_with_its_article() -> None:
    quarter, month = Period.parse("2025-Q3"), Period.parse("2025-08")
    assert FR("up {amount} since {period}", amount="2 points", period=FR.the(quarter)) == (
        "en hausse de 2 points depuis le 3e trimestre 2025"
    )
    assert (FR.the(month), EN.the(quarter), EN.the(month)) == ("août 2025", "the 3rd quarter 2025", "August 2025")


def test_no_sentence_puts_a_bare_preposition_before_the_name_of_a_place() -> None:
    for text, forms in catalogue("fr").items():
        assert not re.search(r"\b(de|à|du) \{(place|name|whole|where)\}", " ".join(forms)), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_scripts_get_every_form_of_a_sentence_under_the_name_that_browsers_know(language: str) -> None:
    w = words_in(language)
    one, many = "{n} place: zoom in", "{n} places: zoom in"
    for n in (0, 1, 2, 3, 21, 100, 1000):
        form = w.forms(one, many)[w.told.locale.plural_form(n)]
        assert form.format(n=w.number(n)) == w.plural(one, many, n)


#: What makes screens, and what of it holds invented names or commands to type, which are the same in every language.
SCREENS = [DASHBOARD / name for name in ("components", "figures", "pages", "frame.py", "hidden.py", "readings.py",
                                         "selection.py", "territory.py")]  # fmt: skip
INVENTED = "gallery_examples.py"
NOT_READ = {"className", "commands"}

#: A name, or words in a row: identifiers, units and addresses are neither.
PROSE = re.compile(r"^\s*[A-ZÀ-Ý][a-zà-ÿ]{2,}|[A-Za-zà-ÿ]{2,} [a-zà-ÿ]{2,}")
TRANSLATES = set(KEYWORDS) | {"Refusal"}


def literals_that_reach_a_reader(code: str) -> list[str]:
    """Strings that read like words of a sentence wherever they stand in a file of a screen, but in a translation."""
    found: list[str] = []

    def look(node: ast.AST) -> None:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        if isinstance(node, ast.keyword) and node.arg in NOT_READ:
            return
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            on = node.func.value if isinstance(node.func, ast.Attribute) else None
            if called in TRANSLATES or (isinstance(on, ast.Name) and on.id == "log"):
                for value in node.keywords:  # what is filled in is looked at again
                    look(value)
                return
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and PROSE.search(node.value):
            found.append(node.value)
        for child in ast.iter_child_nodes(node):
            look(child)

    look(ast.parse(code))
    return [text for text in found if not text.startswith("<")]  # markup of a small drawing


def test_no_visible_string_is_outside_the_catalogues() -> None:
    paths = [each for path in SCREENS for each in (path.glob("*.py") if path.is_dir() else [path])]
    texts = {path: path.read_text("utf-8") for path in paths if path.name != INVENTED}
    found = {text for code in texts.values() for text in literals_that_reach_a_reader(code)}
    assert found == {"Quartier"}, "the product's own name is the same in every language"


@pytest.mark.parametrize(
    "code",
    [
        'html.P("Nothing there")',
        '_section("Figures of the year", [])',
        'figure.add_annotation(text="Study")',
        'Mark(day, day, "Après la crue")',
        'TITLE = "What changed"',
        'html.P(w("{n} of them", n="hardly any"))',
        'html.Img(alt="a map of the city")',
        '{"aria-label": "Choose a place"}',
    ],
)
def test_a_visible_string_is_found_wherever_it_stands(code: str) -> None:
    assert literals_that_reach_a_reader(code)


def test_templates_have_no_word_of_their_own() -> None:
    for path in (DASHBOARD / "access" / "templates").glob("*.html"):
        text = re.sub(
            r"\{% block wide %\}.*?\{% endblock %\}|\{%.*?%\}|\{\{.*?\}\}|<style.*?</style>|<[^>]+>",
            " ",
            path.read_text("utf-8"),
            flags=re.S,
        )
        assert set(re.findall(r"[A-Za-zÀ-ÿ]{3,}", text)) <= {"Quartier"}, path.name


def test_scripts_have_no_word_of_their_own() -> None:
    """What assets/*.js writes on the page comes from the server, in the reader's language."""
    for path in (DASHBOARD.parent / "assets").glob("*.js"):
        code = re.sub(r"/\*.*?\*/|(?m:^\s*//.*$)", "", path.read_text("utf-8"), flags=re.S)
        written = re.findall(r"(?:textContent|innerText|title|ariaLabel)\s*=\s*\"([^\"]+)\"", code)
        assert not [text for text in written if re.search(r"[A-Za-z]{3,}", text)], path.name


def test_a_third_language_is_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "locale"
    shutil.copytree(DASHBOARD / "locale", folder)
    (folder / "pl").mkdir()
    (folder / "pl" / "language.toml").write_text(
        'name = "Polski"\nlocale = "pl_PL"\nof = [["^", ""]]\nin = [["^", "w "]]\n', "utf-8"
    )
    (folder / "pl" / "messages.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: pl\\n"\n'
        '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
        'msgid "{n} household"\nmsgid_plural "{n} households"\n'
        'msgstr[0] "{n} gospodarstwo"\nmsgstr[1] "{n} gospodarstwa"\nmsgstr[2] "{n} gospodarstw"\n\n'
        'msgid "Map"\nmsgstr "Mapa"\n\nmsgid "Active households"\nmsgstr "Aktywne gospodarstwa"\n',
        "utf-8",
    )
    monkeypatch.setattr(words_module, "_FOLDER", folder)
    monkeypatch.setattr(words_module, "_KNOWN", (known := read_languages(folder)))
    monkeypatch.setattr(words_module, "LANGUAGES", {code: language.name for code, language in known.items()})
    polish = words_module.Words("pl")
    assert words_module.LANGUAGES == {"en": "English", "fr": "Français", "pl": "Polski"}
    assert polish("Map") == "Mapa"
    assert [polish.plural("{n} household", "{n} households", n) for n in (1, 3, 5)] == [
        "1 gospodarstwo", "3 gospodarstwa", "5 gospodarstw"
    ]  # fmt: skip
    assert polish.number(1234567.5, 1) == "1\u00a0234\u00a0567,5"
    assert polish.text(INDICATORS["active_households"].label) == "Aktywne gospodarstwa", "registries translate English"
    assert polish("Projects") == "Projects", "what is not translated yet is English"


def test_names_are_sought_without_accents_and_ordered_as_readers_expect() -> None:
    assert plain("Étang-CŒUR, Île") == "etang-coeur, ile"
    assert holds("Île-aux-Sœurs", " soeurs ILE")
    assert holds("Saint-Paul–Émard", "saint paul")
    assert not holds("Saint-Paul–Émard", "saint pierre")
    assert holds("Champlain–L’Île-des-Sœurs", "l'ile")
    assert holds("Saint-Michel", "st-michel")
    assert holds("Ste-Geneviève", "sainte genev")
    assert holds("Sainte-Geneviève", "Ste. Geneviève")
    assert not holds("Saint-Michel", "ste michel")
    assert holds("Est", "est")
    assert plain("1st quarter") == "1st quarter"
    assert holds("Champlain-L'Île", "champlain–l’île")
    names = ["Zola", "Quartier 10", "Île-aux-Sœurs", "quartier 2", "Étang", "Est"]
    assert sorted(names, key=alphabetical) == ["Est", "Étang", "Île-aux-Sœurs", "quartier 2", "Quartier 10", "Zola"]
    assert sorted(["፩", "1"], key=alphabetical) == ["፩", "1"], "a digit of another script is a letter"
