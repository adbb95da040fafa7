"""The neighbourhoods of a demonstration: any GeoJSON or GeoPackage as the contract's frame, with simulated homes.

It owns codes, names, groups and simulated homes; it must not know about members or activity.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from queries.model import Refusal

#: Official borough names by the leading digits of a Montréal district number.
MONTREAL_BOROUGHS = {
    "1": "Ahuntsic-Cartierville",
    "2": "Anjou",
    "3": "Côte-des-Neiges–Notre-Dame-de-Grâce",
    "4": "Lachine",
    "5": "LaSalle",
    "6": "L'Île-Bizard–Sainte-Geneviève",
    "7": "Mercier–Hochelaga-Maisonneuve",
    "8": "Montréal-Nord",
    "9": "Outremont",
    "10": "Pierrefonds-Roxboro",
    "11": "Le Plateau-Mont-Royal",
    "12": "Rivière-des-Prairies–Pointe-aux-Trembles",
    "13": "Rosemont–La Petite-Patrie",
    "14": "Saint-Laurent",
    "15": "Saint-Léonard",
    "16": "Le Sud-Ouest",
    "17": "Verdun",
    "18": "Ville-Marie",
    "19": "Villeray–Saint-Michel–Parc-Extension",
}
#: One forced driver an extension, so that a file never chooses what reads it.
DRIVERS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG"}
NAME_COLUMNS = ("name", "nom", "libelle", "label", "nom_quartier")

_NUMBERED = re.compile(r"(\d+)(\d)\s*-\s*(.+)")
# "Mc" and "Mac" carry a capital inside a word; every other lower-case letter before a capital has lost its dash.
_LOST_DASH = re.compile(r"(?<=[a-zß-öø-ÿ])(?<!\bMc)(?<!\bMac)(?=[A-ZÀ-ÖØ-Þ])")
_EQUAL_AREA = "EPSG:6933"


def slug(text: str) -> str:
    """A contract code (a-z 0-9 _ -, at most 64 characters) from any text, accents dropped."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", plain.lower()).strip("-")[:64].strip("-")


def mend_name(name: str) -> str:
    """Put back the dash that was lost between two joined names: `Saint-PaulÉmard` is `Saint-Paul–Émard`."""
    return _LOST_DASH.sub("–", name.strip())


def city_of(path: Path, city: str | None = None) -> tuple[str, str]:
    """City code and name of a boundaries file: the name given, else that of the folder the file is in."""
    name = city or path.resolve().parent.name.replace("_", " ").replace("-", " ").title() or path.stem
    code = slug(name)
    if not code:
        raise Refusal(f"The city name “{name}” gives no code: give one with letters or digits, with --city.")
    return code, name


def neighbourhoods(
    source: Mapping[str, Any] | Path,
    *,
    code_column: str | None = None,
    name_column: str | None = None,
    city_code: str,
    city_name: str,
    seed: int = 2020,
) -> gpd.GeoDataFrame:
    """The neighbourhood frame (EPSG:4326, code order) of a GeoJSON dict or of a .geojson or .gpkg file.

    Columns: neighbourhood_code, name, city_code, city_name, households (homes, count), population (people), group_code
    and group_name when they are known, geometry. Without a code column the code is a slug of the name. Homes and
    population are simulated from the area. Raises Refusal on a missing column, repeated codes or empty geometry.
    """
    raw, told = _read(source)
    name_column = name_column or next((c for c in NAME_COLUMNS if c in raw.columns), None)
    columns = ", ".join(str(c) for c in raw.columns if c != "geometry") or "none"
    for column, option in ((name_column, "--name-column"), (code_column, "--code-column")):
        if column is None and option == "--code-column":
            continue
        if column is None or column not in raw.columns:
            raise Refusal(f"{told}: no column “{column or 'name'}”. Its columns are {columns}: choose with {option}.")
    names = _text(raw[str(name_column)])
    codes = _text(raw[code_column]) if code_column else names
    numbered = [_NUMBERED.fullmatch(text) for text in codes] if code_column in (None, name_column) else []
    frame = gpd.GeoDataFrame(geometry=raw.geometry.force_2d().make_valid(method="structure", keep_collapsed=False))
    if numbered and all(numbered):
        parts = [match.groups() for match in numbered if match]
        frame["neighbourhood_code"] = [group + last for group, last, _ in parts]
        frame["name"] = [mend_name(name) for _, _, name in parts]
        frame["group_code"] = [f"g{group}" for group, _, _ in parts]
        boroughs = MONTREAL_BOROUGHS if city_code == "montreal" else {}
        frame["group_name"] = [boroughs.get(group, f"Arrondissement {group}") for group, _, _ in parts]
    else:
        frame["neighbourhood_code"] = [slug(text) for text in codes]
        frame["name"] = [mend_name(text) for text in names]
    _check(frame, told)
    frame = frame.assign(city_code=city_code, city_name=city_name)
    frame = frame.sort_values("neighbourhood_code", ignore_index=True)
    homes = simulated_homes(frame, seed)
    frame["households"], frame["population"] = homes, np.round(homes * 2.2, -1).astype(int)
    order = ["neighbourhood_code", "name", "city_code", "city_name", "households", "population"]
    order += [column for column in ("group_code", "group_name") if column in frame]
    return gpd.GeoDataFrame(frame[[*order, "geometry"]], crs="EPSG:4326")


def simulated_homes(frame: gpd.GeoDataFrame, seed: int) -> np.ndarray:
    """Homes of each neighbourhood, rounded to 10: small districts are denser, so homes grow slower than the area."""
    square_km = frame.to_crs(_EQUAL_AREA).area.to_numpy() / 1e6
    spread = np.exp(np.random.default_rng([seed, 1]).normal(0, 0.25, len(frame)))
    return np.maximum(np.round(4000 * np.maximum(square_km, 0.01) ** 0.45 * spread, -1), 500).astype(int)


def centres(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Centroids as (x, y) in kilometres on an equal-area grid, one row a neighbourhood."""
    points = frame.to_crs(_EQUAL_AREA).centroid
    return np.column_stack([points.x, points.y]) / 1000


def adjacency(frame: gpd.GeoDataFrame) -> list[np.ndarray]:
    """Row numbers of the neighbourhoods that touch each one; the three nearest when none does (islands)."""
    touching = [np.array([], dtype=int) for _ in range(len(frame))]
    flat = frame.to_crs(_EQUAL_AREA)
    left, right = flat.sindex.query(flat.buffer(15), predicate="intersects")  # 15 m closes slivers between polygons
    pairs = pd.DataFrame({"left": left, "right": right}).query("left != right").sort_values(["left", "right"])
    for row, group in pairs.groupby("left"):
        touching[int(str(row))] = group["right"].to_numpy()
    xy = centres(frame)
    for row, found in enumerate(touching):
        if not len(found):
            touching[row] = np.argsort(np.hypot(*(xy - xy[row]).T), kind="stable")[1:4]
    return touching


def _read(source: Mapping[str, Any] | Path) -> tuple[gpd.GeoDataFrame, str]:
    if isinstance(source, Mapping):
        return gpd.GeoDataFrame.from_features(source["features"], crs="EPSG:4326"), "The boundaries"
    driver = DRIVERS.get(source.suffix.lower())
    if driver is None:
        raise Refusal(f"{source.name}: boundaries are a .geojson or a .gpkg file.")
    if not source.is_file():
        raise Refusal(f"{source}: there is no such boundaries file.")
    try:
        raw = gpd.read_file(f"{driver}:{source}", engine="pyogrio")
    except Exception as error:  # pyogrio raises several kinds; all mean the same to a person
        raise Refusal(f"{source.name}: cannot be read as {driver}. Export it again as {driver}.") from error
    if not isinstance(raw, gpd.GeoDataFrame):
        raise Refusal(f"{source.name}: it has no geometry. Every row needs a polygon.")
    return raw.set_crs("EPSG:4326") if raw.crs is None else raw.to_crs("EPSG:4326"), source.name


def _text(column: pd.Series) -> pd.Series:
    """A column as text, blank where empty; whole numbers stay whole (a reader makes 7.0 of a 7 beside a gap)."""
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")
    return column.astype("string").fillna("").str.strip()


def _check(frame: gpd.GeoDataFrame, told: str) -> None:
    if frame.empty:
        raise Refusal(f"{told}: there is no neighbourhood in it.")
    if (frame.geometry.is_empty | frame.geometry.isna()).any():
        raise Refusal(f"{told}: a neighbourhood has no geometry. Every row needs a polygon.")
    if not frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        raise Refusal(f"{told}: neighbourhoods are polygons or multipolygons; another kind of geometry was found.")
    west, south, east, north = frame.total_bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refusal(
            f"{told}: these are not degrees of longitude and latitude. State the projection, or use EPSG:4326."
        )
    blank = frame["neighbourhood_code"].eq("") | frame["name"].eq("")
    repeated = frame["neighbourhood_code"].duplicated()
    if blank.any():
        raise Refusal(f"{told}: row {int(blank.idxmax()) + 1} has no code or no name.")
    if repeated.any():
        code = frame.loc[repeated.idxmax(), "neighbourhood_code"]
        raise Refusal(f"{told}: the code “{code}” occurs twice. Choose a column of unique values with --code-column.")
