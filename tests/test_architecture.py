"""Imports go one way, and few modules may touch the world: read from the code itself, so that it cannot drift."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("queries", "layers", "dashboard", "app")  # each may import those before it
SCREEN_LIBRARIES = {"dash", "dash_mantine_components", "dash_ag_grid", "flask", "flask_login", "plotly", "sqlalchemy"}
PRIVATE = ("queries.intake", "queries.publish", "queries.demo")
#: Commands, which a person runs on the private side, and the composition of the demonstration.
COMMANDS = {"app.py", "dashboard/demonstration.py"}

#: The functions outside queries/statistics that divide, and what: never two cells.
DIVISIONS = {
    ("dashboard/components/cards.py", "sparkline"): "pixels",
    ("dashboard/components/question_card.py", "_bars"): "widths of bars",
    ("dashboard/components/timeline.py", "_part"): "days on an axis",
    ("dashboard/figures/theme.py", "round_ticks"): "ticks of an axis",
    ("dashboard/components/growth_card.py", "rounded"): "steps of rounding",
    ("queries/underlying.py", "_over"): "a cell and its noise over a factor of the season",
    ("queries/durable.py", "replace_together"): "paths",
    ("queries/durable.py", "finish"): "paths",
    ("layers/classes.py", "_natural"): "edges of the classes of a map",
    ("layers/classes.py", "_quantiles"): "edges of the classes of a map",
    ("layers/classes.py", "classes"): "edges of the classes of a map",
    ("layers/style.py", "_mercator"): "geometry",
    ("layers/style.py", "view"): "geometry",
}

SOURCES = sorted(
    path for name in LAYERS for path in ([ROOT / "app.py"] if name == "app" else (ROOT / name).rglob("*.py"))
)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file, with the names imported from packages of ours."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports_go_one_way(path: Path) -> None:
    layer = name(path).removesuffix(".py").split("/")[0]
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    used = imports(path)
    assert not {module.split(".")[0] for module in used} & above
    if layer in ("queries", "layers"):
        assert not {module.split(".")[0] for module in used} & SCREEN_LIBRARIES
    if not name(path).startswith(tuple(part.replace(".", "/") for part in PRIVATE)) and name(path) not in COMMANDS:
        assert not [module for module in used if module.startswith(PRIVATE)]
    if name(path).startswith(("dashboard/components/", "dashboard/figures/")):
        assert not [module for module in used if module.startswith("dashboard.pages")]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_only_three_places_open_duckdb_and_one_reads_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not name(path).startswith(("queries/intake/", "queries/publish/")) and name(path) != "queries/snapshot.py":
        assert "duckdb" not in {module.split(".")[0] for module in imports(path)}
    if name(path) != "dashboard/settings.py":
        assert "os.environ" not in text
        assert "getenv" not in text


def divisions(tree: ast.AST, function: str = "") -> set[str]:
    """The functions of a file that divide, apart from joining a path and from dividing by a literal."""
    found = set()
    for node in ast.iter_child_nodes(tree):
        inner = node.name if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not function else function
        if isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Div):
            of, by = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.target, node.value)
            is_path = ast.unparse(of).lower().endswith(("folder", "folders.data", "folders.published"))
            if not is_path and not isinstance(by, (ast.Constant, ast.JoinedStr)):
                found.add(inner)
        called = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if called in {"truediv", "divide", "true_divide", "div", "rdiv", "Fraction"}:
            found.add(inner)
        found |= divisions(node, inner)
    return found


def test_only_the_statistics_divide_two_cells() -> None:
    """A share or rate made elsewhere would forget the noise, and how finely a small base may be told."""
    reading = [
        path for path in SOURCES
        if not name(path).startswith(("queries/statistics/", *(part.replace(".", "/") for part in PRIVATE)))
    ]  # fmt: skip
    found = {(name(path), function) for path in reading
             for function in divisions(ast.parse(path.read_text(encoding="utf-8")))}  # fmt: skip
    assert found - DIVISIONS.keys() == set(), "cells are divided in queries/statistics; name anything else above"
    assert DIVISIONS.keys() - found == set(), "these divide no more"


def test_a_division_is_found_however_it_is_written() -> None:
    for text in ("a / b", "a.answer / b.answer", "x = 100 * a / b", "a /= b", "operator.truediv(a, b)", "a.div(b)"):
        assert divisions(ast.parse(f"def share():\n    def inner():\n        {text}")) == {"share"}
    for text in ("a / 2", "folder / 'name'", "snapshot.folder / name", "a / f'{name}.sql'", "a * b"):
        assert divisions(ast.parse(f"def share():\n    {text}")) == set()


@pytest.mark.parametrize("path", [p for p in SOURCES if p.read_text(encoding="utf-8").strip()], ids=name)
def test_every_module_says_what_it_owns_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "open with a sentence or two: what it owns, what it must not do"
    assert text.count("\n") <= 400
    assert path.stem not in {"utils", "helpers", "manager", "common"}


def test_the_top_level_is_the_agreed_one() -> None:
    agreed = {"dashboard", "queries", "layers", "assets", "tests", "app.py", "pyproject.toml", "README.md", "Makefile",
              "requirements.lock"}  # fmt: skip
    ignored = {"data", "build", "test-artefacts", "LICENSE", "__pycache__"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {entry for entry in found if not entry.endswith(".egg-info")} - ignored <= agreed


def test_app_is_short() -> None:
    assert (ROOT / "app.py").read_text(encoding="utf-8").count("\n") < 80
