"""Hostile text in every input changes nothing and breaks nothing, and no SQL is built from text anywhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dashboard.access.accounts import Attempt, Organisation, Person, SignIn
from tests.site import Site, call, page_body, sign_in

ROOT = Path(__file__).resolve().parents[2]

_STEMS = (
    "' OR '1'='1",
    "' OR 1=1 --",
    '" OR ""="',
    "') OR ('1'='1",
    "1; DROP TABLE person; --",
    "'; DELETE FROM sign_in; --",
    "' UNION SELECT password_hash FROM person --",
    "'; ATTACH '/tmp/x.db' AS x; --",
    "x' AND (SELECT 1)=1 --",
    "read_csv('/etc/passwd')",
    "'; COPY cells TO '/tmp/x.csv'; --",
    "$places",
    ":email",
    "?",
    "%s",
    "%(email)s",
    "{0}",
    "${7*7}",
    "{{7*7}}",
    "\\'; --",
    "admin'--",
    "0x27",
    "%27%20OR%201=1",
    "' || (SELECT email FROM person) || '",
    "a1' OR area_code LIKE '%",
    "'; INSTALL httpfs; LOAD httpfs; --",
    "CASE WHEN 1=1 THEN 1 END",
    "/*!*/",
    "\0",
    "'\0--",
    "ʼ OR 1=1",
    "\ud83d",
    "';SELECT pg_sleep(9);--",
    "' AND randomblob(999999999) --",
    "[]",
    "{}",
    "null",
    "../../x",
)
_FRAMES = (
    "{}",
    "a1{}",
    "{}a1",
    "({})",
    "{}#",
    "city@town.example{}",
    "{}/*",
    "\t{}\n",
    "%2527{}",
    "{}|b1",
    "'{}'",
    ";{};",
    "\\{}",
    "{} OR TRUE",
)
PAYLOADS = [frame.replace("{}", stem) for frame in _FRAMES for stem in _STEMS]

SEARCHED = ("places", "period", "compare", "indicator", "campaign", "project", "stage", "find", "page", "unknown")


def contents(site: Site) -> list[int | None]:
    with site.accounts.session() as session:
        return [session.scalar(select(func.count()).select_from(table)) for table in (Organisation, Person, SignIn)]


def assert_sign_in_refuses(site: Site, payloads: list[str]) -> None:
    before = contents(site)
    for number, hostile in enumerate(payloads):
        payload = hostile.encode("utf-8", "replace").decode()  # a form cannot carry half a character
        for email, password in ((payload, payload), ("city@town.example", payload)):
            with site.accounts.session() as session:
                session.query(Attempt).delete()
            answer = sign_in(site.browser(), email, password, address=f"10.0.{number % 250}.1", next=payload)
            assert answer.status_code == 401
            assert "town.example" not in answer.text.replace("city@town.example", "")
    assert contents(site) == before


def assert_pages_stand(site: Site, payloads: list[str], inputs: tuple[str, ...]) -> None:
    from urllib.parse import quote

    browser = site.signed_in("shop@town.example")
    before = contents(site)
    for number, payload in enumerate(payloads):
        text = quote(payload, safe="", errors="replace")
        name = inputs[number % len(inputs)]
        response = call(browser, page_body("/" if number % 2 else f"/{text}", f"?{name}={text}"))
        assert response.status_code == 200
        assert not [code for code in ("A1", "A3", "B2") if f"Quartier {code}" in response.get_data(as_text=True)]
        for path in (f"/{text}", f"/geometry/{text}/neighbourhoods.geojson", f"/language/{text}", f"/assets/{text}"):
            assert browser.get(path).status_code < 500
        browser.set_cookie("quartier_language", text[:200])
    assert contents(site) == before


def test_there_are_five_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) >= 500


def test_hostile_text_does_not_sign_in(fresh_site: Site) -> None:
    assert_sign_in_refuses(fresh_site, list(_STEMS[:20]))


def test_hostile_text_in_addresses_changes_nothing(site: Site) -> None:
    assert_pages_stand(site, PAYLOADS[::11], SEARCHED)


@pytest.mark.deep
def test_five_hundred_payloads_do_not_sign_in(fresh_site: Site) -> None:
    assert_sign_in_refuses(fresh_site, PAYLOADS)


@pytest.mark.deep
@pytest.mark.parametrize("name", SEARCHED)
def test_five_hundred_payloads_in_each_part_of_an_address(site: Site, name: str) -> None:
    assert_pages_stand(site, PAYLOADS, (name,))


_SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|DROP\s|ALTER\s|ATTACH\s|CREATE\s+(TEMP\s+)?TABLE\s"
    r"|WITH\s+\w+\s+AS\s|COPY\s|PRAGMA\s)"
)

# The private side names staging tables after the contract's registry; no text of a bundle or a person is among them.
_PRIVATE_SIDE = ("queries/intake/", "queries/publish/", "queries/demo/")


def built_sql(source: str) -> list[int]:
    """Line numbers where a statement of SQL is put together from pieces: f-string, +, % or format."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        pieces: list[ast.expr] = []
        if isinstance(node, ast.JoinedStr) and any(isinstance(part, ast.FormattedValue) for part in node.values):
            pieces = node.values[:1]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
            pieces = [node.left]
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join")
        ):
            pieces = [node.func.value]
        if any(isinstance(p, ast.Constant) and isinstance(p.value, str) and _SQL.match(p.value) for p in pieces):
            lines.append(node.lineno)
    return lines


def test_no_sql_is_built_from_text_where_people_ask() -> None:
    sources = [
        ROOT / "app.py",
        *(path for part in ("dashboard", "layers", "queries") for path in (ROOT / part).rglob("*.py")),
    ]
    for path in sources:
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(_PRIVATE_SIDE):
            assert built_sql(path.read_text(encoding="utf-8")) == [], name


def test_the_ban_on_built_sql_finds_it() -> None:
    for line in (
        'query = f"SELECT * FROM t WHERE a = {x}"',
        'query = "SELECT * FROM t WHERE a = " + x',
        'query = "DELETE FROM t WHERE a = %s" % x',
        'query = "SELECT {}".format(x)',
    ):
        assert built_sql(line) == [1], line
    assert built_sql('query = "SELECT * FROM t WHERE a = $a"') == []
