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


@pytest.mark.parametrize("path", [p for p in SOURCES if p.read_text(encoding="utf-8").strip()], ids=name)
def test_every_module_says_what_it_owns_and_stays_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "open with a sentence or two: what it owns, what it must not do"
    assert text.count("\n") <= 400
    assert path.stem not in {"utils", "helpers", "manager", "common"}


def test_the_top_level_is_the_agreed_one() -> None:
    agreed = {"dashboard", "queries", "layers", "assets", "tests", "app.py", "pyproject.toml", "README.md", "Makefile",
              "requirements.lock"}  # fmt: skip
    ignored = {"data", "build", "test-artefacts", "LICENSE"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {entry for entry in found if not entry.endswith(".egg-info")} - ignored <= agreed


def test_app_is_short() -> None:
    assert (ROOT / "app.py").read_text(encoding="utf-8").count("\n") < 80
