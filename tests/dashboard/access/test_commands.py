"""The command line as a person uses it: organisations, people, and the site in gunicorn."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import app
import queries
from dashboard import demonstration
from dashboard.access.territory import scope_of
from dashboard.settings import load_settings
from queries.demo.organisations import Organisation
from queries.folders import Folders
from queries.model import Refusal
from queries.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUARTIER_DATA", str(tmp_path))
    for name in ("QUARTIER_ENV", "QUARTIER_DATABASE_URL", "QUARTIER_SECRET_KEY", "QUARTIER_TRUSTED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def add_town(*more: str) -> int:
    given = ["organisation", "add", "--code", "town", "--name", "The town", "--kind", "local_authority"]
    return app.main([*given, "--territory", "city:ville", *more])


def test_an_organisation_is_added_listed_and_never_added_twice(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add_town("neighbourhood:a1") == 0
    assert app.main(["organisation", "list"]) == 0
    assert "town\tlocal_authority\tThe town\tcity:ville neighbourhood:a1" in capsys.readouterr().out
    assert add_town() == 2
    assert "already an organisation town" in capsys.readouterr().err


def test_a_place_that_the_snapshot_lacks_is_told(
    town_folders: Folders, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUARTIER_DATA", str(town_folders.data))
    monkeypatch.setenv("QUARTIER_DATABASE_URL", f"sqlite:///{data / 'a.sqlite'}")
    assert add_town("neighbourhood:nowhere") == 0
    told = capsys.readouterr().err
    assert "no place neighbourhood:nowhere" in told
    assert "city:ville" not in told


def test_an_answer_has_the_scope_of_the_organisation_that_asks(
    town_folders: Folders, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUARTIER_DATA", str(town_folders.data))
    monkeypatch.setenv("QUARTIER_DATABASE_URL", f"sqlite:///{data / 'a.sqlite'}")
    given = ["organisation", "add", "--code", "shop", "--name", "Shop", "--kind", "local_business"]
    assert app.main([*given, "--territory", "neighbourhood:a1"]) == 0
    capsys.readouterr()
    asked = ["answer", "active_households", "--as", "shop", "--by", "neighbourhood", "--format", "csv"]
    assert app.main(asked) == 0
    rows = capsys.readouterr().out.strip().splitlines()
    assert [row.split(",")[0] for row in rows] == ["area_code", "a1"]
    assert app.main([*asked, "--area", "b1"]) == 2
    assert app.main(["answer", "active_households", "--as", "nobody"]) == 2
    assert "no organisation nobody" in capsys.readouterr().err


def test_a_password_is_made_and_printed_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_town()
    assert app.main(["user", "add", "Ada@Town.Example", "--organisation", "town"]) == 0
    password = capsys.readouterr().out.split()[-1]
    assert 12 <= len(password) <= 128
    assert app.main(["user", "list"]) == 0
    told = capsys.readouterr().out
    assert "ada@town.example\ttown\tactive" in told
    assert password not in told
    assert not [path for path in data.rglob("*") if path.is_file() and password.encode() in path.read_bytes()]


def test_a_password_comes_from_standard_input(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add_town()
    monkeypatch.setattr(sys, "stdin", io.StringIO("my own long password\n"))
    assert app.main(["user", "add", "ada@town.example", "--organisation", "town", "--password-stdin"]) == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert app.main(["user", "password", "ada@town.example", "--password-stdin"]) == 2
    told = capsys.readouterr()
    assert "my own long password" not in told.out + told.err
    assert "12 to 128" in told.err


def test_somebody_is_disabled(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_town()
    app.main(["user", "add", "ada@town.example", "--organisation", "town"])
    assert app.main(["user", "disable", "ada@town.example"]) == 0
    app.main(["user", "list"])
    assert "ada@town.example\ttown\tdisabled" in capsys.readouterr().out
    assert app.main(["user", "disable", "nobody@town.example"]) == 2


def test_an_editor_is_somebody_who_was_made_one(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_town()
    app.main(["user", "add", "ada@town.example", "--organisation", "town"])
    app.main(["user", "add", "bob@town.example", "--organisation", "town", "--role", "editor"])
    app.main(["user", "list"])
    told = capsys.readouterr().out
    assert "ada@town.example\ttown\tactive\tviewer" in told
    assert "bob@town.example\ttown\tactive\teditor" in told
    assert app.main(["user", "role", "ada@town.example", "editor"]) == 0
    assert app.main(["user", "role", "nobody@town.example", "editor"]) == 2
    app.main(["user", "list"])
    assert "ada@town.example\ttown\tactive\teditor" in capsys.readouterr().out


def test_nothing_is_delivered_without_an_address(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("QUARTIER_WEBHOOK_URL", raising=False)
    monkeypatch.delenv("QUARTIER_WEBHOOK_SECRET", raising=False)
    assert app.main(["deliver"]) == 2
    assert "QUARTIER_WEBHOOK_URL is not set" in capsys.readouterr().err


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for command in app.COMMANDS:
        with pytest.raises(SystemExit) as ended:
            app.main([command, "--help"])
        assert ended.value.code == 0
    assert "usage: quartier demo" in capsys.readouterr().out


def test_nothing_is_built_when_app_is_imported() -> None:
    code = "import sys, app; print([m for m in ('dash', 'duckdb', 'sqlalchemy', 'flask') if m in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def health(port: int, process: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        assert process.poll() is None, "the server has ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as response:
                return response.read().decode().strip()
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


@pytest.mark.parametrize("way", ["quartier serve", pytest.param("gunicorn app:server", marks=pytest.mark.deep)])
def test_the_site_is_served_by_two_workers_on_an_empty_folder(data: Path, way: str) -> None:
    port = free_port()
    command = {
        "quartier serve": ["-m", "app", "serve", "--port", str(port)],
        "gunicorn app:server": ["-m", "gunicorn", "app:server", "-w", "2", "-b", f"127.0.0.1:{port}"],
    }[way]
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=dict(os.environ))
    try:
        assert health(port, process) == "empty"
    finally:
        process.terminate()
        process.wait(20)


def write(path: Path, content: str = "{}") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


@pytest.mark.parametrize("present", ["private/mart.duckdb", "published/CURRENT", "accounts.sqlite"])
def test_a_demonstration_never_replaces_a_real_platform(data: Path, present: str) -> None:
    write(data / present, "real")
    assert app.main(["demo", "--build-only"]) == 2
    assert (data / present).read_text() == "real"


def test_a_demonstration_into_which_real_data_was_imported_is_kept(data: Path) -> None:
    write(data / "demonstration.json")
    write(data / "private" / "reports" / "import-1-demo-montreal.json", '{"simulated": true}')
    demonstration.refuse_real_data(load_settings())
    write(data / "private" / "reports" / "import-2-city.json", '{"simulated": false}')
    with pytest.raises(Refusal, match="not a demonstration"):
        demonstration.refuse_real_data(load_settings())


def test_a_demonstration_does_not_run_in_production_or_on_another_database(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTIER_DATABASE_URL", "sqlite:////tmp/elsewhere.sqlite")
    with pytest.raises(Refusal, match="QUARTIER_DATABASE_URL"):
        demonstration.refuse_real_data(load_settings())
    monkeypatch.delenv("QUARTIER_DATABASE_URL")
    monkeypatch.setenv("QUARTIER_ENV", "production")
    monkeypatch.setenv("QUARTIER_SECRET_KEY", "f3b1c7d9e5a2084b6c1d7f9e3a5b8c0d2e4f6a8b")
    monkeypatch.setenv("QUARTIER_TRUSTED_HOSTS", "quartier.example")
    with pytest.raises(Refusal, match="production"):
        demonstration.refuse_real_data(load_settings())


def assert_tells_of_a_demonstration(told: str, port: int) -> None:
    assert f"http://127.0.0.1:{port}" in told
    assert told.count("@quartier.example") == 4
    for kind in ("local_authority", "social_landlord", "developer", "local_business"):
        assert kind in told
    assert "12 neighbourhoods, portfolio:habitat_social" in told


@pytest.mark.deep
def test_a_demonstration_is_built_twice_over_itself_and_ends_without_a_fault(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port, small = free_port(), ["demo", "--households", "1500", "--salts", "0"]
    assert app.main([*small, "--build-only", "--port", str(port)]) == 0
    assert_tells_of_a_demonstration(capsys.readouterr().out, port)

    with (data / "said").open("wb") as said, (data / "told").open("wb") as told:
        command = [sys.executable, "-m", "app", *small, "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=told, stderr=said)
        try:
            assert health(port, process) == "ok"
        finally:
            process.terminate()
            process.wait(30)
    assert "was sent SIG" not in (data / "said").read_text(), "its workers ended as they were told to"
    assert process.returncode == 0
    again = (data / "told").read_text()
    assert_tells_of_a_demonstration(again, port)

    reports = list((data / "private" / "reports").glob("import-*.json"))
    assert len(reports) == 1
    assert not (data / "demonstration-bundle").exists()
    assert app.main(["publish"]) == 0
    content = [line for line in again.splitlines() if "sha256" in line]
    assert content
    assert content == [line for line in capsys.readouterr().out.splitlines() if "sha256" in line]


def test_the_logins_of_a_demonstration_count_the_neighbourhoods_that_the_site_shows(town_snapshot: Snapshot) -> None:
    places = ("neighbourhood:a1", "portfolio:bailleur")
    landlord = Organisation("bailleur", "Habitat", "social_landlord", "b@town.example", places)
    shown = {place.area_code
             for place in queries.places(scope_of("bailleur", places, town_snapshot), town_snapshot)
             if place.level == "neighbourhood"}  # fmt: skip
    assert len(shown) > 1
    line = demonstration.logins([landlord], town_snapshot, "http://127.0.0.1:8050").splitlines()[-1]
    assert line.endswith(f"{len(shown)} neighbourhoods, portfolio:bailleur")
