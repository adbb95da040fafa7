"""The census of the demonstration: the homes of each neighbourhood, from which the enrolled differ as planted.

It owns public counts of homes and people; they have no effect on anything and draw from a generator of their own.
"""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np

from queries.catalogue import CensusCount
from queries.demo.calibration import raked, whole_rows
from queries.demo.residents import Households, Members
from queries.demo.truths import TRUTHS
from queries.intake.contract import AGE_BANDS, CENSUS

#: How much homes of a neighbourhood differ from its enrolled households besides (standard deviation of the logarithm).
BETWEEN_PLACES = 0.1
#: Households of the whole that are added to each neighbourhood's own, so that a kind nobody has there is not ruled out.
SMOOTHED = 5.0
#: People in a house against those in a flat; by gender and age band, people are as homes are.
IN_A_HOUSE = 1.35


def census(
    frame: gpd.GeoDataFrame, homes: Households, members: Members, last_day: date, seed: int
) -> tuple[CensusCount, ...]:
    """Every neighbourhood by every value of the contract: homes and people add up to those of the neighbourhood.

    A home's gender and age band are those of the person it is counted by. The truth is planted in the last complete
    calendar year: enrolled households of a value, as published, against homes of that value, both as shares.
    """
    rng = np.random.default_rng([seed, 14])
    year = last_day.year if (last_day.month, last_day.day) == (12, 31) else last_day.year - 1
    found: list[CensusCount] = []
    for attribute, values in CENSUS.items():
        enrolled = _enrolled(attribute, values, len(frame), homes, members, year)
        there = enrolled.sum(axis=0) > 0
        share = enrolled.sum(axis=0) / enrolled.sum()
        like = (enrolled + SMOOTHED * share) * np.exp(rng.normal(0, BETWEEN_PLACES, enrolled.shape))
        total = frame["households"].to_numpy()
        target = planted_shares(attribute, values, share) * total.sum()
        exact = np.zeros(enrolled.shape)
        exact[:, there] = raked(like[:, there], total, target[there])
        counted = whole_rows(exact)
        people = counted * np.where(np.char.startswith(values, "house"), IN_A_HOUSE, 1.0)
        persons = whole_rows(people * (frame["population"].to_numpy() / people.sum(axis=1))[:, None])
        found += [
            CensusCount(code, attribute, value, int(counted[row, column]), int(persons[row, column]))
            for row, code in enumerate(frame["neighbourhood_code"])
            for column, value in enumerate(values)
        ]
    return tuple(found)


def planted_shares(attribute: str, values: tuple[str, ...], enrolled: np.ndarray) -> np.ndarray:
    """Shares of homes by value from those of enrolled households: the planted ratios, the rest in equal measure."""
    ratios = {value: ratio for of, value, ratio in TRUTHS.represented if of == attribute}
    named = np.isin(values, list(ratios))
    share = np.where(named, enrolled / np.array([ratios.get(value, 1.0) for value in values]), 0.0)
    return np.where(named, share, enrolled * (1 - share.sum()) / enrolled[~named].sum())


def _enrolled(
    attribute: str, values: tuple[str, ...], hoods: int, homes: Households, members: Members, year: int
) -> np.ndarray:
    """Households with an enrolled member of each value in a year, neighbourhoods x values, as the publisher counts."""
    here = (members.joined < np.datetime64(f"{year + 1}-01-01")) & (members.left >= np.datetime64(f"{year}-01-01"))
    household = members.household[here]
    value = {
        "dwelling_type": homes.dwelling_type[household],
        "gender": members.gender[here],
        "age_band": np.array(AGE_BANDS)[np.digitize(year - members.birth_year[here], [25, 35, 50, 65])],
    }[attribute]
    column = np.array([values.index(each) for each in value])
    pairs = np.unique(np.column_stack([household, column]), axis=0)
    table = np.zeros((hoods, len(values)))
    np.add.at(table, (homes.hood[pairs[:, 0]], pairs[:, 1]), 1)
    return table
