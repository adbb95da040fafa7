"""The default demonstration, written once for all the tests of this folder, and published once for the long ones."""

from __future__ import annotations

import plotly.data
import pytest

import queries
from queries import Scope, Snapshot, demo
from queries.durable import write_secret
from queries.folders import Folders
from queries.intake import import_bundle
from queries.publish import publish
from queries.snapshot import open_current
from tests.conftest import KEY
from tests.queries.demo.written_demonstration import LAST_DAY, Written, read


@pytest.fixture(scope="session")
def montreal(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """15,000 households on the 58 districts of Montréal."""
    folder = tmp_path_factory.mktemp("demo") / "bundle"
    return read(demo.build(folder, plotly.data.election_geojson(), last_day=LAST_DAY))


@pytest.fixture(scope="session")
def published(montreal: Written, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The demonstration through import and publish, with a noise key that is always the same."""
    folders = Folders(tmp_path_factory.mktemp("published-demonstration"))
    write_secret(folders.keys / "noise.key", KEY)
    import_bundle(montreal.folder, folders, progress=False)
    publish(folders, progress=False)
    snapshot = open_current(folders)
    assert snapshot is not None
    return snapshot


@pytest.fixture(scope="session")
def city(published: Snapshot) -> Scope:
    return Scope("city_hall", queries.territory(published, ("city:montreal",)))
