"""The committed reference data, and what `boussole.geography` answers from it. Facts pinned here are real ones."""

from __future__ import annotations

import json
import unicodedata

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
import shapely
from shapely.geometry import Point

from boussole.geography import Geography, geography, normalise_name, reference_dir
from etl.reference.coverage import territory_of
from etl.reference.sources import CONTOURS, DIVISIONS, sha256_of

BIEVRE = {
    "94016": "Cachan", "94021": "Chevilly-Larue", "94034": "Fresnes", "94038": "L'Haÿ-les-Roses", "94065": "Rungis",
}  # fmt: skip
BOCAGE = "200040244"
LEVELS = ("detailed", "light")


@pytest.fixture(scope="module")
def known() -> Geography:
    return geography()


# The files


def test_the_folder_holds_in_8_megabytes_and_is_the_one_described() -> None:
    files = {p.name: p for p in reference_dir().iterdir()}
    assert sum(p.stat().st_size for p in files.values()) <= 8_000_000
    content = json.loads(files["provenance.json"].read_text(encoding="utf-8"))
    assert set(files) == {o["file"] for o in content["outputs"]} | {"README.md", "provenance.json"}
    for output in content["outputs"]:
        assert sha256_of(files[output["file"]]) == output["sha256"], output["file"]
    assert {s["file"]: s["sha256"] for s in content["sources"]} == {p.archive: p.sha256 for p in (DIVISIONS, CONTOURS)}


def test_there_are_today_s_communes_and_the_45_arrondissements(known: Geography) -> None:
    communes = known.communes[known.communes["kind"] == "commune"]
    overseas = communes["departement"].str.startswith(("975", "977", "978", "98"))
    assert (len(communes), int(overseas.sum()), len(known.communes) - len(communes)) == (34_969, 94, 45)
    assert communes.index.is_unique
    assert len(known.departement_codes()) == 101 + 8 and len(known.region_codes()) == 18 + 8


def test_no_key_dangles(known: Geography) -> None:
    communes = known.communes
    assert set(communes["departement"]) == set(known.departement_codes())
    assert set(communes["region"]) == set(known.region_codes())
    assert set(communes["epci"].dropna()) | set(communes["ept"].dropna()) == set(known.epci_codes())
    assert set(communes["parent"].dropna()) == {"75056", "69123", "13055"}
    former = pq.read_table(reference_dir() / "former_communes.parquet").to_pandas()
    assert former["former_code"].is_unique
    assert not set(former["former_code"]) & set(communes.index)
    assert set(former["code"]) <= set(communes.index[communes["kind"] == "commune"])
    for level in LEVELS:
        codes = pq.read_table(reference_dir() / f"contours_{level}.parquet", columns=["code"])["code"].to_pylist()
        assert sorted(codes) == codes == sorted(communes.index[communes["on_map"]])


def test_only_the_overseas_collectivities_have_no_contour(known: Geography) -> None:
    without = known.without_contour(known.communes.index)
    assert len(without) == 94
    assert {known.communes.at[c, "departement"] for c in without} == {
        "975", "977", "978", "984", "986", "987", "988", "989",
    }  # fmt: skip


# Contours


@pytest.mark.parametrize("level", LEVELS)
def test_neighbours_share_their_borders_everywhere(known: Geography, level: str) -> None:
    frame = gpd.read_parquet(reference_dir() / f"contours_{level}.parquet").set_index("code")
    assert frame.crs.to_epsg() == 4326
    assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
    assert frame.is_valid.all() and not frame.is_empty.any()
    kind = known.communes["kind"].reindex(frame.index)
    parents = set(known.communes["parent"].dropna())
    for kept in (frame[kind == "commune"], frame[~frame.index.isin(list(parents))]):
        for _, group in kept.groupby([territory_of(code) for code in kept.index]):
            assert shapely.coverage_is_valid(group.geometry.to_numpy())


def test_the_mainland_has_no_hole_but_llivia(known: Geography) -> None:
    """A commune merged since the contours' year and forgotten would be a hole, as in the source."""
    frame = gpd.read_parquet(reference_dir() / "contours_detailed.parquet").set_index("code")
    mainland = frame[(known.communes["kind"].reindex(frame.index) == "commune") & ~frame.index.str.startswith("97")]
    whole = shapely.coverage_union_all(mainland.geometry.to_numpy())
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    areas = gpd.GeoSeries(holes, crs=4326).to_crs(2154).area / 1e6
    llivia = [h.contains(Point(1.98, 42.465)) for h in holes]
    assert sum(llivia) == 1
    assert areas[llivia].iloc[0] == pytest.approx(12.9, abs=0.3)
    assert areas[[not inside for inside in llivia]].max() < 0.2  # square kilometres: coves and rounding


@pytest.mark.parametrize(
    ("code", "point"),
    [
        ("93066", (2.361, 48.964)),  # Pierrefitte-sur-Seine, in Saint-Denis since 2025
        ("49126", (-1.267, 47.334)),  # Champtoceaux, whose code Orée d'Anjou once had
        ("15031", (2.944, 45.113)),  # Celles, a commune again since 2025
        ("75056", (2.3522, 48.8566)),
        ("75104", (2.3522, 48.8566)),
    ],
)
def test_a_place_lies_in_today_s_commune(known: Geography, code: str, point: tuple[float, float]) -> None:
    for level in LEVELS:
        assert known.contours([code], level).geometry.iloc[0].contains(Point(point)), level


def test_communes_that_parted_do_not_overlap(known: Geography) -> None:
    frame = known.contours(["15031", "15141"])
    assert frame.geometry.iloc[0].intersection(frame.geometry.iloc[1]).area == 0


def test_contours_come_with_names_and_only_those_asked(known: Geography) -> None:
    frame = known.contours([*reversed(BIEVRE), "97501", "inconnu"])
    assert list(frame.columns) == ["code", "name", "geometry"]
    assert dict(zip(frame["code"], frame["name"], strict=True)) == BIEVRE
    assert known.contours([]).empty
    assert known.without_contour([*BIEVRE, "97501", "inconnu"]) == ["97501", "inconnu"]


# Communes and their groups


def test_the_bievre_has_its_five_communes(known: Geography) -> None:
    for code, name in BIEVRE.items():
        commune = known.commune(code)
        assert commune is not None
        assert (commune.name, commune.departement, commune.region) == (name, "94", "11")
        assert known.name_of("epci", str(commune.ept)) == "Grand-Orly Seine Bièvre"
        assert known.name_of("epci", str(commune.epci)) == "Métropole du Grand Paris"
    assert known.population(BIEVRE) == 31_103 + 19_826 + 29_528 + 31_188 + 5_611


def test_the_bocage_bressuirais_has_its_33_communes(known: Geography) -> None:
    members = known.epci_members(BOCAGE)
    assert len(members) == 33 and known.name_of("epci", BOCAGE) == "CA du Bocage Bressuirais"
    epci = pq.read_table(reference_dir() / "epci.parquet").to_pandas().set_index("code")
    assert known.population(members) == epci.at[BOCAGE, "population"] == 74_172
    assert len(known.contours(members)) == 33


def test_the_métropole_du_grand_paris_and_its_ept_share_their_communes(known: Geography) -> None:
    epci = pq.read_table(reference_dir() / "epci.parquet").to_pandas()
    ept = {c for code in epci.loc[epci["kind"] == "EPT", "code"] for c in known.epci_members(code)}
    assert ept | {"75056"} == set(known.epci_members("200054781"))


def test_paris_is_its_arrondissements(known: Geography) -> None:
    parts = list(known.communes.index[known.communes["parent"] == "75056"])
    assert len(parts) == 20
    assert known.population(["75056"]) == known.population(parts) == known.population(["75056", *parts]) == 2_103_778


def test_a_population_that_is_not_known_is_never_a_zero(known: Geography) -> None:
    assert known.population(["79001", "98411"]) is None  # no inhabitant counted in the TAAF
    assert known.population(["79001", "99999"]) is None
    assert known.population_year == 2023


def test_names_of_territories(known: Geography) -> None:
    assert known.name_of("commune", "79001") == "L'Absie"
    assert known.name_of("departement", "2A") == "Corse-du-Sud"
    assert known.name_of("region", "75") == "Nouvelle-Aquitaine"
    assert known.name_of("france", "FR") == "France"
    assert known.name_of("cpts", "bievre") is None and known.name_of("commune", "00000") is None
    departement, region = known.departement("79"), known.region("75")
    assert departement is not None and region is not None
    assert (departement.name, departement.region, region.name) == ("Deux-Sèvres", "75", "Nouvelle-Aquitaine")


def test_the_fingerprint_is_that_of_the_contents(known: Geography) -> None:
    assert known.fingerprint() == Geography(reference_dir()).fingerprint()
    assert len(known.fingerprint()) == 16


# Yesterday's codes


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("79001", "79001"),
        ("79037", "79013"),  # Boësse → Argentonnay
        ("93059", "93066"),  # Pierrefitte-sur-Seine → Saint-Denis
        ("49069", "49126"),  # Champtoceaux: Orée d'Anjou left its code for Drain's
        ("15031", "15031"),  # Celles: merged, then a commune again
        ("60455", "60694"),  # the history says Beaumont-les-Nonains, which it left with Les Hauts-Talican
        ("55273", "55386"),
        ("75114", "75114"),
        ("99999", None),
        ("1001", None),
    ],
)
def test_a_code_leads_to_today_s(known: Geography, former: str, today: str | None) -> None:
    assert known.today(former) == today


def test_a_former_commune_is_told_apart(known: Geography) -> None:
    former = known.former("93059")
    assert former is not None
    assert (former.name, former.kind, former.today) == ("Pierrefitte-sur-Seine", "deleguee", "93066")
    assert known.former("93066") is None


def test_the_parts_of_a_commune_are_its_own_code_and_every_former_one(known: Geography) -> None:
    assert known.parts("93066") == {"93059", "93066"}
    assert "49126" not in known.parts("49126") and "49069" in known.parts("49126")  # a code made since 2024
    assert known.renumbered("20004") and known.parts("2A004") == {"2A004"}
    assert known.parts("79013") == {"79013", "79037", "79053", "79072", "79099", "79187", "79305", "79333"}
    assert known.parts("15031") == {"15031"}


# Names


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("L'Absie", ["79001"]),
        ("ABSIE (L')", ["79001"]),
        ("Absie, L’", ["79001"]),
        ("absie", ["79001"]),
        ("l hay les roses", ["94038"]),
        ("ST AMAND S/ SEVRE", ["79235"]),
        ("St-André-sur-Sèvre", ["79236"]),
        ("Stes-Maries-de-la-Mer", ["13096"]),
        ("Paris", ["75056"]),
        ("PARIS 14", ["75114"]),
        ("Paris 14ème arrondissement", ["75114"]),
        ("Marseille 01", ["13201"]),
        ("Nulle-Part", []),
        ("", []),
    ],
)
def test_a_name_is_found_as_people_write_it(known: Geography, written: str, codes: list[str]) -> None:
    assert known.find_by_name(written) == codes


def test_every_commune_is_found_by_its_name_in_its_departement(known: Geography) -> None:
    def bare(text: str) -> str:
        plain = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE"))
        return "".join(c for c in plain if not unicodedata.combining(c)).upper().replace("-", " ").replace("'", " ")

    for row in known.communes.itertuples():
        assert known.find_by_name(row.name, row.departement) == [row.Index]
        assert row.Index in known.find_by_name(bare(row.name), row.departement)


def test_namesakes_are_all_given_and_the_departement_chooses(known: Geography) -> None:
    assert len(known.find_by_name("Saint-Denis")) > 1
    assert known.find_by_name("Saint-Denis", "93") == ["93066"]


def test_the_article_decides_between_neighbours_and_nothing_is_guessed_without(known: Geography) -> None:
    assert known.find_by_name("La Vergne", "17") == known.find_by_name("VERGNE (LA)", "17") == ["17465"]
    assert known.find_by_name("Vergné", "17") == ["17464"]
    assert known.find_by_name("VERGNE", "17") == ["17464", "17465"]


def test_an_article_alone_is_a_name_too() -> None:
    assert normalise_name("Les") == "LES"
    assert normalise_name("Œuf-en-Ternois") == "OEUF EN TERNOIS"


def test_postal_codes_are_recognised(known: Geography) -> None:
    assert known.is_postal("79240") and not known.is_postal("79001")
