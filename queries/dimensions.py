"""DIMENSIONS: by what a count can be broken down, and the values each breakdown declares. Add a breakdown here.

Values are declared, never discovered from data. It holds labels and order; which places and periods a dimension is
published for is the lattice's decision (`queries/publish/lattice.toml`), and how it is counted is SQL's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Text = dict[str, str]


@dataclass(frozen=True)
class Value:
    """One declared value: its code, its label in both languages, and the coarser value it belongs to, if any."""

    code: str
    label: Text
    parent: str = ""


@dataclass(frozen=True)
class Dimension:
    """A breakdown. `values` is empty where they come with the bundle (categories, themes, campaigns)."""

    code: str
    label: Text
    values: tuple[Value, ...] = ()
    coarser: str = ""


def _values(*rows: tuple[str, ...]) -> tuple[Value, ...]:
    return tuple(Value(code, {"en": en, "fr": fr}, *rest) for code, en, fr, *rest in rows)


EXCHANGE_TYPES = _values(
    ("item_sharing", "Item sharing", "Partage d’objets", "items"),
    ("service_sharing", "Services and skills", "Services et compétences", "services"),
    ("local_news", "Local news", "Actualités locales", "news_events"),
    ("odd_jobs", "Odd jobs", "Petits boulots", "services"),
    ("local_events", "Local events", "Événements locaux", "news_events"),
    ("car_sharing", "Car-sharing", "Covoiturage", "collective"),
    ("citizen_surveys", "Citizen surveys", "Sondages citoyens", "collective"),
    ("bulk_purchases", "Bulk purchases", "Achats groupés", "collective"),
    ("security_alerts", "Alerts, lost and found", "Alertes, objets trouvés", "collective"),
)
TYPE_GROUPS = _values(
    ("items", "Items", "Objets"),
    ("services", "Services and odd jobs", "Services et petits boulots"),
    ("news_events", "News and events", "Actualités et événements"),
    ("collective", "Collective life", "Vie collective"),
)
DWELLING_TYPES = _values(
    ("apartment_large_city", "Apartment, large city", "Appartement, grande ville"),
    ("house_medium_city", "House, medium-sized city", "Maison, ville moyenne"),
    ("apartment_medium_city", "Apartment, medium-sized city", "Appartement, ville moyenne"),
    ("house_large_city", "House, large city", "Maison, grande ville"),
    ("house_rural", "House, rural", "Maison, rural"),
    ("apartment_rural", "Apartment, rural", "Appartement, rural"),
    ("other", "Other dwelling", "Autre logement"),
    ("unknown", "Unknown", "Inconnu"),
    ("merged", "Others, together", "Autres, réunis"),
)
GENDERS = _values(
    ("female", "Women", "Femmes"),
    ("male", "Men", "Hommes"),
    ("other", "Other", "Autre"),
    ("unknown", "Unknown", "Inconnu"),
    ("merged", "Others, together", "Autres, réunis"),
)
DIRECTIONS = _values(
    ("offer", "Offers", "Offres"),
    ("request", "Requests", "Demandes"),
    ("information", "Information", "Information"),
)
OUTCOMES = _values(
    ("asked", "Asked", "Ont demandé"),
    ("answered", "Got an answer", "Ont eu une réponse"),
    ("completed", "Got what they asked for", "Ont obtenu ce qu’ils demandaient"),
    ("offered", "Offered", "Ont proposé"),
    ("taken_up", "Offer taken up", "Offre reprise"),
    ("given", "Offer given or done", "Offre donnée ou faite"),
)
CAMPAIGN_STEPS = _values(
    ("contacted", "Contacted", "Contactés"),
    ("opened", "Opened", "Ont ouvert"),
    ("answered", "Answered", "Ont répondu"),
    ("offered", "Offered", "Ont proposé"),
    ("matched", "Matched", "Mis en relation"),
    ("completed", "Completed", "Aide donnée"),
)
AGE_BANDS = _values(
    ("under_25", "Under 25", "Moins de 25 ans"),
    ("25_34", "25 to 34", "25 à 34 ans"),
    ("35_49", "35 to 49", "35 à 49 ans"),
    ("50_64", "50 to 64", "50 à 64 ans"),
    ("65_plus", "65 and over", "65 ans et plus"),
    ("unknown", "Unknown", "Inconnu"),
    ("merged", "Others, together", "Autres, réunis"),
)
#: What a household did with a category or theme: the second half of the values of `need` and `need_theme`.
NEED_SIDES = _values(
    ("asked", "Asked for", "Demandé"),
    ("offered", "Offered", "Proposé"),
)
#: The second half of the values of `need_outcome`, after the theme of the request.
NEED_OUTCOMES = _values(
    ("answered", "Got an answer", "Ont eu une réponse"),
    ("completed", "Got what they asked for", "Ont obtenu ce qu’ils demandaient"),
)
REPLY_TIMES = _values(
    ("1h", "Within an hour", "En moins d’une heure", "day"),
    ("6h", "1 to 6 hours", "De 1 à 6 heures", "day"),
    ("24h", "6 to 24 hours", "De 6 à 24 heures", "day"),
    ("3d", "1 to 3 days", "De 1 à 3 jours", "later"),
    ("7d", "3 to 7 days", "De 3 à 7 jours", "later"),
    ("28d", "7 to 28 days", "De 7 à 28 jours", "later"),
    ("none", "No reply within 28 days", "Aucune réponse en 28 jours", "none"),
)
REPLY_SPEEDS = _values(
    ("day", "Within a day", "En moins d’un jour"),
    ("later", "1 to 28 days", "De 1 à 28 jours"),
    ("none", "No reply within 28 days", "Aucune réponse en 28 jours"),
)
ACTIVITY_BANDS = _values(
    ("1", "Once", "Une fois", "1"),
    ("2_3", "2 or 3 times", "2 ou 3 fois", "2_3"),
    ("4_7", "4 to 7 times", "4 à 7 fois", "4_plus"),
    ("8_15", "8 to 15 times", "8 à 15 fois", "4_plus"),
    ("16_plus", "16 times or more", "16 fois ou plus", "4_plus"),
)
ACTIVITY_LEVELS = _values(
    ("1", "Once", "Une fois"),
    ("2_3", "2 or 3 times", "2 ou 3 fois"),
    ("4_plus", "4 times or more", "4 fois ou plus"),
)
GIVING = _values(
    ("gives", "Give only", "Donnent seulement"),
    ("receives", "Receive only", "Reçoivent seulement"),
    ("both", "Give and receive", "Donnent et reçoivent"),
    ("none", "Active, neither gave nor received", "Actifs, sans don ni réception"),
)
TIES = _values(
    ("same_dwelling", "With the same type of dwelling", "Avec le même type de logement"),
    ("other_dwelling", "With another type of dwelling", "Avec un autre type de logement"),
    ("same_residence", "Within their residence", "Dans leur résidence"),
    ("other_residence", "Outside their residence", "Hors de leur résidence"),
    (
        "other_dwelling_by_chance",
        "With another type of dwelling, as chance would have it",
        "Avec un autre type de logement, selon le hasard",
    ),
    (
        "other_residence_by_chance",
        "Outside their residence, as chance would have it",
        "Hors de leur résidence, selon le hasard",
    ),
)
#: Of households that have been enrolled for a year: what became of those without a completed exchange in it.
LINKING = _values(
    ("without", "Without a completed exchange in the year before", "Sans échange abouti dans l’année précédente"),
    ("linked", "Of these, with one since", "Parmi eux, avec un échange depuis"),
)
STANDINGS = _values(
    ("new", "Active for the first time", "Actifs pour la première fois"),
    ("continuing", "Active again, as in the period before", "Toujours actifs depuis la période précédente"),
    ("returning", "Back after a break", "De retour après une pause"),
    ("lapsed", "No longer active since the period before", "Plus actifs depuis la période précédente"),
)
COHORT_STEPS = _values(
    ("joined", "Joined", "Ont rejoint le réseau"),
    ("1", "Active 1 month later", "Actifs 1 mois après"),
    ("3", "Active 3 months later", "Actifs 3 mois après"),
    ("6", "Active 6 months later", "Actifs 6 mois après"),
    ("12", "Active 12 months later", "Actifs 12 mois après"),
)
#: Kinds of help as the study names them; `any` is the whole that they are told as shares of.
HELP_KINDS = _values(
    ("food", "Giving neighbours basic food items", "Dépanner en produits alimentaires de base"),
    (
        "home_watch",
        "Keeping an eye on a neighbour’s home during holidays",
        "Surveiller le logement pendant les vacances",
    ),
    ("parcels", "Taking in parcels for neighbours", "Réceptionner un colis"),
    ("lending_tools", "Lending tools", "Prêter des outils"),
    ("hard_times", "Helping out in hard times", "Aider dans un moment difficile"),
    ("diy", "Helping out with DIY or physical tasks", "Aider au bricolage ou à des travaux physiques"),
    ("gardening_tips", "Giving tips on gardening", "Donner des conseils de jardinage"),
    ("any", "Any of these", "Au moins une de ces aides"),
)
#: The last part of the values of `campaign_item`, after the campaign and the item.
ITEM_ANSWERS = _values(
    ("yes", "Can help", "Peuvent aider"),
    ("no", "Cannot help", "Ne peuvent pas aider"),
    ("matched", "Found a match", "Mis en relation"),
)
#: The second half of the values of `campaign_offer_time`, after the campaign.
OFFER_TIMES = _values(
    ("1d", "On the first day", "Le premier jour"),
    ("3d", "On the second or third day", "Le deuxième ou troisième jour"),
    ("7d", "On days 4 to 7", "Du 4e au 7e jour"),
    ("28d", "On days 8 to 29", "Du 8e au 29e jour"),
    ("later", "Later", "Plus tard"),
)
#: The second half of the values of `campaign_standing`, of the households that answered a campaign.
CAMPAIGN_STANDINGS = _values(
    ("new", "Joined since the campaign began", "Inscrits depuis le début de la campagne"),
    ("first", "Members before, active for the first time", "Déjà inscrits, actifs pour la première fois"),
    ("returned", "Back after three months or more", "De retour après trois mois ou plus"),
    ("active", "Already active", "Déjà actifs"),
)

#: What follows the campaign's code in the values of these dimensions, in order.
CAMPAIGN_VALUES = {"campaign_offer_time": OFFER_TIMES, "campaign_standing": CAMPAIGN_STANDINGS}

#: What the declared catch-all and the cell without a breakdown are called.
TOTAL = Value("total", {"en": "Total", "fr": "Total"})
OTHER = Value("other", {"en": "Other", "fr": "Autre"})

#: What the declared cell of a fixed list of tail values is called: households with any of them.
REST = Value("rest", {"en": "The rest of the list", "fr": "Le reste de la liste"})

DIMENSIONS: dict[str, Dimension] = {
    dimension.code: dimension
    for dimension in (
        Dimension("total", {"en": "Total", "fr": "Total"}, (TOTAL,)),
        Dimension("neighbourhood", {"en": "Neighbourhood", "fr": "Quartier"}),
        Dimension("exchange_type", {"en": "Type of exchange", "fr": "Type d’échange"}, EXCHANGE_TYPES, "type_group"),
        Dimension("type_group", {"en": "Group of types", "fr": "Groupe de types"}, TYPE_GROUPS),
        Dimension("category", {"en": "Category", "fr": "Catégorie"}, (), "theme"),
        Dimension("theme", {"en": "Theme", "fr": "Thème"}),
        Dimension("direction", {"en": "Direction", "fr": "Sens"}, DIRECTIONS),
        Dimension("outcome", {"en": "What came of it", "fr": "Suites données"}, OUTCOMES),
        Dimension("dwelling_type", {"en": "Dwelling", "fr": "Logement"}, DWELLING_TYPES),
        Dimension("gender", {"en": "Gender", "fr": "Genre"}, GENDERS),
        Dimension("age_band", {"en": "Age", "fr": "Âge"}, AGE_BANDS),
        Dimension("need", {"en": "Needs and offers", "fr": "Besoins et offres"}, (), "need_theme"),
        Dimension("need_theme", {"en": "Needs and offers by theme", "fr": "Besoins et offres par thème"}),
        Dimension("need_outcome", {"en": "What came of requests, by theme", "fr": "Suites des demandes, par thème"}),
        Dimension(
            "reply_time",
            {"en": "Time to the first reply", "fr": "Délai de première réponse"},
            REPLY_TIMES,
            "reply_speed",
        ),
        Dimension("reply_speed", {"en": "Speed of the first reply", "fr": "Rapidité de réponse"}, REPLY_SPEEDS),
        Dimension(
            "activity_band",
            {"en": "Posts and replies", "fr": "Publications et réponses"},
            ACTIVITY_BANDS,
            "activity_level",
        ),
        Dimension("activity_level", {"en": "How often active", "fr": "Fréquence d’activité"}, ACTIVITY_LEVELS),
        Dimension("giving", {"en": "Giving and receiving", "fr": "Donner et recevoir"}, GIVING),
        Dimension("tie", {"en": "With whom", "fr": "Avec qui"}, TIES),
        Dimension("linking", {"en": "First ties after a year", "fr": "Premiers liens après un an"}, LINKING),
        Dimension("standing", {"en": "New, staying or gone", "fr": "Nouveaux, fidèles ou partis"}, STANDINGS),
        Dimension("cohort", {"en": "Staying after joining", "fr": "Fidélité après l’inscription"}, COHORT_STEPS),
        Dimension(
            "help_kind", {"en": "Help they are willing to give", "fr": "Aides qu’ils sont prêts à apporter"}, HELP_KINDS
        ),
        Dimension("campaign_step", {"en": "Campaign step", "fr": "Étape de campagne"}),
        Dimension("campaign_item", {"en": "What people can help with", "fr": "Aides proposées à la campagne"}),
        Dimension("campaign_offer_time", {"en": "Time to the first offer", "fr": "Délai avant la première offre"}),
        Dimension("campaign_standing", {"en": "Who answered", "fr": "Qui a répondu"}),
    )
}

#: Themes of the study's own catalogue; a bundle with its own categories is labelled by its theme codes.
THEMES = _values(
    ("diy_garden", "DIY and garden", "Bricolage et jardin"),
    ("home_equipment", "Home equipment", "Équipement de la maison"),
    ("leisure_culture", "Leisure and culture", "Loisirs et culture"),
    ("family", "Family and learning", "Famille et apprentissage"),
    ("digital", "Digital", "Numérique"),
    ("care_help", "Care and help", "Aide et soin"),
    ("everyday", "Everyday life", "Vie quotidienne"),
    ("environment", "Environment", "Environnement"),
    ("space", "Public space", "Espace public"),
    ("culture", "Culture", "Culture"),
    ("sport", "Sport", "Sport"),
    ("care", "Care", "Solidarité et soin"),
    ("other", "Other", "Autre"),
)


def need_values(codes: Iterable[str]) -> list[str]:
    """The values of `need` (over categories) and `need_theme` (over themes): CODE:asked and CODE:offered of each."""
    return [f"{code}:{side.code}" for code in codes for side in NEED_SIDES]


def type_group_of(exchange_type: str) -> str:
    """The group (items, services, news_events, collective) of one of the nine exchange types."""
    return next(value.parent for value in EXCHANGE_TYPES if value.code == exchange_type)
