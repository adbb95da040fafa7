"""The public door of the reading side: questions about published cells, each with the Scope first.

Whoever shows numbers imports from here; nothing here imports intake, publish or demo.
"""

from __future__ import annotations

from queries.answers import answer, is_of_households, last_year, nearest, silent, trend
from queries.benchmarks import figure, study_help, study_mix
from queries.catalogue import (
    Campaign,
    CensusCount,
    LocalPlace,
    Project,
    ResidencePoint,
    Stage,
    campaigns,
    census,
    local_places,
    projects,
    residence_points,
    value_labels,
)
from queries.dimensions import DIMENSIONS
from queries.indicators import INDICATORS, Indicator
from queries.model import Answer, Period, Refusal, Row, Scope, Selection
from queries.places import TERRITORY, TERRITORY_LABEL, Place, narrow, place, places, territory
from queries.similar import Similar, similar
from queries.snapshot import Snapshot, is_degraded, open_current
from queries.statistics.derived import Change, Estimate, change, clear_among, estimate_of, relative, share_of
from queries.statistics.similar import Reason
from queries.statistics.typical import mean_over_periods, median_change, median_over_places

__all__ = [
    "DIMENSIONS", "INDICATORS", "TERRITORY", "TERRITORY_LABEL", "Answer", "Campaign", "CensusCount", "Change",
    "Estimate", "Indicator", "LocalPlace", "Period", "Place", "Project", "Reason", "Refusal", "ResidencePoint",
    "Row", "Scope", "Selection", "Similar", "Snapshot", "Stage", "answer", "campaigns", "census", "change",
    "clear_among", "estimate_of", "figure", "is_degraded", "is_of_households", "last_year", "local_places",
    "mean_over_periods", "median_change", "median_over_places", "narrow", "nearest", "open_current", "place",
    "places", "projects", "relative", "residence_points", "share_of", "silent", "similar", "study_help",
    "study_mix", "territory", "trend", "value_labels",
]  # fmt: skip
