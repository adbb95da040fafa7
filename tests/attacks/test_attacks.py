"""Every attack on the disclosure control, by the product's own noise and thresholds, and controls that must fail."""

from __future__ import annotations

import pytest

from queries.publish.attacks import ATTACKS, CONTROLS, DEEP, Attack, Control, Result, measure, measure_control, table

SHORT = 2_000


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.code)
def test_no_attack_gains_more_than_its_target_allows(attack: Attack) -> None:
    result = measure(attack, SHORT)
    assert result.passed, result


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.code)
def test_a_weaker_protection_fails_its_own_attack(control: Control) -> None:
    result = measure_control(control, SHORT)
    assert result.passed, result
    assert result.advantage > control.attack.target


@pytest.fixture(scope="module")
def deep() -> list[Result]:
    return []


@pytest.mark.deep
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.code)
def test_the_upper_bound_of_every_attack_is_under_its_target(attack: Attack, deep: list[Result]) -> None:
    deep.append(measure(attack, DEEP))
    assert deep[-1].passed, deep[-1]


@pytest.mark.deep
@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.code)
def test_a_weaker_protection_fails_its_own_attack_by_thirty_points(control: Control, deep: list[Result]) -> None:
    deep.append(measure_control(control, DEEP))
    assert deep[-1].passed, deep[-1]


@pytest.mark.deep
def test_the_deep_run_prints_its_table(deep: list[Result], capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\n" + table(deep, "en"))
    assert len(deep) == len(ATTACKS) + len(CONTROLS)


def test_every_row_of_the_table_reads_in_both_languages() -> None:
    results = [measure(ATTACKS[0], 100), measure_control(CONTROLS[0], 100)]
    for language, verdict in (("en", "held"), ("fr", "tenu")):
        text = table(results, language)
        assert ATTACKS[0].name[language] in text
        assert CONTROLS[0].name[language] in text
        assert verdict in text
    codes = [attack.code for attack in ATTACKS]
    assert len(set(codes)) == len(codes)
    for attack in ATTACKS:
        assert set(attack.name) == set(attack.knows) == {"en", "fr"}
