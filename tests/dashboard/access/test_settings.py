"""What the environment may say, and what production refuses."""

from __future__ import annotations

import stat
from multiprocessing import get_context
from pathlib import Path

import pytest

from dashboard.settings import load_settings
from queries.model import Refusal

GOOD = "f3b1c7d9e5a2084b6c1d7f9e3a5b8c0d2e4f6a8b"


def production(tmp_path: Path, **more: str) -> dict[str, str]:
    return {
        "QUARTIER_DATA": str(tmp_path),
        "QUARTIER_ENV": "production",
        "QUARTIER_SECRET_KEY": GOOD,
        "QUARTIER_TRUSTED_HOSTS": "quartier.example, www.quartier.example",
    } | more


def test_development_needs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings({})
    assert settings.folders.data == Path("data")
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'accounts.sqlite'}"
    assert not settings.production
    assert "localhost" in settings.trusted_hosts


def test_the_development_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first = load_settings({"QUARTIER_DATA": str(tmp_path)}).secret_key
    assert load_settings({"QUARTIER_DATA": str(tmp_path)}).secret_key == first
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def _secret_of(data: str) -> str:
    return load_settings({"QUARTIER_DATA": data}).secret_key


def test_workers_that_start_together_have_one_secret(tmp_path: Path) -> None:
    with get_context("spawn").Pool(4) as workers:
        assert len(set(workers.map(_secret_of, [str(tmp_path)] * 8))) == 1


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "short",
        "x" * 31,
        "a" * 64,
        "changeme" * 8,
        "change-me-change-me-change-me-change-me",
        "secretsecretsecret" * 2,
        "Development Secret Key for Quartier!!",
        "quartier" * 4,
        "0123" * 8,
        "default-default-default-default-default",
    ],
)
def test_production_refuses_a_weak_secret(tmp_path: Path, secret: str) -> None:
    with pytest.raises(Refusal, match="QUARTIER_SECRET_KEY"):
        load_settings(production(tmp_path, QUARTIER_SECRET_KEY=secret))
    assert not list(tmp_path.iterdir())


def test_production_takes_a_strong_secret_and_its_hosts(tmp_path: Path) -> None:
    settings = load_settings(production(tmp_path, QUARTIER_PROXY_HOPS="1"))
    assert settings.production
    assert settings.secret_key == GOOD
    assert settings.trusted_hosts == ("quartier.example", "www.quartier.example")
    assert settings.proxy_hops == 1
    assert GOOD not in repr(settings)


@pytest.mark.parametrize("declared", [{}, {"QUARTIER_ENV": ""}, {"QUARTIER_ENV": "development"}])
def test_production_is_declared_and_never_guessed(tmp_path: Path, declared: dict[str, str]) -> None:
    """Not from a secret, trusted hosts or proxies that only production would have."""
    given = production(tmp_path, QUARTIER_PROXY_HOPS="1")
    del given["QUARTIER_ENV"]
    assert not load_settings(given | declared).production


def test_production_refuses_to_run_where_it_can_read_the_private_folder(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    with pytest.raises(Refusal, match=r"own user.*chmod 700"):
        load_settings(production(tmp_path))
    assert not load_settings({"QUARTIER_DATA": str(tmp_path)}).production, "development may"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUARTIER_TRUSTED_HOSTS", ""),
        ("QUARTIER_ENV", "prod"),
        ("QUARTIER_ENV", "Production"),
        ("QUARTIER_ENV", "production "),
        ("QUARTIER_ENV", "staging"),
        ("QUARTIER_ENV", "0"),
        ("QUARTIER_PROXY_HOPS", "many"),
        ("QUARTIER_PROXY_HOPS", "-1"),
        ("QUARTIER_PROXY_HOPS", "²"),
    ],
)
def test_an_unreadable_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(Refusal, match=name):
        load_settings(production(tmp_path, **{name: value}))
