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

from etl.headings import matcher, role_of
from etl.periods import plain
from etl.places import looks_like_code

_HEADINGS = re.compile(
    r"^(nir|n nir|ben nir\w*|numero (?:de )?secu(?:rite sociale)?|n(?:umero)? (?:de )?secu\w*|nss|ins|matricule ins|"
    r"prenoms?|nom (?:de )?(?:naissance|famille|usuel|patient)|nom (?:du |de la )?(?:patient|beneficiaire|assure)\w*|"
    r"nom et prenoms?|nom prenoms?|"
    r"date (?:de )?naissance|ddn|date naiss\w*|nee? le|"
    r"id(?:entifiant)? (?:du )?(?:patient|beneficiaire)|num(?:ero)? (?:de )?(?:patient|dossier|beneficiaire)|"
    r"pseudonymes?|id(?:entifiant)? (?:anonym|pseudonym)\w*|num anonym\w*|ipp)$"
)
_MAYBE_NUMBER = frozenset("patient beneficiaire assure individu personne identifiant id dossier cle".split())
_SEX, _AGE = frozenset({"sexe", "genre"}), frozenset({"age", "annee naissance", "annee de naissance"})
# Together, or in groups with the same mark between all: « 1.97226502311248 » is a rate, not a number of the kind.
_NIR = re.compile(r"([1-478])([ .-]?)(\d\d)\2(\d\d)\2(\d\d|2[AB])\2(\d{3})\2(\d{3})[ .-]?(\d\d)")
_WITHOUT_KEY = re.compile(r"[12]\d\d(?:0[1-9]|1[0-2])(?:[0-8]\d|9[0-57-9]|2[AB])\d{6}")
SAMPLE = 2_000


def is_nir(cell: str) -> bool:
    """A social security number of 15 digits whose key is right (97 minus the number modulo 97)."""
    found = _NIR.fullmatch(cell.strip().upper())
    if not found or not (found[4] >= "20" or "01" <= found[4] <= "12"):
        return False
    body = "".join(found.group(1, 3, 4, 5, 6, 7)).replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(found[8])


def looks_individual(text: Path, delimiter: str) -> bool:
    """Whether a file's beginning holds persons: a NIR, headings that only they have, birth dates, or a line each."""
    rows: list[list[str]] = []
    with text.open(encoding="utf-8", newline="") as handle:
        for line in itertools.islice(handle, SAMPLE):
            cells = [c.strip().strip('"') for c in line.rstrip("\r\n").split(delimiter)]
            if any(len(c) >= 15 and is_nir(c) for c in cells):
                return True
            rows.append(cells)
    return bool(_personal_headings(rows[:30])) or any(
        test(headings, cells, rows) for headings, cells in _columns(rows) for test in (_numbers, _births, _persons)
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
    short = [c for c in cells if len(c) >= 13 and _WITHOUT_KEY.fullmatch(c.upper().replace(" ", ""))]
    if len(short) >= max(5, len(rows) * 0.6) and len(set(short)) > len(short) / 2:
        return True
    if not _MAYBE_NUMBER & set(headings):
        return False
    codes = [
        c
        for c in cells
        if re.fullmatch(r"\w*\d\w*", c) and (len(c) >= 10 or not c.isdigit()) and not looks_like_code(c)
    ]
    return len(codes) >= max(5, len(rows) * 0.6) and len(set(codes)) > len(codes) * 0.95


def _births(headings: Sequence[str], cells: Sequence[str], rows: Sequence[object]) -> bool:
    """Dates spread over a lifetime, most of them different, that no heading calls a period."""
    if any(role_of(h) in ("period", "start", "end", "extracted") for h in headings):
        return False
    days = [d for c in cells if len(c) >= 8 and (d := _day(c)) is not None]
    return (
        len(days) >= max(5, len(rows) // 2)
        and len(set(days)) > len(days) * 0.7
        and max(days).year - min(days).year >= 15
    )


def _day(cell: str) -> date | None:
    found = re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)$", cell)
    if not found and not (found := re.match(r"((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[ T].*)?$", cell)):
        return None
    day, month, year = found.groups() if len(found[3]) == 4 else found.groups()[::-1]
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
    counted = any(role_of(c) in ("numerator", "denominator", "value") or matcher().indicator(c) for c in line)
    return len(ages) >= max(3, len(cells) * 0.8) and not counted


def delimiter_guess(text: Path) -> str:
    """The commonest delimiter of the first lines, for the look above only."""
    with text.open(encoding="utf-8") as handle:
        head = handle.read(64 << 10)
    counts = {d: sum(len(r) > 1 for r in csv.reader(head.splitlines(), delimiter=d)) for d in ";,\t|"}
    return max(counts, key=lambda d: counts[d])
