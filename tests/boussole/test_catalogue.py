"""The catalogue is data: every file loads, a wrong one is refused with its line and reason, an entry is enough."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from boussole.catalogue import CATALOGUE_DIR, Catalogue, CatalogueError, catalogue, load_catalogue
from boussole.rates import of_observation
from tests.builders import observation

# The ids of the list of figures, in its order: people, contracts and links name them.
IDS = """
pop_totale pop_65plus pop_75plus pop_moins_6 pop_qpv ald_part c2s_part mt_sans_17plus mt_sans_population mt_sans_70plus
mt_sans_ald mt_sans_c2s urg_sans_hospit hospit_directes_ville telesante_part_dep apl_mg prev_diabete prev_psychiatrie
prev_cardio prev_cancer asalee_patients vacc_grippe_65plus vacc_grippe_ald vacc_ror_2ans vacc_mening_2ans
vacc_hpv_filles_15 vacc_covid_65plus dep_sein_50_74 dep_colorectal_50_74 dep_col_25_65 diab_hba1c diab_fond_oeil
polymed_65plus benzo_65plus antibio_16_65 dentaire_mtdents mg_effectif mg_60plus mg_densite ide_effectif mk_effectif
pharm_effectif sf_effectif stagiaires adherents assistants_medicaux
""".split()

ENTRY = """
- id: vacc_zona_65plus
  label: 'Vaccination contre le zona des 65 ans et plus'
  mission: 'prévention'
  theme: 'vaccination'
  nature: part
  unit: '%'
  scale: 100
  decimals: 1
  numerator: vaccines_contre_le_zona
  denominator: habitants_de_65_ans_et_plus
  age: '65 ans et plus'
  polarity: up
  level: commune
  sources: [cpam]
  threshold: 11
  useful_gap: 2.0
  place: residence
  covered: assures
  reading: 'Sur 100 habitants de 65 ans et plus, combien sont vaccinés.'
"""
QUANTITY = """
- id: vaccines_contre_le_zona
  label: 'habitants vaccinés contre le zona'
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The product's own catalogue, to be changed."""
    return Path(shutil.copytree(CATALOGUE_DIR, tmp_path / "catalogue"))


@pytest.fixture
def with_entry(folder: Path) -> Callable[..., Catalogue]:
    """Load the catalogue with one more indicator, in which `old` is written `new`."""

    def made(old: str = "", new: str = "") -> Catalogue:
        assert old in ENTRY
        append(folder / "indicateurs.yaml", ENTRY.replace(old, new) if old else ENTRY)
        append(folder / "quantites.yaml", QUANTITY)
        return load_catalogue(folder)

    return made


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def line_of(path: Path, text: str) -> int:
    """The last line that holds a text: the appended entry's own."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return max(n for n, line in enumerate(lines, 1) if text in line)


# What is there


def test_the_indicators_are_those_of_the_list_of_figures_in_its_order() -> None:
    assert list(catalogue().indicators) == IDS
    assert len(IDS) == 46


def test_every_entry_names_quantities_and_sources_that_exist() -> None:
    known = catalogue()
    for i in known.indicators.values():
        assert set(i.sources) | set(i.threshold_by_source) <= set(known.sources)
        assert {q for q in (i.numerator, i.denominator) if q} <= set(known.quantities)


def test_no_health_figure_is_without_a_threshold_of_eleven() -> None:
    free = {i.id for i in catalogue().indicators.values() if i.threshold is None}
    assert free == {
        "pop_totale", "pop_65plus", "pop_75plus", "pop_moins_6", "pop_qpv", "telesante_part_dep", "apl_mg",
        "pharm_effectif", "stagiaires", "adherents", "assistants_medicaux",
    }  # fmt: skip
    supply = {i.id for i in catalogue().indicators.values() if i.threshold == 6}
    assert supply == {"mg_effectif", "mg_60plus", "mg_densite", "ide_effectif", "mk_effectif", "sf_effectif"}
    assert {i.threshold for i in catalogue().indicators.values() if i.id not in free | supply} == {11}


@pytest.mark.parametrize(
    ("id", "source", "threshold"),
    [
        ("mt_sans_17plus", "cpam", 11),
        ("mt_sans_17plus", "inconnue", 11),
        ("mg_effectif", "rezone", 6),
        ("mg_effectif", "registre", None),
        ("mg_effectif", "inconnue", 11),
        ("mg_effectif", "spf", 11),
        ("pop_totale", "inconnue", None),
    ],
)
def test_the_threshold_depends_on_the_source_and_one_not_foreseen_has_the_strictest(
    id: str, source: str, threshold: int | None
) -> None:
    assert catalogue().indicator(id).threshold_for(source) == threshold


def test_the_first_source_listed_is_the_one_shown_and_others_come_last() -> None:
    rank = catalogue().source_rank
    assert rank("mt_sans_17plus", "rezone") == 0
    assert rank("mt_sans_17plus", "rezone") < rank("mt_sans_17plus", "cpam") < rank("mt_sans_17plus", "spf")


def test_the_field_covered_says_who_where_and_under_which_schemes() -> None:
    known = catalogue()
    said = known.indicator("mt_sans_17plus").champ(known.sources["ameli"])
    assert said == "17 ans et plus, patients consommants, résidant dans le territoire, ensemble des régimes"
    assert known.indicator("mg_effectif").champ(None).endswith("exerçant dans le territoire")
    assert known.indicator("assistants_medicaux").champ(known.sources["cpts"])


def test_an_unknown_id_is_an_error_and_a_missing_quantity_a_dash() -> None:
    with pytest.raises(KeyError):
        catalogue().indicator("inventé")
    assert catalogue().quantity_label(None) == "—"


# One more


def test_an_entry_is_enough_to_add_an_indicator(with_entry: Callable[..., Catalogue]) -> None:
    known = with_entry()
    assert list(known.indicators) == [*IDS, "vacc_zona_65plus"]
    added = known.indicator("vacc_zona_65plus")
    assert added.threshold_for("cpam") == 11
    figure = of_observation(added, observation(numerator=30, denominator=120))
    assert figure.value == pytest.approx(25)
    assert figure.low is not None
    assert known.quantity_label(added.numerator) == "habitants vaccinés contre le zona"


# Refusals


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ("  nature: part\n", "", "- id: vacc_zona_65plus", "nature : cette clé manque"),
        ("  nature: part", "  nature: ratio", "nature: ratio", "nature : une de ces valeurs est attendue : 'part'"),
        ("  scale: 100", "  scale: cent", "scale: cent", "scale : un nombre entier est attendu"),
        ("  scale: 100", "  scale: 0", "scale: 0", "scale : plus grand que 0"),
        ("  decimals: 1", "  decimals: 9", "decimals: 9", "decimals : au plus 4"),
        ("  decimals: 1", "  decimals: -1", "decimals: -1", "decimals : au moins 0"),
        ("  threshold: 11", "  threshold: 1", "threshold: 1", "threshold : au moins 2"),
        ("  threshold: 11", "  treshold: 11", "treshold: 11", "treshold : cette clé n’existe pas"),
        ("  useful_gap: 2.0", "  useful_gap: deux", "useful_gap: deux", "useful_gap : un nombre est attendu"),
        ("  sources: [cpam]", "  sources: []", "sources: []", "sources : au moins 1 élément"),
        ("  sources: [cpam]", "  sources: cpam", "sources: cpam", "sources : une liste est attendue"),
        ("  sources: [cpam]", "  sources: [cpma]", "sources: [cpma]", "sources : source inconnue « cpma »"),
        (
            "  numerator: vaccines_contre_le_zona", "  numerator: vaccines", "numerator: vaccines",
            "numerator : quantité inconnue « vaccines »",
        ),
        ("  theme: 'vaccination'", "  theme: no", "theme: no", "theme : un texte est attendu (entre guillemets"),
        ("- id: vacc_zona_65plus", "- id: Zona", "- id: Zona", "id : seulement des minuscules sans accent"),
        ("- id: vacc_zona_65plus", "- id: pop_totale", "- id: pop_totale", "identifiant déjà utilisé"),
        (
            "  denominator: habitants_de_65_ans_et_plus", "  denominator: null", "- id: vacc_zona_65plus",
            "une part ou un taux a un numérateur et un dénominateur",
        ),
        ("vaccinés.'", "vaccinés'", "- id: vacc_zona_65plus", "la phrase « comment lire » finit par un point"),
        ("et plus'\n  mission", "et plus.'\n  mission", "- id: vacc_zona_65plus", "le libellé ne finit pas par un"),
        ("  polarity: up", "  polarity: up\n  unit: '%'", "  unit: '%'", "clé « unit » écrite deux fois"),
        ("  polarity: up", "  polarity: 'up", "", "YAML illisible"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_with_the_file_the_line_the_key_and_the_reason(
    folder: Path, with_entry: Callable[..., Catalogue], old: str, new: str, at: str, reason: str
) -> None:
    with pytest.raises(CatalogueError) as refused:
        with_entry(old, new)
    message = str(refused.value)
    assert message.startswith("indicateurs.yaml, ligne ")
    assert reason in message
    assert message.endswith(".")
    if at:
        assert f"ligne {line_of(folder / 'indicateurs.yaml', at)} " in message.replace(":", " ")


def test_all_the_faults_of_an_entry_are_said_at_once(with_entry: Callable[..., Catalogue]) -> None:
    with pytest.raises(CatalogueError) as refused:
        with_entry("  scale: 100\n  decimals: 1", "  scale: 0\n  decimals: 9")
    assert "scale : plus grand que 0 ; decimals : au plus 4" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("sources.yaml", "a: 1", "sources.yaml : le fichier doit être une liste d’entrées"),
        ("sources.yaml", "", "sources.yaml : le fichier doit être une liste d’entrées"),
        ("sources.yaml", "- cpam", "sources.yaml, entrée n° 1 : ce doit être un bloc"),
        (
            "sources.yaml",
            "- label: 'Sans identifiant'\n  health: true",
            "sources.yaml, ligne 1 (sans id) : id : cette clé",
        ),
        ("sources.yaml", "- id: x\n  label: 'La source'\n  health: peut-être", "ligne 3 (x) : health : true ou false"),
        ("quantites.yaml", "- id: x\n  label: ''", "quantites.yaml, ligne 2 (x) : label : au moins 3 caractères"),
        ("quantites.yaml", "- id: x\n   label: y", "quantites.yaml, ligne 2 : YAML illisible"),
        ("quantites.yaml", "- !!python/object/apply:os.getcwd []", "YAML illisible"),
    ],
)
def test_any_of_the_three_files_is_refused_with_its_name(folder: Path, name: str, content: str, reason: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(folder)
    assert reason in str(refused.value)


def test_a_file_that_is_absent_or_not_in_utf8_is_refused_with_its_name(folder: Path) -> None:
    (folder / "sources.yaml").write_bytes("- id: x # donnée".encode("latin-1"))
    with pytest.raises(CatalogueError, match=r"sources\.yaml : le fichier doit être écrit en UTF-8"):
        load_catalogue(folder)
    (folder / "sources.yaml").unlink()
    with pytest.raises(CatalogueError, match=r"sources\.yaml : ce fichier manque"):
        load_catalogue(folder)
