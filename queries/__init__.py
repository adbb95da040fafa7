"""The public door of the reading side: questions about published cells, each with the Scope first.

Whoever shows numbers imports from here; nothing here imports intake, publish or demo.
"""

from __future__ import annotations

from queries.afterwards import AGES, BY_QUARTER, CAMPAIGNS, Happened, afterwards
from queries.answers import answer, is_of_households, last_year, nearest, silent, trend
from queries.before_after import Compared, Told, baseline, before_after
from queries.benchmarks import figure, study_help, study_mix, study_mix_exchanged, unsure_types
from queries.campaign_balance import LIKELY_SHOWN, Balance, balance, balance_by_place, told_with_the_zone
from queries.campaign_controls import MEASURES as STUDY_INDICATORS
from queries.campaign_counts import (
    AFTER,
    Funnel,
    city_of,
    counted_until,
    counts_at,
    funnel,
    funnels_by_place,
    has_begun,
    is_over,
)
from queries.campaign_counts import Step as CampaignStep
from queries.campaign_counts import parts as campaign_parts
from queries.campaign_effect import CampaignEffect, LeftOut, Visible, campaign_effect, visible_ahead
from queries.campaign_forecast import (
    Capacity,
    Expected,
    Past,
    Ready,
    Stagger,
    asked_before,
    capacity,
    expected,
    homes_of,
    staggered,
    willing,
    year_of_capacity,
)
from queries.campaign_kits import Kit, kits
from queries.catalogue import (
    Campaign,
    CensusCount,
    LocalPlace,
    Project,
    ResidencePoint,
    Stage,
    campaigns,
    category_kinds,
    census,
    local_places,
    projects,
    residence_points,
    value_labels,
)
from queries.cohesion import Cohesion, Linked, Ties, cohesion
from queries.cohorts import Cohort, Kept, cohorts, kept_together
from queries.columns import mean_changes, mean_households, middle
from queries.dependence import Bands, bands, concentrated, neighbours_in_reach, stickiness
from queries.dimensions import CAMPAIGN_VALUES, DIMENSIONS
from queries.estimate import (
    MOST_HOMES,
    MOST_SERVICES,
    STAGES,
    Analogue,
    Expectation,
    Held,
    Plan,
    PlanEstimate,
    TrackRecord,
    estimate,
    held,
    kind_of_place,
    places_to_compare,
    seen_by,
    track_record,
)
from queries.exchange_mix import (
    CLIPPED,
    Character,
    NeighbourhoodMix,
    character,
    exchange_mix,
    neighbourhood_mixes,
    study_breadth,
)
from queries.growth import Grown, grown
from queries.indicators import INDICATORS, Indicator
from queries.model import Answer, Period, Refusal, Row, Scope, Selection
from queries.needs import HELP_FOR, Gap, LeftAlone, ShareLeft, gaps, matured_years, share_left_of, shares_left
from queries.places import TERRITORY, TERRITORY_LABEL, Place, narrow, neighbourhoods, place, places, territory
from queries.priority import WEIGHTS, Area, Sign, ToldSigns, areas, told_signs
from queries.questions import Question, questions, questions_of
from queries.replies import Replies, replies
from queries.represented import Represented, represented
from queries.same_age import SameAge, aged, can_be_indexed, same_age
from queries.saved_estimate import from_text as estimate_from_text
from queries.saved_estimate import to_text as estimate_to_text
from queries.sharers import Sharers, sharers
from queries.shares import ToldShare, sampled, turned
from queries.similar import Similar, similar
from queries.snapshot import Snapshot, is_degraded, open_current
from queries.stage_mix import StageMix, StageNeed, StageNeeds, stage_mix, stage_needs
from queries.stages import Phase, kind_of, monthly, phases
from queries.standing import Standing, standing
from queries.statistics.against_chance import AgainstChance
from queries.statistics.ages import Index, Middle
from queries.statistics.balance import Missing
from queries.statistics.beforehand import KINDS as KINDS_OF_PLACE
from queries.statistics.beforehand import KINDS as PLACE_KINDS
from queries.statistics.cases import RAREST, cases
from queries.statistics.concentration import Concentration
from queries.statistics.derived import Change, Estimate, change, clear_among, estimate_of, relative, share_of
from queries.statistics.effect import FEWEST_CONTROLS, Effect
from queries.statistics.forecast import apportioned
from queries.statistics.growth import Part as GrowthPart
from queries.statistics.intervals import Interval
from queries.statistics.presence import Kind as RepresentedKind
from queries.statistics.published_counts import Published
from queries.statistics.retention import Retention
from queries.statistics.seasonal import UnderlyingChange
from queries.statistics.similar import Reason
from queries.statistics.stages import Level, Step
from queries.statistics.typical import median_change, median_over_places
from queries.study import (
    MOST_WORTH,
    Criteria,
    StudyResult,
    Verdict,
    earliest_start,
    study_months,
    study_result,
    study_visible,
    verdict,
)
from queries.theme_needs import ThemeNeeds, theme_needs, willing_for_each
from queries.tops import KINDS, Kind, Ranked, Top, top
from queries.underlying import Alert, Underlying, alerts, underlying
from queries.weekly import weekly

__all__ = [
    "AFTER", "AGES", "BY_QUARTER", "CAMPAIGNS", "CAMPAIGN_VALUES", "CLIPPED", "DIMENSIONS", "FEWEST_CONTROLS",
    "HELP_FOR", "INDICATORS", "KINDS", "KINDS_OF_PLACE", "LIKELY_SHOWN", "MOST_HOMES", "MOST_SERVICES",
    "MOST_WORTH", "PLACE_KINDS", "RAREST", "STAGES", "STUDY_INDICATORS", "TERRITORY", "TERRITORY_LABEL",
    "WEIGHTS", "AgainstChance", "Alert", "Analogue", "Answer", "Area", "Balance", "Bands", "Campaign",
    "CampaignEffect", "CampaignStep", "Capacity", "CensusCount", "Change", "Character", "Cohesion", "Cohort",
    "Compared", "Concentration", "Criteria", "Effect", "Estimate", "Expectation", "Expected", "Funnel", "Gap",
    "Grown", "GrowthPart", "Happened", "Held", "Index", "Indicator", "Interval", "Kept", "Kind", "Kit",
    "LeftAlone", "LeftOut", "Level", "Linked", "LocalPlace", "Middle", "Missing", "NeighbourhoodMix", "Past",
    "Period", "Phase", "Place", "Plan", "PlanEstimate", "Project", "Published", "Question", "Ranked", "Ready",
    "Reason", "Refusal", "Replies", "Represented", "RepresentedKind", "ResidencePoint", "Retention", "Row",
    "SameAge", "Scope", "Selection", "ShareLeft", "Sharers", "Sign", "Similar", "Snapshot", "Stage", "StageMix",
    "StageNeed", "StageNeeds", "Stagger", "Standing", "Step", "StudyResult", "ThemeNeeds", "Ties", "Told",
    "ToldShare", "ToldSigns", "Top", "TrackRecord", "Underlying", "UnderlyingChange", "Verdict", "Visible",
    "afterwards", "aged", "alerts", "answer", "apportioned", "areas", "asked_before", "balance",
    "balance_by_place", "bands", "baseline", "before_after", "campaign_effect", "campaign_parts", "campaigns",
    "can_be_indexed", "capacity", "cases", "category_kinds", "census", "change", "character", "city_of",
    "clear_among", "cohesion", "cohorts", "concentrated", "counted_until", "counts_at", "earliest_start",
    "estimate", "estimate_from_text", "estimate_of", "estimate_to_text", "exchange_mix", "expected", "figure",
    "funnel", "funnels_by_place", "gaps", "grown", "has_begun", "held", "homes_of", "is_degraded",
    "is_of_households", "is_over", "kept_together", "kind_of", "kind_of_place", "kits", "last_year",
    "local_places", "matured_years", "mean_changes", "mean_households", "median_change", "median_over_places",
    "middle", "monthly", "narrow", "nearest", "neighbourhood_mixes", "neighbourhoods", "neighbours_in_reach",
    "open_current", "phases", "place", "places", "places_to_compare", "projects", "questions", "questions_of",
    "relative", "replies", "represented", "residence_points", "same_age", "sampled", "seen_by", "share_left_of",
    "share_of", "sharers", "shares_left", "silent", "similar", "stage_mix", "stage_needs", "staggered",
    "standing", "stickiness", "study_breadth", "study_help", "study_mix", "study_mix_exchanged", "study_months",
    "study_result", "study_visible", "territory", "theme_needs", "told_signs", "told_with_the_zone", "top",
    "track_record", "trend", "turned", "underlying", "unsure_types", "value_labels", "verdict", "visible_ahead",
    "weekly", "willing", "willing_for_each", "year_of_capacity",
]  # fmt: skip
