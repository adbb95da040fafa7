"""INDICATORS: every number on a screen, as data. Add an indicator here: one entry gives card, trend, map and export.

An entry names published counts and texts; how counts are combined is `queries/answers.py`, what is published is the
lattice's decision.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from queries.benchmarks import figure
from queries.model import PeriodKind

Text = dict[str, str]
Unit = Literal["households", "exchanges", "share", "ratio", "members"]
Form = Literal["count", "ratio", "share", "complement", "part", "over_chance"]


@dataclass(frozen=True)
class Count:
    """A published count: a measure over a dimension's values; dimension "by" means whichever breakdown is asked for."""

    measure: str
    dimension: str = "by"
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Benchmark:
    """The study's figure beside an indicator, and what to keep in mind when comparing."""

    value: float
    note: Text


@dataclass(frozen=True)
class Indicator:
    """One indicator. `form` says how numerator and denominator combine; `homes` divides by the homes of the place.

    On the map it is drawn as it is (`on_map`) or for each hundred homes, or enrolled households where homes
    are unknown (`rate_on_map`, of a count), in classes of as
    many places each or by natural `breaks`, which suit what a few places have much more of.
    """

    code: str
    label: Text
    question: Text
    definition: Text
    unit: Unit
    form: Form
    numerator: Count
    denominator: Count | None = None
    direction: Literal["up", "down", "context"] = "up"
    benchmark: Benchmark | None = None
    period_kinds: tuple[PeriodKind, ...] = ("month", "quarter", "year")
    dimensions: tuple[str, ...] = ("total",)
    homes: bool = False
    on_map: bool = False
    rate_on_map: bool = False
    breaks: Literal["quantiles", "natural"] = "quantiles"
    serves: tuple[str, ...] = ()
    needs: tuple[str, ...] = field(default=())  # files or columns of a bundle, such as responses.completed_at

    @property
    def matures(self) -> bool:
        """Whether it waits 28 more days than its period, for answers and completions that still belong to it."""
        return any(need.split(".")[0] == "responses" for need in self.needs)


_ATTRIBUTES = ("dwelling_type", "gender", "age_band")
_ACTIVITY_DIMENSIONS = (
    "total", "exchange_type", "type_group", "category", "theme", "direction", "dwelling_type", "gender",
)  # fmt: skip


def _study(table: str, code: str, en: str, fr: str) -> Benchmark:
    return Benchmark(figure(table, code).value, {"en": en, "fr": fr})


def _build() -> tuple[Indicator, ...]:
    """The registry, in the order in which screens list it."""
    return (
        Indicator(
            "enrolled_households",
            {"en": "Enrolled households", "fr": "Foyers inscrits"},
            {"en": "How many households are on the network?", "fr": "Combien de foyers sont inscrits au réseau ?"},
            {"en": "Households with at least one member during the quarter, rounded to 10.",
             "fr": "Foyers ayant au moins un membre pendant le trimestre, arrondis à la dizaine."},
            "households", "count", Count("enrolled_households"), dimensions=("total", *_ATTRIBUTES),
            serves=("closeness",),
        ),
        Indicator(
            "reach",
            {"en": "Homes reached", "fr": "Logements touchés"},
            {"en": "How much of the area is on the network?", "fr": "Quelle part du territoire est sur le réseau ?"},
            {"en": "Enrolled households divided by the homes of the place.",
             "fr": "Foyers inscrits rapportés aux logements du lieu."},
            "share", "share", Count("enrolled_households"), homes=True, on_map=True, breaks="natural",
            serves=("real_time", "closeness"),
        ),
        Indicator(
            "active_households",
            {"en": "Active households", "fr": "Foyers actifs"},
            {"en": "Is there a living core?", "fr": "Le quartier a-t-il un noyau actif ?"},
            {"en": "Households with a member who posted or responded during the period.",
             "fr": "Foyers dont un membre a publié ou répondu pendant la période."},
            "households", "count", Count("active_households"), dimensions=_ACTIVITY_DIMENSIONS, rate_on_map=True,
            benchmark=_study("community", "active_core_households",
                             "The study: 33 households in the average neighbourhood; it does not say in what period.",
                             "L’étude : 33 foyers dans le quartier moyen ; elle ne précise pas la période."),
            serves=("representatives", "forming", "involvement"),
        ),
        Indicator(
            "active_share",
            {"en": "Active households, share of enrolled", "fr": "Foyers actifs, part des inscrits"},
            {"en": "What share of those enrolled takes part?", "fr": "Quelle part des inscrits participe ?"},
            {"en": "Active households of the period divided by enrolled households; by kind of dwelling, gender or "
                   "age, those with such a member among those enrolled.",
             "fr": "Foyers actifs de la période rapportés aux foyers inscrits ; par logement, genre ou âge, ceux dont "
                   "un membre en est, rapportés aux inscrits de même."},
            "share", "share", Count("active_households"), Count("enrolled_households"), on_map=True,
            dimensions=("total", *_ATTRIBUTES),
            serves=("example",),
        ),
        Indicator(
            "exchanges",
            {"en": "Regular exchanges", "fr": "Échanges réguliers"},
            {"en": "How much is exchanged?", "fr": "Combien échange-t-on ?"},
            {"en": "Posts, counting at most 3 a household and month, 6 a quarter, 12 a year.",
             "fr": "Publications, en comptant au plus 3 par foyer et par mois, 6 par trimestre, 12 par an."},
            "exchanges", "count", Count("exchanges"), dimensions=_ACTIVITY_DIMENSIONS, rate_on_map=True,
            breaks="natural",
            serves=("exchange_holding",),
        ),
        Indicator(
            "exchanges_per_household",
            {"en": "Regular exchanges per active household", "fr": "Échanges réguliers par foyer actif"},
            {"en": "How much does an active household exchange?", "fr": "Combien échange un foyer actif ?"},
            {"en": "Regular exchanges divided by active households of the same period.",
             "fr": "Échanges réguliers rapportés aux foyers actifs de la même période."},
            "ratio", "ratio", Count("exchanges"), Count("active_households"), on_map=True, breaks="natural",
            dimensions=_ACTIVITY_DIMENSIONS,
            serves=("future_life", "benefits"),
        ),
        Indicator(
            "mix_share",
            {"en": "Exchange mix", "fr": "Répartition des échanges"},
            {"en": "What do neighbours exchange?", "fr": "Qu’échangent les voisins ?"},
            {"en": "Share of regular exchanges by type; below the city, groups of types are shares of active "
                   "households.",
             "fr": "Part des échanges réguliers par type ; sous la ville, les groupes de types sont des parts des "
                   "foyers actifs."},
            "share", "part", Count("exchanges"), direction="context",
            dimensions=("exchange_type", "type_group"),
        ),
        Indicator(
            "shares_pm",
            {"en": "Items and services shared per member", "fr": "Biens et services partagés par membre"},
            {"en": "How generous is the neighbourhood?", "fr": "Partage-t-on beaucoup ?"},
            {"en": "Posts about items and services in a year, at most 12 of each a household, divided by members "
                   "(at most 3 a household).",
             "fr": "Publications de biens et de services en un an, 12 au plus de chaque par foyer, rapportées aux "
                   "membres (3 au plus par foyer)."},
            "ratio", "ratio", Count("exchanges", "exchange_type", ("item_sharing", "service_sharing")),
            Count("members", "total", ("total",)), period_kinds=("year",), on_map=True,
            benchmark=_study("sharing", "shared_per_member",
                             "The study: 3.5 per connected neighbour, every post counted; ours leaves out what very "
                             "active households post beyond 12 a year.",
                             "L’étude : 3,5 par voisin connecté, toutes publications comptées ; ici, ce qu’un foyer "
                             "très actif publie au-delà de 12 par an n’est pas compté."),
        ),
        Indicator(
            "match_rate",
            {"en": "Requests that were met", "fr": "Demandes satisfaites"},
            {"en": "Does asking work?", "fr": "Demander, est-ce que ça marche ?"},
            {"en": "Households that got what they asked for within 28 days, among those that asked.",
             "fr": "Foyers ayant obtenu ce qu’ils demandaient sous 28 jours, parmi ceux qui ont demandé."},
            "share", "share", Count("households", "outcome", ("completed",)),
            Count("households", "outcome", ("asked",)), on_map=True, needs=("responses.completed_at",),
            serves=("digital_policy", "expectations", "services", "trade"),
        ),
        Indicator(
            "unanswered",
            {"en": "Requests without an answer", "fr": "Demandes restées sans réponse"},
            {"en": "Who is left without an answer?", "fr": "Qui reste sans réponse ?"},
            {"en": "Households whose requests found no answer within 28 days, among those that asked.",
             "fr": "Foyers dont les demandes n’ont trouvé aucune réponse sous 28 jours, parmi ceux qui ont demandé."},
            "share", "complement", Count("households", "outcome", ("answered",)),
            Count("households", "outcome", ("asked",)), direction="down", on_map=True, needs=("responses",),
            serves=("policy", "missing_services", "act_first", "customers"),
        ),
        Indicator(
            "taken_up",
            {"en": "Offers taken up", "fr": "Offres reprises"},
            {"en": "Does somebody want what is offered?", "fr": "Ce qui est proposé trouve-t-il preneur ?"},
            {"en": "Households that had an answer to an offer within 28 days, among those that offered.",
             "fr": "Foyers ayant eu une réponse à une offre sous 28 jours, parmi ceux qui ont proposé."},
            "share", "share", Count("households", "outcome", ("taken_up",)),
            Count("households", "outcome", ("offered",)), needs=("responses",),
        ),
        Indicator(
            "given",
            {"en": "Offers given or done", "fr": "Offres données ou faites"},
            {"en": "Are offers carried out?", "fr": "Les offres aboutissent-elles ?"},
            {"en": "Households that gave or did what they offered within 28 days, among those that offered.",
             "fr": "Foyers ayant donné ou fait ce qu’ils proposaient sous 28 jours, parmi ceux qui ont proposé."},
            "share", "share", Count("households", "outcome", ("given",)),
            Count("households", "outcome", ("offered",)), needs=("responses.completed_at",),
            serves=("benefits",),
        ),
        Indicator(
            "first_reply",
            {"en": "Time to the first reply", "fr": "Délai de première réponse"},
            {"en": "How long do neighbours wait for a reply?", "fr": "Combien de temps attend-on une réponse ?"},
            {"en": "Households by how long a request of theirs waited for its first reply; a household counts once in "
                   "each band.",
             "fr": "Foyers selon le délai de la première réponse à leurs demandes ; un foyer compte une fois dans "
                   "chaque tranche."},
            "households", "count", Count("households"), direction="context", period_kinds=("quarter", "year"),
            dimensions=("reply_time", "reply_speed"), needs=("responses",),
        ),
        Indicator(
            "needs",
            {"en": "Asked for and offered", "fr": "Demandes et offres"},
            {"en": "What is asked for, and what is offered?", "fr": "Que demande-t-on, et que propose-t-on ?"},
            {"en": "Households that asked for something of a category or theme, and households that offered it; a "
                   "household that asks several times counts once.",
             "fr": "Foyers qui ont demandé quelque chose d’une catégorie ou d’un thème, et foyers qui l’ont proposé ; "
                   "un foyer qui demande plusieurs fois compte une fois."},
            "households", "count", Count("households"), direction="context", period_kinds=("quarter", "year"),
            dimensions=("need", "need_theme"), needs=("exchanges.direction", "exchanges.category"),
        ),
        Indicator(
            "need_outcome",
            {"en": "What came of requests, by theme", "fr": "Suites des demandes, par thème"},
            {"en": "What is asked for in vain?", "fr": "Que demande-t-on en vain ?"},
            {"en": "Households that got an answer to a request of a theme within 28 days, and households that got what "
                   "they asked for; told of cities.",
             "fr": "Foyers ayant eu une réponse à une demande d’un thème sous 28 jours, et foyers ayant obtenu ce "
                   "qu’ils demandaient ; pour les villes."},
            "households", "count", Count("households"), direction="context", period_kinds=("quarter", "year"),
            dimensions=("need_outcome",), needs=("responses.completed_at", "exchanges.category"),
        ),
        Indicator(
            "latent_supply",
            {"en": "Help on offer", "fr": "Aides disponibles"},
            {"en": "What help could be asked for?", "fr": "Quelles aides pourrait-on demander ?"},
            {"en": "Households with a member who had declared this kind of help by the end of the year, among those "
                   "with a member who had declared any kind. The study’s figures are shares of members; ours of "
                   "households, of which several members may declare different kinds.",
             "fr": "Foyers dont un membre avait déclaré ce type d’aide avant la fin de l’année, parmi ceux dont un "
                   "membre en avait déclaré au moins un. Les chiffres de l’étude sont des parts de membres ; ici, des "
                   "parts de foyers, dont plusieurs membres peuvent déclarer des aides différentes."},
            "share", "share", Count("households"), Count("households", "help_kind", ("any",)), direction="context",
            period_kinds=("year",), dimensions=("help_kind",), needs=("help_offers",),
        ),
        Indicator(
            "bridging",
            {"en": "Ties across dwelling types, against chance", "fr": "Liens entre types de logement, face au hasard"},
            {"en": "Do neighbours exchange with other kinds of homes?",
             "fr": "Échange-t-on entre types de logement différents ?"},
            {"en": "Households that completed an exchange with another type of dwelling, divided by how many would "
                   "have if each had met as many neighbours of the same neighbourhoods by chance: 1 is what chance "
                   "gives. It tells whether kinds of homes mix, not whether anybody is alone.",
             "fr": "Foyers ayant abouti un échange avec un autre type de logement, rapportés au nombre qu’en donnerait "
                   "le hasard si chacun rencontrait autant de voisins des mêmes quartiers : 1 est ce que donne le "
                   "hasard. Dit si les types de logement se mêlent, non si quelqu’un est seul."},
            "ratio", "over_chance", Count("households", "tie", ("other_dwelling",)),
            Count("households", "tie", ("other_dwelling_by_chance",)), period_kinds=("quarter", "year"),
            needs=("responses.completed_at", "exchanges.direction", "members.dwelling_type"),
            serves=("first_ties",),
        ),
        Indicator(
            "campaign_step",
            {"en": "Campaign steps", "fr": "Étapes des campagnes"},
            {"en": "Where do people drop out of a campaign?", "fr": "Où perd-on les habitants d’une campagne ?"},
            {"en": "Households of the campaign’s neighbourhoods that took each step, until 28 days after its end.",
             "fr": "Foyers des quartiers de la campagne ayant franchi chaque étape, jusqu’à 28 jours après sa fin."},
            "households", "count", Count("households", "campaign_step"), dimensions=("campaign_step",),
            needs=("campaigns",),
        ),
    )  # fmt: skip


INDICATORS: dict[str, Indicator] = {indicator.code: indicator for indicator in _build()}
