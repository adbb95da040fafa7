"""DIMENSIONS: by what a count can be broken down, and the values each breakdown declares. Add a breakdown here.

Values are declared, never discovered from data. It holds labels and order; which places and periods a dimension is
published for is the lattice's decision (`queries/publish/lattice.toml`), and how it is counted is SQL's.
"""

from __future__ import annotations

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
    ("merged", "Merged small groups", "Petits groupes réunis"),
)
GENDERS = _values(
    ("female", "Women", "Femmes"),
    ("male", "Men", "Hommes"),
    ("other", "Other", "Autre"),
    ("unknown", "Unknown", "Inconnu"),
    ("merged", "Merged small groups", "Petits groupes réunis"),
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

#: What the declared catch-all and the cell without a breakdown are called.
TOTAL = Value("total", {"en": "Total", "fr": "Total"})
OTHER = Value("other", {"en": "Other", "fr": "Autre"})

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
        Dimension("campaign_step", {"en": "Campaign step", "fr": "Étape de campagne"}),
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


def type_group_of(exchange_type: str) -> str:
    """The group (items, services, news_events, collective) of one of the nine exchange types."""
    return next(value.parent for value in EXCHANGE_TYPES if value.code == exchange_type)
