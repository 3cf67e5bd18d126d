"""Where a contract stands: targets, observations and gaps for an exercice; a contract half known says what it lacks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from boussole.french import NNBSP
from boussole.questions.progression import ObjectiveProgress, Progression, progression
from boussole.questions.territories import TerritoryInfo
from boussole.store import Store
from tests.boussole.questions.conftest import COMMUNES
from tests.builders import load, row, total

Communes = Callable[..., list[dict[str, Any]]]
TODAY = date(2024, 6, 1)


def year(y: int) -> dict[str, date]:
    return {"start": date(y, 1, 1), "finish": date(y, 12, 31)}


def criterion(**changes: Any) -> dict[str, Any]:
    return {
        "unit": "patients", "polarity": "down", "initial": {"value": 5280},
        "source": {"indicator": "mt_sans_17plus", "measure": "numerator"},
        "targets": {f"N+{n}": {"kind": "absolute", "text": f"{v}", "value": v}
                    for n, v in enumerate((5000, 4500, 4000, 3500, 2500), 1)},
    } | changes  # fmt: skip


def save(store: Store, *criteria: dict[str, Any], **changes: Any) -> None:
    objective = {"id": "BB-1.1", "mission": "acces", "label": "Sans médecin traitant", "criteria": list(criteria)}
    content = {"id": "c", "territory": "essai", "signed": "2020-12-24", "objectives": [objective] if criteria else []}
    store.save("contract", "c", content | changes, "test")


def only(found: Progression) -> ObjectiveProgress:
    (line,) = found.objectives
    return line


def mt(numerator: float, of: int, **changes: Any) -> dict[str, Any]:
    return total("essai", COMMUNES, numerator=numerator, denominator=60_000.0, **year(of), **changes)


def test_without_a_contract_the_objectives_are_said_to_be_entered(store: Store, info: TerritoryInfo) -> None:
    load(store, row())
    found = progression(store, info, TODAY)
    assert found.objectives == ()
    assert found.missing == "Aucun contrat n’est saisi pour ce territoire : objectifs à saisir."


def test_a_contract_without_objectives_shows_what_is_known_of_it(store: Store, info: TerritoryInfo) -> None:
    load(store, row())
    save(store, signed="2021-12-21")
    found = progression(store, info, TODAY)
    assert found.missing == "Le contrat est connu, mais ses objectifs sont à saisir."
    assert found.facts == ("Signé le 21/12/2021", "Taille : à renseigner")
    assert found.objectives == ()


def test_a_contract_whose_signature_is_unknown_says_so_and_counts_in_civil_years(
    store: Store, info: TerritoryInfo
) -> None:
    load(store, mt(9000, 2023), perimeters=[COMMUNES])
    targets = {"2023": {"kind": "absolute", "text": "8000", "value": 8000}}
    save(store, criterion(targets=targets), signed=None, exercices=[2023], size=3, size_note="déduite")
    found = progression(store, info, TODAY)
    assert found.facts == ("Date de signature : à renseigner", "Taille 3 (déduite)")
    assert (found.years, found.year, found.year_label) == ((2023,), 2023, "Exercice 2023")
    assert only(found).state == "not_reached"


def test_the_value_of_2023_is_set_against_the_target_of_n_plus_3(store: Store, info: TerritoryInfo) -> None:
    load(store, mt(5100, 2021), mt(4600, 2022), mt(4150, 2023), perimeters=[COMMUNES])
    save(store, criterion())
    found = progression(store, info, TODAY)
    line = only(found)
    assert (found.year, found.year_label) == (2023, "Exercice 2023 (N+3, du 24/12/2022 au 23/12/2023)")
    assert (line.initial, line.target) == (f"5{NNBSP}280 patients", f"4{NNBSP}000 patients")
    assert (line.observed, line.observed_period) == (f"4{NNBSP}150 patients", "2023")
    assert (line.state, line.state_text, line.gap) == ("not_reached", "cible non atteinte", "+150 patients")
    assert found.table.rows[0][4:] == (line.observed, "2023", "cible non atteinte", "+150 patients")
    reached = only(progression(store, info, TODAY, 2021))
    assert (reached.state, reached.gap) == ("not_reached", "+100 patients")


def test_the_exercice_shown_is_the_last_measured_unless_another_is_chosen(store: Store, info: TerritoryInfo) -> None:
    load(store, mt(5100, 2021), mt(4600, 2022), perimeters=[COMMUNES])
    save(store, criterion())
    assert progression(store, info, TODAY).year == 2022
    assert progression(store, info, TODAY, 2024).year == 2024
    assert progression(store, info, TODAY, 1999).year == 2022
    assert progression(store, info, date(2020, 12, 31)).year == 2021, "the clock is the caller's"


def test_what_is_not_measured_in_an_exercice_is_said_so_and_never_zero(store: Store, info: TerritoryInfo) -> None:
    load(store, mt(5100, 2021), perimeters=[COMMUNES])
    save(store, criterion())
    line = only(progression(store, info, TODAY, 2025))
    assert (line.observed, line.state, line.state_text, line.gap) == ("non mesuré", "unknown", "non mesuré", "")
    assert line.target == f"2{NNBSP}500 patients"


def test_an_initial_value_measured_at_the_signature_is_no_year_s_result(store: Store, info: TerritoryInfo) -> None:
    at = {"start": date(2020, 12, 24), "finish": date(2020, 12, 24)}
    initial = total("essai", COMMUNES, numerator=5280.0, denominator=None, flags="initial_value", **at)
    load(store, initial, perimeters=[COMMUNES])
    save(store, criterion())
    found = progression(store, info, TODAY)
    assert only(found).observed == "non mesuré"
    assert only(found).panel is not None


def test_a_hidden_value_is_neither_shown_nor_judged(store: Store, info: TerritoryInfo) -> None:
    load(store, total("essai", COMMUNES, numerator=7.0, denominator=600.0, **year(2023)), perimeters=[COMMUNES])
    save(store, criterion(targets={"N+3": {"kind": "absolute", "text": "10", "value": 10}}))
    line = only(progression(store, info, TODAY, 2023))
    assert (line.observed, line.state, line.gap) == ("secret (< 11)", "unknown", "")
    assert line.panel is not None
    assert line.panel.observed == ()


def test_a_direction_is_judged_against_the_initial_value(store: Store, info: TerritoryInfo) -> None:
    load(store, mt(5000, 2023), perimeters=[COMMUNES])
    save(store, criterion(targets={"N+3": {"kind": "direction", "text": "Diminution"}}))
    line = only(progression(store, info, TODAY, 2023))
    assert (line.target, line.state, line.gap) == ("Diminution", "better", "−280 patients")


def test_a_relative_target_is_written_with_what_it_comes_to(store: Store, info: TerritoryInfo) -> None:
    load(store, mt(560, 2021), perimeters=[COMMUNES])
    targets = {"N+1": {"kind": "relative_initial", "text": "-10 %", "value": -0.1}}
    save(store, criterion(initial={"value": 631}, targets=targets))
    line = only(progression(store, info, TODAY, 2021))
    assert line.target == "567,9 patients (« -10 % »)"
    assert (line.state, line.gap) == ("reached", "−7,9 patients")


@pytest.mark.parametrize(("value", "gap"), [(15.39, "−2,61 points"), (18.0, "0,00 points"), (18.25, "+0,25 points")])
def test_a_gap_has_as_many_decimals_as_its_indicator(store: Store, info: TerritoryInfo, value: float, gap: str) -> None:
    measured = total("essai", COMMUNES, indicator="telesante_part_dep", value=value, numerator=None, denominator=None,
                     **year(2023))  # fmt: skip
    load(store, measured, perimeters=[COMMUNES])
    source = {"indicator": "telesante_part_dep", "measure": "value"}
    targets = {"N+3": {"kind": "absolute", "text": "18 %", "value": 18.0}}
    save(store, criterion(unit="%", polarity="up", source=source, initial={}, targets=targets))
    line = only(progression(store, info, TODAY, 2023))
    assert line.gap == gap
    assert line.observed == f"{value:.2f}{NNBSP}%".replace(".", ",")


def test_a_count_over_some_of_the_communes_only_is_not_set_against_the_target(
    store: Store, info: TerritoryInfo, communes: Communes
) -> None:
    load(store, *communes(**year(2023))[:3])
    save(store, criterion())
    assert only(progression(store, info, TODAY, 2023)).state == "unknown"


def test_a_criterion_typed_in_waits_to_be_entered(store: Store, info: TerritoryInfo) -> None:
    load(store, row())
    save(store, criterion(source={}, targets={"N+1": {"kind": "qualitative", "text": "convention signée"}}))
    line = only(progression(store, info, TODAY))
    assert (line.observed, line.target, line.panel) == ("à saisir", "convention signée", None)


def test_the_trajectory_has_the_initial_value_the_targets_at_each_end_of_exercice_and_the_values(
    store: Store, info: TerritoryInfo
) -> None:
    load(store, mt(5100, 2021), mt(4600, 2022), perimeters=[COMMUNES])
    save(store, criterion())
    panel = only(progression(store, info, TODAY)).panel
    assert panel is not None
    assert panel.initial is not None
    assert (panel.initial.when, panel.initial.value) == (date(2020, 12, 24), 5280)
    assert [(m.when, m.value) for m in panel.targets] == [
        (date(2020 + n, 12, 23), v) for n, v in enumerate((5000, 4500, 4000, 3500, 2500), 1)
    ]
    assert [(m.label, m.value, m.when.year) for m in panel.observed] == [("2021", 5100, 2021), ("2022", 4600, 2022)]
    for text in (f"5{NNBSP}280 patients", "N+3 (2023)", "2022"):
        assert text in panel.alternative


def test_values_that_are_made_up_make_it_a_demonstration(store: Store, info: TerritoryInfo) -> None:
    load(store, mt(5100, 2021, origin="simulated"), perimeters=[COMMUNES])
    save(store, criterion())
    found = progression(store, info, TODAY)
    assert found.demonstration
    assert any("valeur simulée" in n for n in only(found).notes)


def test_what_came_before_the_initial_value_is_not_drawn(store: Store, info: TerritoryInfo) -> None:
    load(store, mt(6000, 2018), mt(5100, 2021), mt(4600, 2022), perimeters=[COMMUNES])
    save(store, criterion())
    panel = only(progression(store, info, TODAY)).panel
    assert panel is not None
    assert [m.label for m in panel.observed] == ["2021", "2022"]
    assert panel.footer.period == "du 01/01/2021 au 31/12/2022"


def test_the_pace_needed_goes_from_the_last_value_to_the_next_target(store: Store, info: TerritoryInfo) -> None:
    load(store, mt(5100, 2021), mt(4500, 2022), perimeters=[COMMUNES])
    save(store, criterion())
    assert (
        only(progression(store, info, TODAY, 2022)).pace
        == f"−500 patients par an pour atteindre 4{NNBSP}000 patients en 2023"
    )
    later = only(progression(store, info, TODAY, 2024)).outlook
    assert later is not None and later.pace is not None
    assert (later.pace.per_year, later.pace.year, later.pace.since) == (-500, 2024, 2022)
    assert only(progression(store, info, TODAY, 2025)).pace.startswith("−666,7 patients par an")


def test_a_target_met_early_says_so_and_the_last_exercice_asks_for_nothing_more(
    store: Store, info: TerritoryInfo
) -> None:
    load(store, mt(3900, 2022), mt(2400, 2025), perimeters=[COMMUNES])
    save(store, criterion())
    assert only(progression(store, info, TODAY, 2022)).pace == f"cible déjà atteinte : 4{NNBSP}000 patients en 2023"
    assert only(progression(store, info, TODAY, 2025)).pace == ""


@pytest.mark.parametrize(
    ("first", "said"),
    [(2023, "recul insuffisant"), (2022, "recul insuffisant pour une projection (4 valeurs)"), (2021, "à rythme constant, 2")],
)  # fmt: skip
def test_a_projection_needs_five_values_measured_alike(
    store: Store, info: TerritoryInfo, first: int, said: str
) -> None:
    load(store, *[mt(5500 - 500 * (y - 2020), y) for y in range(first, 2026)], perimeters=[COMMUNES])
    save(store, criterion())
    assert only(progression(store, info, TODAY, 2025)).projection.startswith(said)


def test_values_of_another_source_or_length_are_not_measured_alike(store: Store, info: TerritoryInfo) -> None:
    years = [mt(5500 - 500 * (y - 2020), y) for y in range(2022, 2026)]
    load(store, *years, mt(5000, 2021, source="rezone"), perimeters=[COMMUNES])
    save(store, criterion())
    assert "4 valeurs" in only(progression(store, info, TODAY, 2025)).projection
