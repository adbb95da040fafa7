"""A written demonstration read back with pandas, as any reader of the contract would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

LAST_DAY = date(2026, 9, 30)
SHARED = Path(__file__).resolve().parents[4] / "shared"


@dataclass(frozen=True)
class Written:
    """The tables of a bundle; exchanges and responses carry household_id, neighbourhood_code and month."""

    folder: Path
    places: gpd.GeoDataFrame
    members: pd.DataFrame
    exchanges: pd.DataFrame
    responses: pd.DataFrame

    @property
    def months(self) -> pd.PeriodIndex:
        return pd.period_range(end=pd.Period(LAST_DAY, "M"), periods=36, freq="M")

    def by_month(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Sum of column `n` by neighbourhood (rows) and month (36 columns), zero where there is none."""
        table = rows.pivot_table(index="neighbourhood_code", columns="month", values="n", aggfunc="sum", fill_value=0)
        return table.reindex(index=self.places["neighbourhood_code"], columns=self.months, fill_value=0)

    @property
    def active(self) -> pd.DataFrame:
        """Distinct households that posted or responded."""
        keys = ["neighbourhood_code", "household_id", "month"]
        return self.by_month(pd.concat([self.exchanges[keys], self.responses[keys]]).drop_duplicates().assign(n=1))

    @property
    def regular(self) -> pd.DataFrame:
        """Posts, each household clipped at 3 a month."""
        posts = self.exchanges.groupby(["neighbourhood_code", "household_id", "month"]).size().clip(upper=3)
        return self.by_month(posts.rename("n").reset_index())

    def enrolled(self, day: date | pd.Timestamp) -> pd.DataFrame:
        """Members who had joined and not left at the end of this day."""
        when = pd.Timestamp(day)
        return self.members[(self.members["joined_on"] <= when) & ~(self.members["left_on"] <= when)]


def read(folder: Path) -> Written:
    members = pd.read_parquet(folder / "members.parquet")
    for column in ("joined_on", "left_on"):
        members[column] = pd.to_datetime(members[column])
    household = members.set_index("member_id")[["household_id", "neighbourhood_code"]]
    exchanges = pd.read_parquet(folder / "exchanges.parquet").join(household, on="member_id")
    responses = pd.read_parquet(folder / "responses.parquet").join(household, on="member_id")
    exchanges["month"] = exchanges["posted_at"].dt.to_period("M")
    responses["month"] = responses["responded_at"].dt.to_period("M")
    return Written(folder, gpd.read_file(folder / "neighbourhoods.geojson"), members, exchanges, responses)
