"""Does a file look like data about persons? Then nothing of it is stored, logged or shown.

Looks at headings and at the shape of cells; keeps no cell.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from etl.periods import parse_day, plain

_HEADINGS = re.compile(
    r"^(nir|n nir|numero (?:de )?secu(?:rite sociale)?|n(?:umero)? (?:de )?secu\w*|nss|ins|matricule ins|prenoms?|"
    r"nom (?:de )?(?:naissance|famille|usuel|patient)|nom (?:du |de la )?(?:patient|beneficiaire|assure)\w*|"
    r"nom et prenoms?|nom prenoms?|"
    r"date (?:de )?naissance|ddn|date naiss\w*|nee? le|adresse(?: postale)?|telephone|portable|mail|e-?mail|courriel|"
    r"id(?:entifiant)? (?:du )?(?:patient|beneficiaire)|num(?:ero)? (?:de )?(?:patient|dossier|beneficiaire)|"
    r"ipp|rpps|n rpps)$"
)
_NIR = re.compile(r"^([1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6})(\d{2})?$")
_DIGITS = re.compile(r"[\s.\-]")
SAMPLE = 2_000


def is_nir(cell: str) -> bool:
    """A social security number of 15 digits whose key is right (97 minus the number modulo 97)."""
    found = _NIR.match(_DIGITS.sub("", cell.strip().upper()))
    if not found or not found[2]:
        return False
    body = found[1].replace("2A", "19").replace("2B", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(found[2])


def looks_individual(text: Path, delimiter: str) -> bool:
    """Whether a file holds persons: a NIR anywhere, or headings or cells of names with birth dates."""
    rows: list[list[str]] = []
    nirs = 0
    with text.open(encoding="utf-8", newline="") as handle:
        for line in handle:
            cells = line.rstrip("\r\n").split(delimiter)
            nirs += sum(is_nir(c.strip('"')) for c in cells if len(c) >= 15)
            if nirs >= 2:
                return True
            if len(rows) < SAMPLE:
                rows.append([c.strip().strip('"') for c in cells])
            elif nirs == 0 and len(rows) >= SAMPLE:
                break
    headings = _personal_headings(rows[:30])
    strong = {"name", "birth", "number", "contact"} & headings
    if nirs and (headings or len(rows) <= 3):
        return True
    if "number" in headings or len(strong) >= 2:
        return True
    return "birth" in headings or _names_with_births(rows)


def _personal_headings(rows: list[list[str]]) -> set[str]:
    found: set[str] = set()
    for row in rows:
        for cell in row:
            raw = re.sub(r"[^a-z0-9]+", " ", plain(cell)).strip()
            if not _HEADINGS.match(raw):
                continue
            if re.search(r"naiss|ddn|nee? le", raw) and not raw.startswith("nom"):
                found.add("birth")
            elif re.search(r"nir|secu|nss|ins|patient|beneficiaire|dossier|ipp", raw) and not raw.startswith("nom"):
                found.add("number")
            elif re.search(r"adresse|tel|mail|courriel|portable", raw):
                found.add("contact")
            else:
                found.add("name")
    return found


def _names_with_births(rows: list[list[str]]) -> bool:
    """A column of dates spread over a lifetime, most of them different, beside a column of words: birth dates."""
    width = max((len(r) for r in rows), default=0)
    for i in range(width):
        days = [d for r in rows if i < len(r) and (d := _birth(r[i])) is not None]
        if (
            len(days) >= max(5, len(rows) // 2)
            and len(set(days)) > len(days) * 0.7
            and max(days).year - min(days).year >= 15
        ):
            return True
    return False


def _birth(cell: str):  # type: ignore[no-untyped-def]
    found = re.match(r"^(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)$", cell.strip())
    if found:
        from datetime import date

        try:
            return date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            return None
    return parse_day(cell) if re.match(r"^\d{4}-\d\d-\d\d$", cell.strip()) else None


def delimiter_guess(text: Path) -> str:
    """The commonest delimiter of the first lines, for the look above only."""
    with text.open(encoding="utf-8") as handle:
        head = handle.read(64 << 10)
    counts = {d: sum(len(r) > 1 for r in csv.reader(head.splitlines(), delimiter=d)) for d in ";,\t|"}
    return max(counts, key=lambda d: counts[d])
