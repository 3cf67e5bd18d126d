"""Periods as extracts write them → first and last day. Refuses (None) what is not surely a period."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date

from boussole.values import Period

MONTHS = {
    name: n
    for n, names in enumerate(
        (
            ("janvier", "janv"), ("fevrier", "fevr", "fev"), ("mars",), ("avril", "avr"), ("mai",), ("juin",),
            ("juillet", "juil"), ("aout",), ("septembre", "sept"), ("octobre", "oct"), ("novembre", "nov"),
            ("decembre", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ Tt]\d\d:\d\d[\d:.+Z]*)?$")
_FRENCH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})$")
_YEAR = re.compile(r"(?:annee |exercice |millesime |en )?((?:19|20)\d\d)(?:\.0)?$")
_SPAN = re.compile(r"(?:campagne|saison|cycle|annees?|hiver)?\s*((?:19|20)\d\d)\s*[-/]\s*((?:19|20)?\d\d)$")
_QUARTER = re.compile(r"(?:t|trimestre |trim )([1-4]) ((?:19|20)\d\d)$|((?:19|20)\d\d)[ -]?t([1-4])$")
_HALF = re.compile(r"(?:s|semestre )([12]) ((?:19|20)\d\d)$|((?:19|20)\d\d)[ -]?s([12])$")
_RANK = re.compile(r"([1-4])(?:er|e|eme|nd|ere)? (trimestre|semestre) (?:de )?")  # « 1er semestre 2024 »
_SAME_YEAR = re.compile(
    r"(?:de )?([a-z]+)\.?\s*(?:-|a|au|et)\s*([a-z]+)\.? ((?:19|20)\d\d)$"
)  # « janvier à juin 2024 »
_NAMED = "|".join(MONTHS)
_NO_TURNING_POINT = "(?<!depuis )(?<!avant )(?<!apres )(?<!partir de )"  # « ACWY depuis 2025 »: not measured in 2025
CAMPAIGN_START, CAMPAIGN_END = (10, 1), (3, 31)  # a flu campaign: October to the end of March


def parse_day(text: str) -> date | None:
    """One day, ISO or JJ/MM/AAAA."""
    text = text.strip()
    try:
        if found := _ISO.match(text):
            return _sane(date(int(found[1]), int(found[2]), int(found[3])))
        if found := _FRENCH.match(text):
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return _sane(date(year, int(found[2]), int(found[1])))
    except ValueError:
        return None
    return None


def _sane(day: date) -> date | None:
    return day if 1990 <= day.year <= 2099 else None


def plain(text: str) -> str:
    """Lower case without accents, dashes made one."""
    bare = unicodedata.normalize("NFD", text.replace("–", "-").replace("—", "-").replace("\u00a0", " "))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).lower().split())


def parse_period(text: str) -> Period | None:
    """« 2024 », « 03/2024 », « mars 2024 », « 01/11/2021–31/10/2022 », « campagne 2023-2024 », « T1 2024 ».

    >>> parse_period("campagne 2023-2024").label
    'du 01/10/2023 au 31/03/2024'
    """
    raw = _RANK.sub(r"\2 \1 ", plain(text))
    if found := _YEAR.match(raw):
        return Period.of_year(int(found[1]))
    if (day := parse_day(raw)) is not None:
        return Period(day, day)
    return _month(raw) or _part_of_year(raw) or _two_days(raw) or _two_months(raw) or _two_years(raw)


def part_of_year(year: str, part: str, heading: str) -> Period | None:
    """A year in one column and its month, quarter or half in another: « 2024 » and « 3 » under « Mois »."""
    letter = {"t": "t", "s": "s"}.get(plain(heading)[:1], "")
    number = re.fullmatch(r"0?(\d{1,2})(?:\.0)?", part.strip())
    if (whole := parse_period(year)) is None or not part.strip():
        return None
    at = whole.start.year
    found = parse_period(f"{letter}{number[1]} {at}" if letter and number else f"{number[1]}/{at}" if number else part)
    found = found or parse_period(f"{part} {at}")
    return found if found and found.start.year == at and found != whole else None


def _month(raw: str) -> Period | None:
    if found := re.match(r"(\d{1,2})[/-]((?:19|20)\d\d)$", raw):
        return _whole_month(int(found[2]), int(found[1]))
    if found := re.match(r"((?:19|20)\d\d)[/-](\d{1,2})$", raw):
        return _whole_month(int(found[1]), int(found[2]))
    if (found := re.match(r"([a-z]+)\.? ((?:19|20)\d\d)$", raw)) and found[1] in MONTHS:
        return _whole_month(int(found[2]), MONTHS[found[1]])
    return None


def _whole_month(year: int, month: int) -> Period | None:
    if not 1 <= month <= 12:
        return None
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _part_of_year(raw: str) -> Period | None:
    for pattern, months in ((_QUARTER, 3), (_HALF, 6)):
        if found := pattern.match(raw):
            rank, year = int(found[1] or found[4]), int(found[2] or found[3])
            last = _whole_month(year, rank * months)
            return Period(date(year, (rank - 1) * months + 1, 1), last.end) if last else None
    return None


_ONE_DAY = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?!\d)"
_ONE_MONTH = r"\d{1,2}/(?:19|20)\d\d|(?:" + "|".join(MONTHS) + r") (?:19|20)\d\d"


def _two_days(raw: str) -> Period | None:
    """« du … au … », « …–… », « … / … », between days or months; nothing else may stand around them."""
    raw = raw.replace(". ", " ")  # « nov. 2021 »
    for pattern, parse in ((_ONE_DAY, _day_period), (_ONE_MONTH, _month)):
        found = re.fullmatch(rf"(?:du |de |entre )?({pattern})\s*(?:-|/|au|a|et|;|,)\s*({pattern})", raw)
        if found:
            first, last = parse(found[1]), parse(found[2])
            return Period(first.start, last.end) if first and last and first.start <= last.end else None
    return None


def _two_months(raw: str) -> Period | None:
    found = _SAME_YEAR.match(raw)
    if not found or found[1] not in MONTHS or found[2] not in MONTHS or MONTHS[found[1]] > MONTHS[found[2]]:
        return None
    first, last = (_whole_month(int(found[3]), MONTHS[found[n]]) for n in (1, 2))
    return Period(first.start, last.end) if first and last else None


def _day_period(raw: str) -> Period | None:
    day = parse_day(raw)
    return Period(day, day) if day else None


def _two_years(raw: str) -> Period | None:
    if not (found := _SPAN.match(raw)):
        return None
    first = int(found[1])
    last = int(found[2]) if len(found[2]) == 4 else first // 100 * 100 + int(found[2])
    if last <= first or last - first > 10:
        return None
    if raw.startswith(("campagne", "saison", "hiver")):
        return Period(date(first, *CAMPAIGN_START), date(last, *CAMPAIGN_END)) if last == first + 1 else None
    return Period(date(first, 1, 1), date(last, 12, 31))


def find_period(text: str) -> tuple[Period | None, str]:
    """A period inside a heading, and the heading without it: (« 2023 », « Couverture grippe (%) »)."""
    raw = plain(text)
    patterns = (
        r"\(?\b(?:du )?\d{1,2}/\d{1,2}/\d{4}\s*(?:-|/|au|a)\s*\d{1,2}/\d{1,2}/\d{4}\)?",
        r"\(?\b(?:campagne|saison) (?:19|20)\d\d\s*[-/]\s*(?:(?:19|20)\d\d|\d\d)\)?",
        r"\(?\b(?:19|20)\d\d\s*[-/]\s*(?:19|20)\d\d\)?",
        r"\(?\b[1-4](?:er|e|eme|nd) (?:trimestre|semestre) (?:de )?(?:19|20)\d\d\)?",
        r"\(?\b(?:t|trimestre )[1-4] (?:19|20)\d\d\)?|\(?\b(?:s|semestre )[12] (?:19|20)\d\d\)?",
        rf"\(?\b(?:{_NAMED})\s*(?:-|a|au|et)\s*(?:{_NAMED}) (?:19|20)\d\d\)?",
        rf"\(?\b(?:{_NAMED}) (?:19|20)\d\d\)?",
        rf"\(?(?:\bannee |\bexercice |\bmillesime |\ben )?{_NO_TURNING_POINT}(?<![\d/])(?:19|20)\d\d(?![\d/])\)?",
    )
    for pattern in patterns:
        if found := re.search(pattern, raw):
            period = parse_period(found.group().strip("() "))
            if period is not None:
                return period, " ".join((raw[: found.start()] + " " + raw[found.end() :]).split())
    return None, raw


def extraction_date(text: str) -> date | None:
    """The day of « extraction du 12/03/2025 », « Export du 03/11/2025 »."""
    found = re.search(
        r"(?:extraction|extrait|export|edite|edition|date d.extraction)\D{0,12}(\d{1,2}/\d{1,2}/\d{4})", plain(text)
    )
    return parse_day(found[1]) if found else None
