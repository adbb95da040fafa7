"""Without any one of the protections at least one test turns red: tried on a copy of the source, each removed in turn.

The tests named here are those that should notice. The table that is printed says which did.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("queries", "dashboard", "layers", "assets", "tests", "app.py", "pyproject.toml")

COUNTS = "tests/queries/publish/test_counts.py"
EPOCHS = "tests/queries/publish/test_epochs.py"
LATTICE = "tests/queries/publish/test_lattice.py"
PROTECT = "tests/queries/publish/test_protect.py"
MERGES = "tests/attacks/test_merges.py"
RESIDENCES = "tests/queries/publish/test_residences.py"
ERASURE = "tests/queries/intake/test_erasure.py"
MEASUREMENT = "tests/attacks/test_measurement.py"
CELLS = "tests/attacks/test_cells.py"
CLOSURE = "tests/attacks/test_closure.py"
ALIASES = "tests/attacks/test_aliases.py"
NUMBERS = f"{CELLS}::test_every_published_number_is_its_true_count_with_the_noise_of_its_label"
FEW_POSTED = f"{CELLS}::test_exchanges_of_four_households_stay_hidden_however_many_answered"
OWN_BASE = f"{CELLS}::test_no_measure_is_shown_on_fewer_than_eleven_households_of_its_own"


@dataclass(frozen=True)
class Fault:
    """One protection removed. edits: (file, text, what replaces it); tests: node ids that should notice."""

    name: str
    edits: tuple[tuple[str, str, str], ...]
    tests: tuple[str, ...]


CELLS_PY, CLOSURE_PY, FREEZING_PY = (f"queries/publish/{name}.py" for name in ("cells", "closure", "freezing"))

FAULTS = (
    Fault(
        "clipping: every post of a household counts",
        (("queries/publish/sql/counts.sql", "least(posts, $clip)", "posts + 0 * $clip"),),
        (f"{COUNTS}::test_the_counting_sql_agrees_with_its_slow_twin",),
    ),
    Fault(
        "clipping: every member of a household counts",
        (("queries/publish/sql/enrolled.sql", "least(members, $clip)", "members + 0 * $clip"),),
        (f"{CELLS}::test_members_count_three_times_a_household_at_most",),
    ),
    Fault(
        "threshold: on the noisy number only",
        (("queries/publish/protect.py", "(base >= k) & ", ""), (CELLS_PY, "allowed & (base >= k)", "allowed")),
        (f"{PROTECT}::test_a_household_count_is_shown_only_on_enough_households", OWN_BASE),
    ),
    Fault(
        "threshold: on the true number only",
        (("queries/publish/protect.py", " & (base + base_noise >= threshold(k, s))", ""),),
        (f"{PROTECT}::test_a_household_count_is_shown_only_on_enough_households", NUMBERS),
    ),
    Fault(
        "base per measure: a count is its own base",
        ((CELLS_PY, "base, count = grid.counts[measure.base]", "base, count = grid.counts[measure.count]"),),
        (FEW_POSTED,),
    ),
    Fault(
        "base per measure: exchanges rest on all active households",
        (("queries/publish/tables.py", '"exchanges", "posts", "posters"', '"exchanges", "posts", "households"'),),
        (FEW_POSTED,),
    ),
    Fault(
        "permanent noise: none",
        ((CELLS_PY, "discrete_gaussian(uniforms[here], float(size)).sum(axis=1)",
          "discrete_gaussian(uniforms[here], float(size))[:, 1]"),),
        (f"{MEASUREMENT}::test_published_values_come_from_the_real_noise_and_repeat_exactly", NUMBERS),
    ),
    Fault(
        "permanent noise: drawn anew in every period",
        ((CELLS_PY, 'label = f"P|{place}|{dimension}|{value}|{measure}"',
          'label = f"P|{place}|{dimension}|{value}|{period}|{measure}"'),),
        (f"{MEASUREMENT}::test_published_values_come_from_the_real_noise_and_repeat_exactly", NUMBERS),
    ),
    Fault(
        "permanent noise: drawn anew in every campaign",
        (("queries/publish/campaign_cells.py", "labels = [(shared, dimension, ending,",
          'labels = [(shared, dimension, f"{campaign.campaign_code}:{ending}",'),),
        (NUMBERS,),
    ),
    Fault(
        "permanent noise: two names of the same households draw twice",
        ((CELLS_PY, 'if known := self.same.get(f"{dimension}:{value}"):', "if known := \"\":"),),
        (f"{ALIASES}::test_two_names_of_the_same_households_have_one_published_value",),
    ),
    Fault(
        "epoch noise: none",
        ((CELLS_PY, "discrete_gaussian(uniforms[here], float(size)).sum(axis=1)",
          "discrete_gaussian(uniforms[here], float(size))[:, 0]"),),
        (f"{MEASUREMENT}::test_published_values_come_from_the_real_noise_and_repeat_exactly", NUMBERS),
    ),
    Fault(
        "epoch noise: the same in every period",
        ((CELLS_PY, "|{value}|{period}|{measure}|{epoch}", "|{value}|{measure}|{epoch}"),),
        (f"{MEASUREMENT}::test_published_values_come_from_the_real_noise_and_repeat_exactly", NUMBERS),
    ),
    Fault(
        "epoch noise: the same after a revision",
        ((CELLS_PY, "|{value}|{period}|{measure}|{epoch}", "|{value}|{period}|{measure}"),),
        (f"{EPOCHS}::test_a_revision_shows_late_rows_in_a_new_epoch_and_leaves_other_years_alone",),
    ),
    Fault(
        "epochs: published numbers are decided anew each time",
        (("queries/publish/ledger.py", "if len(self.cells):", "if False:"),),
        ("tests/queries/publish/test_publish.py::test_a_late_row_moves_no_published_number",),
    ),
    Fault(
        "closure: no value is merged",
        ((CLOSURE_PY, "merged = {label: telling.smallest(label, values) for label, values in counts.items()}",
          "return {label: set() for label in counts}"),),
        (f"{LATTICE}::test_no_published_combination_isolates_a_few_households",),
    ),
    Fault(
        "closure: values are merged by their exact number",
        ((CLOSURE_PY, "return households + self.noise(place, value)", "return households"),),
        (f"{MERGES}::test_the_list_of_merged_values_tells_little_of_any_household",),
    ),
    Fault(
        "closure: a value that nobody has is not merged",
        ((CLOSURE_PY, "merged = set(values) - told", "merged = {v for v, n in values.items() if n} - told"),),
        (f"{MERGES}::test_the_list_of_merged_values_tells_little_of_any_household",),
    ),
    Fault(
        "closure: an attribute that arrives within the year is not looked at beside residence groups",
        ((FREEZING_PY, "if home.label in kept and not self._stands_apart(group, kept, taken, {dimension: frame}):",
          "if False:"),
         (FREEZING_PY, "if groups and not self._is_closed(groups, kept, frozenset(), {dimension: frame}):",
          "if False:")),
        (f"{RESIDENCES}::test_an_attribute_that_arrives_within_the_year_is_looked_at_beside_residence_groups",),
    ),
    Fault(
        "closure: differences between levels are not looked at",
        ((CLOSURE_PY, "if not found:", "if True:"),),
        (f"{LATTICE}::test_no_published_combination_isolates_a_few_households",),
    ),
    Fault(
        "closure: what no published place covers may be a handful",
        ((CLOSURE_PY, "if inside and 0 < rest < k:", "if False:"),),
        (f"{LATTICE}::test_a_handful_left_over_is_never_a_difference",),
    ),
    Fault(
        "closure: everything is published beside a small city",
        ((FREEZING_PY, "if unpublished_rest([*kept, whole], self.by_neighbourhood, self.lattice.k):", "if False:"),),
        (f"{CLOSURE}::test_everything_is_not_published_where_a_small_city_would_be_the_rest",),
    ),
    Fault(
        "closure: a residence group may be nearly its neighbourhood",
        ((FREEZING_PY, "if not self._stands_apart(group, kept, taken, enrolled):", "if False:"),),
        (f"{RESIDENCES}::test_a_residence_group_that_is_nearly_its_neighbourhood_is_not_published",),
    ),
    Fault(
        "closure: residence groups are not looked at beside other places",
        ((FREEZING_PY, "if not self._is_closed([*found, group], kept, known_units, enrolled):", "if False:"),),
        (f"{CLOSURE}::test_no_combination_with_residences_isolates_a_few_households",),
    ),
    Fault(
        "closure: merged values may be the whole place",
        ((FREEZING_PY, "if merged >= values:", "if False:"),),
        (f"{CLOSURE}::test_merged_values_are_never_the_whole_place",),
    ),
    Fault(
        "closure: a level of the same extent has cells of its own",
        (("queries/publish/places.py", "first = canonical.setdefault(place.neighbourhoods, place)", "first = place"),),
        (f"{LATTICE}::test_a_level_of_the_same_extent_is_an_alias_and_has_one_cell",),
    ),
    Fault(
        "erasure tally: not kept",
        (("queries/intake/erasing.py", "tally.add(staged, tally.difference(folders, staged.mart))", "return"),),
        (f"{CELLS}::test_a_revision_does_not_show_that_somebody_was_erased",),
    ),
    Fault(
        "erasure tally: not counted in a revision",
        (("queries/publish/tally.py", "if own.empty:", "if True:"),),
        (f"{CELLS}::test_a_revision_does_not_show_that_somebody_was_erased",),
    ),
)  # fmt: skip

#: The protections that the specification names.
PROTECTIONS = {
    "clipping",
    "threshold",
    "base per measure",
    "permanent noise",
    "epoch noise",
    "closure",
    "erasure tally",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source tree, to be edited."""
    here = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, here / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, here / name)
    return here


@pytest.fixture(scope="module")
def noticed() -> dict[str, str]:
    """Fault -> the test that turned red."""
    return {}


def run(copy: Path, tests: Iterable[str]) -> subprocess.CompletedProcess[str]:
    """Pytest in the copy, on its own source, stopped at the first failure."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy), "COLUMNS": "400"}
    arguments = ["-x", "-rf", "--tb=no", "-p", "no:cacheprovider", *tests]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=copy,
        env=environment,
        text=True,
        capture_output=True,
        check=False,
    )


@pytest.mark.deep
def test_the_tests_that_should_notice_pass_on_the_source_as_it_is(copy: Path) -> None:
    here = subprocess.run([sys.executable, "-c", "import queries; print(queries.__file__)"], cwd=copy, text=True,
                          env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, check=True)  # fmt: skip
    assert Path(here.stdout.strip()).is_relative_to(copy), "the copy is what is tested"
    done = run(copy, dict.fromkeys(test for fault in FAULTS for test in fault.tests))
    assert done.returncode == 0, done.stdout


@pytest.mark.deep
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_without_a_protection_a_test_turns_red(fault: Fault, copy: Path, noticed: dict[str, str]) -> None:
    before = {name: (copy / name).read_text(encoding="utf-8") for name, _, _ in fault.edits}
    try:
        for name, text, instead in fault.edits:
            assert before[name].count(text) == 1, f"{name} does not say “{text}” once"
            (copy / name).write_text(before[name].replace(text, instead), encoding="utf-8")
        done = run(copy, fault.tests)
    finally:
        for name, text in before.items():
            (copy / name).write_text(text, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    red = re.search(r"^FAILED (\S+).* - (AssertionError|assert|Failed)", done.stdout, re.MULTILINE)
    assert red, f"not by an assertion: {done.stdout}"
    noticed[fault.name] = red[1]


@pytest.mark.deep
def test_the_table_of_protections_is_printed(noticed: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    width = max((len(name) for name in noticed), default=0)
    with capsys.disabled():
        print("\n" + "\n".join(f"{name:<{width}}  {test}" for name, test in noticed.items()))
    assert {fault.name for fault in FAULTS} == set(noticed)
    assert {name.partition(":")[0] for name in noticed} >= PROTECTIONS
