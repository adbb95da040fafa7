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
from queries.needs import HELP_FOR, Gap, ShareLeft, gaps, matured_years, shares_left, willing_for_each
from queries.places import TERRITORY, TERRITORY_LABEL, Place, narrow, place, places, territory
from queries.priority import WEIGHTS, Area, areas
from queries.similar import Similar, similar
from queries.snapshot import Snapshot, is_degraded, open_current
from queries.statistics.derived import Change, Estimate, change, clear_among, estimate_of, relative, share_of
from queries.statistics.similar import Reason
from queries.statistics.typical import mean_over_periods, median_change, median_over_places

__all__ = [
    "DIMENSIONS", "HELP_FOR", "INDICATORS", "TERRITORY", "TERRITORY_LABEL", "WEIGHTS", "Answer", "Area", "Campaign",
    "CensusCount", "Change", "Estimate", "Gap", "Indicator", "LocalPlace", "Period", "Place", "Project", "Reason",
    "Refusal", "ResidencePoint", "Row", "Scope", "Selection", "ShareLeft", "Similar", "Snapshot", "Stage", "answer",
    "areas", "campaigns", "census", "change", "clear_among", "estimate_of", "figure", "gaps", "is_degraded",
    "is_of_households", "last_year", "local_places", "matured_years", "mean_over_periods", "median_change",
    "median_over_places", "narrow", "nearest", "open_current", "place", "places", "projects", "relative",
    "residence_points", "share_of", "shares_left", "silent", "similar", "study_help", "study_mix", "territory", "trend",
    "value_labels", "willing_for_each",
]  # fmt: skip
