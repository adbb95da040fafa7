"""A made-up city of any size: a grid of neighbourhoods with wavy borders that neighbours share point by point."""

from __future__ import annotations

import json
from itertools import pairwise
from math import ceil, pi, sin, sqrt
from pathlib import Path


def grid(count: int, vertices: int = 60, west: float = 2.0, south: float = 48.0, step: float = 0.01) -> dict:
    """`count` neighbourhoods of `vertices` points each as a FeatureCollection with code and name, row by row."""
    across, side = ceil(sqrt(count)), vertices // 4

    def bend(i: float, j: float) -> list[float]:
        x, y = i + 0.12 * sin(2 * pi * (3 * j + 0.31 * i)), j + 0.12 * sin(2 * pi * (2 * i + 0.17 * j))
        return [round(west + step * x, 5), round(south + step * y, 5)]

    features = []
    for at in range(count):
        j, i = divmod(at, across)
        corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)]
        ring = [
            bend(a + (c - a) * k / side, b + (d - b) * k / side)
            for (a, b), (c, d) in pairwise(corners)
            for k in range(side)
        ]
        features.append({"type": "Feature", "properties": {"code": f"n{at:04d}", "name": f"Quartier {at}"},
                         "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}})  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def write_grid(path: Path, count: int) -> Path:
    """The grid as a boundaries file for `quartier demo --boundaries`."""
    path.write_text(json.dumps(grid(count)), encoding="utf-8")
    return path
