"""One million cells through the real protection, beside a plain copy of the same arrays: seconds on one core."""

from __future__ import annotations

import time
from datetime import date

import numpy as np
import pandas as pd
from shapely import to_wkb
from shapely.geometry import box

from queries.model import Period
from queries.publish.cells import Measure, Noise, Setting, protected_frame
from queries.publish.counts import Grid
from queries.publish.freezing import FrozenPlace
from queries.publish.lattice import load_lattice
from queries.publish.places import build_places

PLACES, MONTHS, VALUES = 400, 125, 20


def million() -> tuple[Grid, Setting]:
    """A million counts of households, most of them large enough to be shown: the dear case."""
    table = pd.DataFrame([
        {"neighbourhood_code": f"n{i}", "name": f"N{i}", "city_code": f"n{i}", "city_name": f"N{i}", "homes": 500,
         "population": 900, "group_code": None, "group_name": None, "geometry": to_wkb(box(i, 0, i + 1, 1))}
        for i in range(PLACES)
    ])  # fmt: skip
    places = build_places(table)
    frozen = {place.label: FrozenPlace(1.5, 2.0, {}) for place in places.canonical if place.level == "neighbourhood"}
    periods = [Period(date(2015, 1, 1), "month").shift(step) for step in range(MONTHS)]
    years = {period.start.year: frozen for period in periods}
    counts = np.random.default_rng(1).poisson(30, (PLACES, MONTHS, VALUES))
    grid = Grid(periods, [f"v{i}" for i in range(VALUES)], {"households": counts})
    return grid, Setting(places, years, load_lattice(), Noise(b"k" * 31 + b"q"))


def seconds() -> tuple[float, float]:
    """(protecting a million cells, writing the same cells out as a frame without any protection)."""
    grid, setting = million()
    began = time.process_time()
    frame = protected_frame(grid, setting, "exchange_type", "month",
                               [Measure("active_households", "households", "households")])  # fmt: skip
    protected = time.process_time() - began
    began = time.process_time()
    codes = np.array([place.code for place in setting.places.canonical], dtype=object)[:PLACES]
    i, t, v = np.nonzero(np.ones(grid.counts["households"].shape, dtype=bool))
    days, values = np.array([p.start for p in grid.periods]), np.array(grid.values)
    plain = pd.DataFrame({"area_code": codes[i], "period_on": days[t], "value": values[v],
                          "households": grid.counts["households"][i, t, v]})  # fmt: skip
    copied = time.process_time() - began
    if len(frame) < len(plain):
        raise SystemExit(f"{len(frame)} cells were protected instead of {len(plain)}")
    return protected, copied
