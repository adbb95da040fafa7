"""Residences: placed by their code or their position, carried over, and what becomes of the members who live there."""

from __future__ import annotations

import duckdb
import pytest

from queries.model import Refusal

MEMBERS = [
    "member_id,neighbourhood_code,residence_code",
    "ada-lovelace,north,oak",
    "grace-hopper,north,elm",
    "alan-turing,south,",
]
SAID = {"name": "Oak House", "landlord": "homes", "dwellings": 40}
RESIDENCES = "SELECT residence_code, landlord, dwellings, neighbourhood_code FROM residence ORDER BY 1"
OF_HOUSEHOLDS = "SELECT coalesce(residence_code, '-') FROM household ORDER BY 1"


def point(longitude, latitude):
    return {"type": "Point", "coordinates": [longitude, latitude]}


IN_NORTH, IN_SOUTH, ON_THE_BORDER, OUTSIDE = (
    point(2.355, 48.865),
    point(2.355, 48.855),
    point(2.355, 48.86),
    point(2.9, 48.9),
)


@pytest.fixture
def with_residences(bundle):
    """Write residences given as code=geometry, or code=(geometry, more properties)."""

    def write(**residences):
        features = []
        for code, said in residences.items():
            geometry, more = said if isinstance(said, tuple) else (said, {})
            features.append(bundle.feature(geometry, residence_code=code, **{**SAID, **more}))
        return bundle.places("residences", features)

    return write


def test_a_residence_is_placed_by_its_code_or_by_its_position(bundle, with_residences, imported, mart):
    with_residences(
        named=(IN_SOUTH, {"neighbourhood_code": "north"}),
        found=IN_SOUTH,
        border=ON_THE_BORDER,
        area=bundle.square(2.352, 48.852, 0.002),
        outside=OUTSIDE,
        lost=(IN_NORTH, {"neighbourhood_code": "nowhere"}),
    )
    report = imported(bundle.path)
    assert mart(RESIDENCES) == [
        ("area", "homes", 40, "south"),
        ("border", "homes", 40, "north"),
        ("found", "homes", 40, "south"),
        ("named", "homes", 40, "north"),
        ("outside", "homes", 40, None),
    ]
    (reason,) = report.file("residences").reasons
    assert (reason.column, reason.first_lines) == ("neighbourhood_code", (6,))
    assert any("1 residences lie in no neighbourhood" in note for note in report.notes)


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ((IN_NORTH, {"dwellings": "many"}), "dwellings"),
        ((IN_NORTH, {"dwellings": None}), "dwellings"),
        ((IN_NORTH, {"landlord": "Homes & Co"}), "landlord"),
        ((IN_NORTH, {"name": ""}), "name"),
        ((None, {}), "geometry"),
    ],
)
def test_a_residence_that_cannot_be_used_is_quarantined(with_residences, imported, said, column):
    report = imported(with_residences(oak=IN_NORTH, bad=said).path)
    file = report.file("residences")
    assert (file.read, file.accepted, file.quarantined) == (2, 1, 1)
    assert file.reasons[0].column == column


def test_an_identical_residence_is_a_duplicate_and_a_later_one_supersedes(bundle, imported, mart):
    features = [
        bundle.feature(IN_NORTH, residence_code="oak", **{**SAID, "dwellings": dwellings}) for dwellings in (40, 40, 41)
    ]
    file = imported(bundle.places("residences", features).path).file("residences")
    assert (file.read, file.accepted, file.duplicates, file.superseded) == (3, 1, 1, 1)
    assert mart(RESIDENCES) == [("oak", "homes", 41, "north")]


def test_an_unknown_property_of_a_residence_refuses_the_bundle(with_residences, imported, folders):
    with pytest.raises(Refusal, match=r"residences\.geojson: the column “caretaker”"):
        imported(with_residences(oak=(IN_NORTH, {"caretaker": "J. Doe"})).path)
    assert not folders.mart.exists()


def test_a_member_of_a_residence_that_is_not_there_stays_without_one(bundle, with_residences, imported, mart):
    bundle.rows("members", MEMBERS)
    report = imported(with_residences(oak=IN_NORTH, elm=(IN_NORTH, {"neighbourhood_code": "nowhere"})).path)
    assert (report.file("members").accepted, report.file("members").quarantined) == (3, 0)
    assert mart(OF_HOUSEHOLDS) == [("-",), ("-",), ("oak",)]
    assert any("1 members live in a residence that is not there" in note for note in report.notes)


def test_without_a_file_of_residences_those_of_the_members_stay(bundle, imported, mart):
    report = imported(bundle.rows("members", MEMBERS).path)
    assert mart(OF_HOUSEHOLDS) == [("-",), ("elm",), ("oak",)]
    assert not any("residence" in note for note in report.notes if "not in the bundle" not in note)


def test_an_appended_bundle_adds_residences_and_knows_the_earlier_ones(bundle, with_residences, imported, mart):
    bundle.rows("members", MEMBERS)
    imported(with_residences(oak=IN_NORTH, elm=IN_NORTH).path)
    bundle.toml('mode = "append"')
    bundle.rows("members", [MEMBERS[0], "zoe,south,oak", "max,south,ash", "eve,south,fir"])
    report = imported(with_residences(ash=IN_SOUTH, elm=OUTSIDE).path)
    assert [row[0::3] for row in mart(RESIDENCES)] == [("ash", "south"), ("elm", None), ("oak", "north")]
    assert mart(OF_HOUSEHOLDS) == [("-",), ("-",), ("ash",), ("elm",), ("oak",), ("oak",)]
    assert any("1 members live in a residence that is not there" in note for note in report.notes)


@pytest.mark.parametrize("mode", ["full", "append"])
def test_a_mart_from_before_there_were_residences_is_carried_over(
    bundle, with_residences, imported, folders, mart, mode
):
    imported(bundle.rows("members", MEMBERS).path)
    imported(bundle.toml('source = "other"').path)
    with duckdb.connect(folders.mart) as connection:
        connection.execute("DROP TABLE residence")
    bundle.toml(f'source = "small"\nmode = "{mode}"').rows("members", [*MEMBERS[:3], "alan-turing,south,fir"])
    imported(with_residences(oak=IN_NORTH).path)
    assert mart(RESIDENCES) == [("oak", "homes", 40, "north")]
    assert mart("SELECT source, count(*) FROM member GROUP BY 1 ORDER BY 1") == [("other", 3), ("small", 3)]
    assert mart("SELECT residence_code FROM household WHERE residence_code IS NOT NULL AND source = 'small'") == [
        ("oak",)
    ]


def test_the_residences_of_another_source_stay(bundle, with_residences, imported, mart):
    imported(with_residences(oak=IN_NORTH).path)
    imported(bundle.toml('source = "other"').path)
    with_residences(elm=IN_NORTH)
    imported(bundle.toml('source = "small"').path)
    assert mart("SELECT source, residence_code FROM residence ORDER BY 1") == [("other", "oak"), ("small", "elm")]


def test_an_appended_bundle_does_not_know_the_residences_of_another_source(bundle, with_residences, imported, mart):
    imported(bundle.path)
    with_residences(oak=IN_NORTH)
    imported(bundle.toml('source = "other"').path)
    bundle.toml('source = "small"\nmode = "append"').rows("members", [MEMBERS[0], "zoe,north,oak"])
    imported(with_residences(elm=IN_NORTH).path)
    assert mart("SELECT count(*) FROM household WHERE residence_code IS NOT NULL") == [(0,)]
