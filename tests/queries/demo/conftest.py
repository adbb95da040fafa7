"""The default demonstration, written once for all the tests of this folder."""

from __future__ import annotations

import plotly.data
import pytest

from queries import demo
from tests.queries.demo.written_demonstration import LAST_DAY, Written, read


@pytest.fixture(scope="session")
def montreal(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """15,000 households on the 58 districts of Montréal."""
    folder = tmp_path_factory.mktemp("demo") / "bundle"
    return read(demo.build(folder, plotly.data.election_geojson(), last_day=LAST_DAY))
