"""Does a file look like data about persons? Then nothing of it is stored, logged or shown.

Looks at headings and at the shape of cells; keeps no cell.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from boussole.geography import geography
from etl.headings import matcher, role_of
from etl.numbers import number
from etl.periods import plain
from etl.places import looks_like_code

_WHO = r"(?:patient|benef|assure|individu|personne|adherent)\w*"
_HEADINGS = re.compile(
    rf"^(?:nir|n nir|ben nir\w*|numero (?:de )?secu(?:rite sociale)?|n(?:umero|o)? (?:de )?(?:secu\w*|ss)|nss|ins|ipp|"
    rf"matricule ins|prenoms?|nom (?:de )?(?:naissance|famille|usuel)|nom et prenoms?|nom prenoms?|"
    rf"nom (?:du |de la |de l )?{_WHO}|initiales?|identite|dates? (?:de )?naiss\w*|ddn|nee? le|"
    rf"id(?:entifiant)? (?:du |de l )?{_WHO}|n(?:o|um|umero) (?:de |du )?(?:dossier|{_WHO})|"
    rf"n (?:dossier|patient|beneficiaire|assure)|"  # « N patients » is their number
    rf"pseudonymes?|id(?:entifiant)? (?:anonym|pseudonym)\w*|num anonym\w*)(?: (?:du |de la |de l |des )?{_WHO})?$"
)
_MAYBE_NUMBER = frozenset("patient beneficiaire assure individu personne identifiant id dossier cle".split())
_MAYBE_NAME = frozenset("patient patiente beneficiaire assure individu personne".split()) | {"nom complet"}
_SEX, _AGE = frozenset({"sexe", "genre"}), frozenset({"age", "annee naissance", "annee de naissance"})
_MARK = r"([ .\-\u00a0\u2009\u202f]?)"
# Together, or in groups with the same mark between all: « 1.97226502311248 » is a rate, not a number of the kind.
_NIR = re.compile(
    rf"(?<![\d.,])([1-478]){_MARK}(\d\d)\2(\d\d)\2(\d\d|2[AB])\2(\d{{3}})\2(\d{{3}}){_MARK}(\d\d)(?![\d])",
    re.IGNORECASE,
)
_WITHOUT_KEY = re.compile(
    rf"[12]{_MARK}\d\d\1(?:0[1-9]|1[0-2])\1(?:[0-8]\d|9[0-57-9]|2[AB])\1\d{{3}}\1\d{{3}}", re.IGNORECASE
)
_LONG_DIGITS = re.compile(rb"[0-9][0-9ABab .\-\x80-\xff]{13}")  # what a number of the kind begins with, cheaply
SAMPLE = 2_000  # lines whose shape is looked at
WHOLE = 8 << 20  # bytes: a text up to this size is searched to its end for a number, a longer one at both ends
END = 64 << 10


def is_nir(text: str) -> bool:
    """Whether a text holds a social security number: 15 digits whose key is right (97 minus the number modulo 97)."""
    return any(_right_key(found) for found in _NIR.finditer(text))


def _right_key(found: re.Match[str]) -> bool:
    month, departement = found[4], found[5].upper()
    if not (month >= "20" or "01" <= month <= "12"):
        return False
    body = "".join((found[1], found[3], month, departement.replace("2A", "19").replace("2B", "18"), found[6], found[7]))
    return 97 - int(body) % 97 == int(found[9])


def looks_individual(text: Path, delimiter: str) -> bool:
    """Whether a file's beginning holds persons: a NIR, headings that only they have, birth dates, or a line each."""
    if _holds_number(text):
        return True
    with text.open(encoding="utf-8", newline="") as handle:
        lines = itertools.islice(handle, SAMPLE)
        rows = [[c.strip().strip('"') for c in line.rstrip("\r\n").split(delimiter)] for line in lines]
    return bool(_personal_headings(rows[:30])) or any(
        test(headings, cells, rows)
        for headings, cells in _columns(rows)
        for test in (_numbers, _names, _births, _persons)
    )


def _holds_number(text: Path) -> bool:
    """Whether a NIR stands anywhere in the text, or at either end of a long one: titles, notes, ignored columns too."""
    with text.open("rb") as handle:
        head = handle.read(WHOLE)
        handle.seek(max(len(head), text.stat().st_size - END))
        pieces = (head, handle.read())
    return any(
        is_nir(piece[max(0, found.start() - 1) : found.start() + 60].decode("utf-8", errors="replace"))
        for piece in pieces
        for found in _LONG_DIGITS.finditer(piece)
    )


def holds_nir(texts: Iterable[object]) -> bool:
    """Whether one of the texts is a NIR: for what is read beyond the beginning."""
    return any(is_nir(str(t)) for t in texts)


def _bare(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", plain(heading)).strip()


def _personal_headings(rows: list[list[str]]) -> list[str]:
    """The headings that only a person has."""
    return [raw for row in rows for cell in row if _HEADINGS.match(raw := _bare(cell))]


def _columns(rows: list[list[str]]) -> Iterable[tuple[list[str], list[str]]]:
    """For each column: what may be its headings (the first lines), and its filled cells."""
    for i in range(max(map(len, rows), default=0)):
        column = [r[i] for r in rows if i < len(r) and r[i]]
        yield [_bare(c) for c in column[:30]], column


def _numbers(headings: Sequence[str], cells: Sequence[str], rows: Sequence[object]) -> bool:
    """Numbers of persons: NIRs without their key, or codes that differ from line to line under « Patient »."""
    short = [c for c in cells if len(c) >= 13 and _WITHOUT_KEY.fullmatch(c)]
    if len(short) >= max(2, len(cells) * 0.6) and len(set(short)) > len(short) / 2:
        return True
    if not _MAYBE_NUMBER & set(headings):
        return False
    codes = [
        c
        for c in cells
        if re.fullmatch(r"\w*\d\w*", c) and (len(c) >= 10 or not c.isdigit()) and not looks_like_code(c)
    ]
    return len(codes) >= max(5, len(rows) * 0.6) and len(set(codes)) > len(codes) * 0.95


def _names(headings: Sequence[str], cells: Sequence[str], rows: Sequence[object]) -> bool:
    """Names or initials of persons: under « Patient » or « Assuré », letters that differ from line to line and name no
    commune."""
    if not _MAYBE_NAME & set(headings[:10]):
        return False
    letters = [c for c in cells if re.fullmatch(r"[^\W\d_][^\d;]{0,60}", c) and _bare(c) not in _MAYBE_NAME]
    return (
        len(letters) >= max(2, len(cells) * 0.6)
        and len(set(letters)) >= len(letters) / 2
        and not any(geography().find_by_name(c) for c in letters[:20])
    )


def _births(headings: Sequence[str], cells: Sequence[str], rows: Sequence[object]) -> bool:
    """Dates spread over a lifetime, most of them different, that no heading calls a period."""
    if any(role_of(h) in ("period", "start", "end", "extracted") for h in headings):
        return False
    days = [d for c in cells if len(c) >= 8 and (d := _day(c)) is not None]
    return (
        len(days) >= max(3, len(rows) // 2)
        and len(set(days)) > len(days) * 0.7
        and max(days).year - min(days).year >= 15
    )


def _day(cell: str) -> date | None:
    """« 12/03/1950 », « 12/03/50 », « 1950-03-12 00:00:00 », « 19500312 »."""
    if found := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)?\d\d)$", cell):
        day, month, year = found.groups()
        year = year if len(year) == 4 else f"{'19' if int(year) > 30 else '20'}{year}"
    elif found := re.match(r"((?:19|20)\d\d)(-?)(\d\d)\2(\d\d)(?:[ T].*)?$", cell):
        year, _, month, day = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _persons(headings: Sequence[str], cells: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """One line a person: ages in full years beside a sex, and nothing counted."""
    if not _AGE & set(headings):
        return False
    line = next(row for row in rows if _AGE & set(map(_bare, row)))
    if not _SEX & set(map(_bare, line)):
        return False
    ages = [c for c in cells if re.fullmatch(r"\d{1,3}|(?:19|20)\d\d", c)]
    counted = any(_counts(i, heading, rows) for i, heading in enumerate(line))
    return len(ages) >= max(2, (len(cells) - 1) * 0.8) and not counted


def _counts(i: int, heading: str, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column holds something counted or measured: numbers, and not « oui » or 1 for each person."""
    if role_of(heading) not in ("numerator", "denominator", "value") and not matcher().indicator(heading):
        return False
    numbers = [n for row in rows if i < len(row) and (n := number(row[i])) is not None]
    return any(n not in (0, 1) for n in numbers)


def delimiter_guess(text: Path) -> str:
    """The commonest delimiter of the first lines, for the look above only."""
    with text.open(encoding="utf-8") as handle:
        head = handle.read(64 << 10)
    counts = {d: sum(len(r) > 1 for r in csv.reader(head.splitlines(), delimiter=d)) for d in ";,\t|"}
    return max(counts, key=lambda d: counts[d])
