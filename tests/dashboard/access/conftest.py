"""The site on the small town: one for tests that only look, a new one for tests that change something."""

from __future__ import annotations

from pathlib import Path

import pytest

from queries.folders import Folders
from tests.site import Site, make_site


@pytest.fixture(scope="session")
def site(town_folders: Folders, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make_site(town_folders, tmp_path_factory.mktemp("accounts") / "accounts.sqlite")


@pytest.fixture
def fresh_site(town_folders: Folders, tmp_path: Path) -> Site:
    return make_site(town_folders, tmp_path / "accounts.sqlite")
