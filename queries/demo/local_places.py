"""The local places of the demonstration: associations, shops, public services and green spaces with made-up names.

It owns names and positions; places have no effect on activity and draw from a generator of their own.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from queries.catalogue import LocalPlace

#: For each kind, how many names are drawn in a neighbourhood (at least, at most) and from which.
KINDS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "association": (1, 2, ("Amicale des voisins", "Club sportif", "Chorale du quartier", "Atelier vélo",
                           "Les Petits Débrouillards", "Comité des fêtes", "Entraide et partage", "Ciné-club")),
    "shop": (1, 3, ("Boulangerie de la Place", "Épicerie du Coin", "Librairie des Érables", "Pharmacie du Parc",
                    "Café de la Gare", "Fleuriste des Lilas", "Quincaillerie du Marché", "Cordonnerie du Centre")),
    "public_service": (1, 2, ("Bibliothèque", "École primaire", "Centre de santé", "Maison de quartier", "Crèche",
                              "Piscine", "Gymnase")),
    "green_space": (1, 1, ("Parc des Érables", "Square des Tilleuls", "Jardin partagé", "Bois du Ruisseau",
                           "Promenade des Berges")),
    "other": (0, 1, ("Marché couvert", "Ressourcerie", "Salle des fêtes")),
}  # fmt: skip


def local_places(frame: gpd.GeoDataFrame, seed: int) -> tuple[LocalPlace, ...]:
    """Four to nine places a neighbourhood, each inside it and with a name of its own there, in code order."""
    rng = np.random.default_rng([seed, 12])
    kinds, names, rows = [], [], []
    for row in range(len(frame)):
        for kind, (least, most, known) in KINDS.items():
            drawn = rng.choice(known, int(rng.integers(least, most + 1)), replace=False)
            kinds += [kind] * len(drawn)
            names += drawn.tolist()
            rows += [row] * len(drawn)
    sizes = np.bincount(rows, minlength=len(frame))
    points = shapely.get_coordinates(frame.geometry.sample_points(sizes, rng=rng).to_numpy())
    where = frame[["neighbourhood_code", "name"]].to_numpy()
    return tuple(
        LocalPlace(f"l{number:03d}", f"{name} – {where[row][1]}", kind, where[row][0],
                   round(float(lon), 6), round(float(lat), 6))
        for number, (kind, name, row, (lon, lat)) in enumerate(zip(kinds, names, rows, points, strict=True), 1)
    )  # fmt: skip
