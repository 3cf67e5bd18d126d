"""Text as extracts come: encodings, accents broken once, line ends, delimiters, quotes, titles and notes; and in all of
them the line numbers of the file itself."""

from __future__ import annotations

import codecs
import itertools
from pathlib import Path

import pytest

from etl.read import ENCODINGS, opened, repair
from tests.etl.extracts import PIVOT, Read, blocked, command, pivot, read, refused_whole, with_territories, written

HEADER = "code_commune;commune;annee;indicateur;numerateur;denominateur"
# The last line is refused for its value: a test sees by it that line numbers are right.
LINES = [
    "79079;Mauléon – Œ, œ, €, ’, «;2024;mt_sans_17plus;942;5315",
    "79103;Le Beugnon à l’été;2024;mt_sans_17plus;50;500",
    "79195;Nueil-les-Aubiers;2024;mt_sans_17plus;dénué;500",
]
TEXT = pivot(LINES, HEADER)


def seen(found: Read, last: int = 4) -> None:
    """The three lines as they are."""
    assert found.by_commune["79079"].numerator == 942
    assert [(r["line"], r["value"], r["reason"]) for r in found["rejected"]] == [(last, "dénué", "valeur_illisible")]
    assert (found["lines"], found["cells"], found["observations"]) == (3, 3, 2)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_each_encoding_is_recognised(tmp_path: Path, encoding: str, said: str) -> None:
    path = written(tmp_path, TEXT.encode(encoding))
    found = read(path)
    assert found["encoding"] == said
    seen(found)  # and to the letter:
    with opened(path) as file:
        assert file.text.read_text(encoding="utf-8").splitlines() == TEXT.splitlines()


def test_utf_16_of_the_other_end_is_recognised_by_its_mark(tmp_path: Path) -> None:
    found = read(written(tmp_path, codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")))
    assert found["encoding"] == "utf-16"
    seen(found)


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_that_cp1252_does_not_have_makes_latin_1(tmp_path: Path, byte: int) -> None:
    text = TEXT.replace("– Œ, œ, €, ’, «", chr(byte)).replace("’", "'")
    found = read(written(tmp_path, text.encode("latin-1")))
    assert found["encoding"] == "latin-1"
    seen(found)


def test_a_byte_that_is_not_utf_8_is_seen_far_from_the_beginning(tmp_path: Path) -> None:
    many = [f"79049;x;2024;mt_sans_17plus;{i};99999" for i in range(60_000)]
    found = read(written(tmp_path, pivot([*many, LINES[0]], HEADER).encode("cp1252")), year=2024)
    assert found["encoding"] == "cp1252"
    assert found.one("79079").numerator == 942
    assert found["refused"] == 60_000 and set(found.reasons) == {"doublon"}


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_accents_broken_once_are_repaired_and_said(tmp_path: Path, codec: str) -> None:
    text = TEXT.replace("– Œ, œ, €, ’, «", "É À Ç Î û").replace("’", "'")
    broken = "".join(bytes([b]).decode(codec, errors="ignore") or chr(b) for b in text.encode())
    assert "Ã©" in broken
    path = written(tmp_path, broken)
    found = read(path)
    seen(found)
    assert found["encoding"] == "utf-8" and found.warned == {"accents_repares"}
    with opened(path) as file:
        assert file.text.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("right", ["Mauléon", "Cœur", "L’Absie", "à", "É", "Î", "« 12 »", "19,7 °", "10 €", "–"])
def test_a_broken_line_is_repaired_to_the_letter(right: str) -> None:
    assert repair(right) == right
    assert repair(right.encode().decode("cp1252", errors="replace")) == right or "\ufffd" in right.encode().decode(
        "cp1252", errors="replace"
    )
    assert repair(f"déjà {right.encode().decode('latin-1')}") in (
        f"déjà {right}",
        f"déjà {right.encode().decode('latin-1')}",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(tmp_path: Path, end: str) -> None:
    seen(read(written(tmp_path, TEXT.replace("\n", end).encode("cp1252"))))
    seen(read(written(tmp_path, TEXT.replace("\n", end))))


def test_line_ends_may_change_in_the_middle_of_a_file(tmp_path: Path) -> None:
    first, second, third = LINES
    seen(read(written(tmp_path, f"{HEADER}\n{first}\r{second}\r\n{third}\nSource : CPAM\n")))
    seen(read(written(tmp_path, f"{HEADER}\r\n{first}\n{second}\r{third}")))


def test_a_lone_carriage_return_is_seen_across_two_readings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.read.CHUNK", 16)
    for pad, end in itertools.product(range(16), ("\r\n", "\r", "\r\r\n")):
        text = f"{' ' * pad}{TEXT}"
        with opened(written(tmp_path, text.replace("\n", end))) as file:
            lines = file.text.read_bytes().decode().split("\n" if end == "\r" else end.replace("\r\r\n", "\n\n"))
        assert lines == text.split("\n")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_each_delimiter_is_recognised(tmp_path: Path, delimiter: str) -> None:
    text = TEXT.replace(", œ, €, ’, «", "").replace(";", delimiter)
    found = read(written(tmp_path, text))
    assert found["delimiter"] == delimiter
    seen(found)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_decimal_commas_are_no_delimiters(tmp_path: Path, delimiter: str) -> None:
    lines = [f"{code};{rate},5;{rate},25" for code, rate in zip(("79049", "79062", "79079"), (10, 20, 30), strict=True)]
    header = "Code INSEE;Taux de dépistage CCR;Taux de vaccination grippe 65 ans et plus"
    found = read(written(tmp_path, pivot(lines, header).replace(";", delimiter)), year=2024)
    assert found["delimiter"] == delimiter
    assert found.one("79062", indicator="dep_colorectal_50_74").value == 20.5


def test_commas_in_numbers_and_notes_do_not_outvote_the_headings(tmp_path: Path) -> None:
    note = "(1) chiffres provisoires, à confirmer"
    found = read(
        written(tmp_path, pivot(["79049;0,5", "79062;1,5", note, note], "Code INSEE;Taux de dépistage CCR")), year=2024
    )
    assert found["delimiter"] == ";" and [v.value for v in found.values] == [0.5, 1.5]


def test_quoted_fields_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    lines = [
        '79079;"Mauléon ; ""centre""";2024;mt_sans_17plus;942;5315',
        '79103;"Le Beugnon\nà l’été";2024;mt_sans_17plus;50;500',
        '79195;"Nueil\r\n\r\nles-Aubiers";2024;mt_sans_17plus;dénué;500',
        "79235;Saint-Amand;2024;mt_sans_17plus;x;500",
    ]
    found = read(written(tmp_path, pivot(lines, HEADER)))
    assert found.by_commune["79079"].numerator == 942
    assert found.refused == [(5, "valeur_illisible"), (8, "valeur_illisible")]


def test_headings_hold_line_breaks(tmp_path: Path) -> None:
    text = pivot(LINES, HEADER).replace("code_commune", '"code\r\r\ncommune"').replace("annee", '"annee\n"')
    found = read(written(tmp_path, text))
    assert [c["heading"] for c in found["columns"]][:3] == ["code commune", "commune", "annee"]
    assert found["observations"] == 2 and found.reasons == {"valeur_illisible": 1}
    assert found.refused == [(7, "valeur_illisible")]


def test_titles_above_are_read_for_what_they_say(tmp_path: Path) -> None:
    above = "CPTS d’essai ; extraction du 12/03/2025\n\nDonnées de l’année 2023\n\n"
    text = above + "Code INSEE;Taux de dépistage CCR\n79049;35,5\n79062;x\nSource : Santé publique France\n"
    found = read(written(tmp_path, text))
    value = found.one("79049")
    assert (value.value, value.start, value.end, value.line) == (35.5, "2023-01-01", "2023-12-31", 6)
    assert found.refused == [(7, "valeur_illisible")]
    assert found["layout"]["extracted"] == "2025-03-12" and found["layout"]["source"] == "spf"
    assert found["lines"] == 2


BLANKS = ["", "   ", ";;;;;", " ; ;;;;", "\t"]


@pytest.mark.parametrize("blank", BLANKS)
def test_blank_lines_are_no_lines_and_move_no_number(tmp_path: Path, blank: str) -> None:
    first, second, third = LINES
    seen(read(written(tmp_path, "\n".join([HEADER, first, blank, blank, second, third]) + "\n")), last=6)
    seen(read(written(tmp_path, "\n".join([HEADER, blank, first, second, third, blank, blank]) + "\n")), last=5)


NOTES = [
    "Source : Assurance Maladie",
    "Source : Assurance Maladie;;;;;",
    '"Source : Assurance Maladie ; extraction du 12/03/2025"',
    "NS : secret statistique (effectif inférieur à 11);;;;;",
    "(1) chiffres provisoires;;;;;",
    "* moins de onze patients",
]


@pytest.mark.parametrize(
    "end", [[note] for note in NOTES] + [["", NOTES[0], NOTES[1], ""], [";;;;;", NOTES[3], ";;;;;"]]
)
def test_notes_at_the_end_are_no_lines(tmp_path: Path, end: list[str]) -> None:
    seen(read(written(tmp_path, "\n".join([HEADER, *LINES, *end]))))


@pytest.mark.parametrize("note", ["Source : Assurance Maladie;;;;;", "NS : secret;;;;;"])
def test_a_note_cut_into_columns_hides_no_uneven_line(tmp_path: Path, note: str) -> None:
    """The number of lines is the same: only counting both apart tells."""
    found = read(written(tmp_path, "\n".join([HEADER, LINES[0], "79103;x;2024;mt_sans_17plus;50", LINES[2], note])))
    assert found.refused == [(3, "ligne_inegale"), (4, "valeur_illisible")]
    assert found["lines"] == 3 and found["observations"] == 1


def test_the_last_commune_is_no_note_whatever_its_name(tmp_path: Path) -> None:
    text = pivot(
        ["Bressuire;2024;mt_sans_17plus;5;50", "Champdeniers;x;y;z;t"], PIVOT.replace("code_commune", "commune")
    )
    assert read(written(tmp_path, text)).refused == [(3, "periode_illisible")]


def test_uneven_lines_are_named_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    lines = [LINES[0], "79062", "79062;Cerizay;2024;mt_sans_17plus;1;2;3", LINES[1], "", LINES[2]]
    found = read(written(tmp_path, pivot(lines, HEADER)))
    assert found.refused == [(3, "ligne_inegale"), (4, "ligne_inegale"), (7, "valeur_illisible")]
    assert found["rejected"][1]["value"] == lines[2]
    assert found["rejected"][1]["also"] == ["7 colonnes pour 6"]
    assert (found["lines"], found["cells"], found["observations"]) == (5, 5, 2)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_quote_that_never_closes_is_refused_with_its_line(tmp_path: Path, at: int) -> None:
    lines = list(LINES)
    lines[at] = lines[at].replace(";", ';"', 1)
    block = blocked(written(tmp_path, pivot(lines, HEADER)))
    assert block.code == "fichier_illisible" and f"ligne {at + 2}" in str(block)


def test_the_fast_and_the_exact_reading_agree(tmp_path: Path) -> None:
    """A blank line sends a file the other way: nothing else changes."""
    cells = itertools.product(
        ["5", " 5 ", '"5"', "5,0", "NS", '"<11"', "", "1 234", "x", "-1"], ["500", '"5 000"', "", "z"]
    )
    lines = [f"{79000 + i};2024;mt_sans_17plus;{n};{d}" for i, (n, d) in enumerate(cells)]
    fast = read(written(tmp_path, pivot(lines)))
    exact = read(written(tmp_path, pivot([*lines, ""]) + ";;;;\n79049;2024;mt_sans_17plus;7;70\n"))
    assert fast["observations"] > 5 and fast["refused"] > 5
    assert exact["rejected"] == fast["rejected"]
    assert [v for v in exact.values if v.numerator != 7] == fast.values


# said by the analyst

ACCENTED = pivot(["Mauléon;12;100", "Argentonnay;9;100"], "Commune;Numérateur;Dénominateur")
SAID = {"year": 2024, "indicator": "mt_sans_17plus"}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_that_is_said_is_used(tmp_path: Path, encoding: str) -> None:
    found = read(written(tmp_path, ACCENTED.encode(encoding)), encoding=encoding, **SAID)
    assert (found["encoding"], found["observations"], found.refused) == (encoding, 2, [])
    assert found["columns"][1]["heading"] == "Numérateur" and found["layout"]["encoding"] == encoding


def test_the_mark_of_utf_8_is_no_text(tmp_path: Path) -> None:
    found = read(written(tmp_path, ACCENTED.encode("utf-8-sig")), encoding="utf-8", **SAID)
    assert found["encoding"] == "utf-8-sig" and found["columns"][0]["heading"] == "Commune"


def test_an_encoding_that_the_bytes_refuse_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, ACCENTED.encode("cp1252"))
    assert "« extrait" not in refused_whole(path, "encodage_impossible", "--encoding", "utf-8").err
    said = command("check", path, "--encoding", "klingon")
    assert said.code == 2 and said.err.startswith("Encodage inconnu « klingon » : écrivez utf-8, ")


def test_an_encoding_is_kept_in_the_profile_and_found_again_by_the_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = with_territories(tmp_path, {})
    monkeypatch.setenv("BOUSSOLE_STORE", str(store.root))
    path = written(tmp_path, ACCENTED.encode("mac-roman"))
    how = ["--year", 2024, "--indicator", "mt_sans_17plus"]
    assert "Mauléon" not in command("check", path, *how).out
    assert command("check", path, *how, "--encoding", "mac-roman", "--save-profile", "Vieux Mac").code == 0
    later = written(tmp_path, ACCENTED.replace("12", "13").encode("mac-roman"))
    for named in ([], ["--profile", "Vieux Mac"]):
        report = command("check", later, "--year", 2024, *named, "--json").json
        assert (report["encoding"], report["profile"], report["observations"]) == ("mac-roman", "Vieux Mac", 2)
    for other in ("utf-8", "cp1252"):  # the same header by another hand
        report = command("check", written(tmp_path, ACCENTED.encode(other)), *how, "--json").json
        assert (report["encoding"], report["observations"]) == (other, 2)
    assert command("load", later, "--year", 2024, "--yes").code == 0
    assert store.journal.lots()[0].profile == "Vieux Mac"
