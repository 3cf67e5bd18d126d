"""A written place → a territory: commune by code or name, yesterday's codes, EPCI, département, région, France, CPTS.

Refuses with a declared reason; a postal code is never taken for a commune.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from boussole.geography import geography, normalise_name
from boussole.values import Kind, Territory
from etl.periods import plain

_CODE = re.compile(r"^(?:\d{5}|2[AB]\d{3}|\d{4})$")
_TOTAL = re.compile(
    r"^(?:(?:sous[- ]?)?(?:total|ensemble|cumul)\b(?:.*)|territoire(?: (?:de la |du )?cpts\b.*)?|cpts\b.*)$"
)
_TOTAL_OF = re.compile(r"^(?:sous[- ]?)?(?:total|ensemble|cumul)(?: general)? ?(?:du |de la |de l['’]|de |des |d['’])?")
_OTHER_LEVEL = re.compile(
    r"\b(?:departement|region|france|nation|metropole|epci|intercommunal|canton|bassin|hors|autre)"
)
KINDS = {
    "commune": Kind.COMMUNE, "com": Kind.COMMUNE, "communes": Kind.COMMUNE, "arm": Kind.COMMUNE,
    "cpts": Kind.CPTS, "territoire": Kind.CPTS,
    "epci": Kind.EPCI, "intercommunalite": Kind.EPCI,
    "departement": Kind.DEPARTEMENT, "dep": Kind.DEPARTEMENT,
    "region": Kind.REGION, "reg": Kind.REGION,
    "france": Kind.FRANCE, "national": Kind.FRANCE, "fr": Kind.FRANCE, "pays": Kind.FRANCE,
}  # fmt: skip
FRANCE_NAMES = frozenset(
    {"france", "france entiere", "fr", "99", "france metropolitaine + drom", "national", "ensemble france"}
)


@dataclass(frozen=True)
class KnownTerritory:
    """A CPTS of the store, as the import needs it."""

    id: str
    name: str
    communes: frozenset[str]


@dataclass(frozen=True)
class Resolved:
    """`territory` is None when refused (then `reason`) or when the line is a total to attach (`total`; then a `reason`
    tells why it is nobody's)."""

    territory: Territory | None
    reason: str | None = None
    former: str | None = None  # the code of yesterday that was written
    padded: bool = False
    total: bool = False


def clean_code(cell: str) -> str:
    """« ="79049" », « 79049.0 », « '01001 », « 2a004 » → the code."""
    code = cell.strip().strip("'\u00a0 ")
    if code.startswith("="):
        code = code[1:]
    code = code.strip('"').strip()
    if re.fullmatch(r"\d{4,5}\.0+", code):
        code = code.split(".")[0]
    if re.fullmatch(r"(?:\d\d|2[aAbB])[ \u00a0\u202f]\d{3}", code):  # « 79 049 »
        code = code[:2] + code[3:]
    return code.upper()


def bare_name(name: str) -> tuple[str, str]:
    """« Le Pin (79) » → the name and the département that stands after it; an empty one where none does."""
    found = re.search(r"\((2[AB]|\d{2,3})\)\s*$", name)
    return (name[: found.start()].strip(), found[1]) if found else (name, "")


def looks_like_code(code: str) -> bool:
    """The shape of a commune code, with or without its leading zero."""
    return bool(_CODE.match(code))


def total_word(cell: str) -> bool:
    """« Total », « Ensemble »…: a line for all the communes of the file."""
    return bool(_TOTAL.match(plain(cell)))


def resolve(
    code: str, name: str, departement: str, kind: str, postal: bool, territories: Sequence[KnownTerritory]
) -> Resolved:
    """One written place. `postal`: the code column holds postal codes, so only the name counts."""
    written = clean_code(code)
    level = KINDS.get(plain(kind)) if kind.strip() else None
    if kind.strip() and level is None:
        return Resolved(None, "commune_inconnue")
    if level is not None and level is not Kind.COMMUNE:
        return _other_level(level, written, code.strip(), name.strip(), territories)
    if total_word(code) or (total_word(name) and not looks_like_code(written)):
        return _total(code.strip(), name.strip(), territories)
    if postal:
        return _by_postal_name(written, name, departement) if name.strip() else Resolved(None, "code_postal")
    if not written:
        return _by_name(name, departement, territories)
    if looks_like_code(written):
        return _by_code(written, name)
    if re.fullmatch(r"\d{9}", written) and written in geography().epci_codes():
        return Resolved(Territory(Kind.EPCI, written))
    if area := next((a for a in _areas(name) if a.code == written.zfill(2)), None):  # « 79 », « Deux-Sèvres »
        return Resolved(area)
    own = _cpts(code.strip(), name.strip(), territories)
    if own:
        return Resolved(own)
    if plain(code) in FRANCE_NAMES:
        return Resolved(Territory(Kind.FRANCE, "FR"))
    if re.search(r"[^\W\d_]{2}", written):  # a name written in the code column
        return _by_name(code, departement, territories)
    return Resolved(None, "commune_inconnue")


def agrees(code: str, name: str) -> bool | None:
    """Whether a commune's code and the name beside it say the same; None when one of them says nothing."""
    found = geography()
    today, former = found.today(code), found.former(code)
    names = {normalise_name(c.name) for c in (today and found.commune(today), former) if c and c.name}
    if not names or not found.find_by_name(name):
        return None
    return normalise_name(name) in names


def _by_code(written: str, name: str) -> Resolved:
    found = geography()
    padded = len(written) == 4
    code = written.zfill(5)
    today, postal = found.today(code), found.is_postal(code)
    if today is None or (postal and agrees(code, name) is False):  # 79300 « Bressuire » is not Sainte-Verge
        return Resolved(None, "code_postal" if postal else "commune_inconnue")
    return Resolved(Territory(Kind.COMMUNE, today), former=code if today != code else None, padded=padded)


def _by_postal_name(written: str, name: str, departement: str) -> Resolved:
    """By name; where several communes have it, a postal code says the département, never the commune."""
    found = _by_name(name, departement)
    if found.reason != "nom_ambigu" or departement.strip() or not re.fullmatch(r"\d{4,5}", written):
        return found
    code = written.zfill(5)
    corsica = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}.get(code[:3])
    settled = _by_name(name, corsica or (code[:3] if code[:2] in ("97", "98") else code[:2]))
    return settled if settled.territory else found


def _by_name(name: str, departement: str, territories: Sequence[KnownTerritory] = ()) -> Resolved:
    if not name.strip():
        return Resolved(None, "commune_inconnue")
    own = _cpts("", name.strip(), territories)
    if own:
        return Resolved(own)
    if plain(name) in FRANCE_NAMES:
        return Resolved(Territory(Kind.FRANCE, "FR"))
    dep = _departement(departement) if departement.strip() else None
    bare = name
    if dep is None and (written := bare_name(name))[1]:
        bare, dep = written
    codes = geography().find_by_name(bare, dep)
    theirs = [c.departement for code in codes if (c := geography().commune(code))]
    areas = [] if dep else [a for a in _areas(name) if [a.code] != theirs]
    places = [*(Territory(Kind.COMMUNE, code) for code in codes), *areas]  # « Vienne »: a commune, a département
    if len(places) == 1:
        return Resolved(places[0])
    return Resolved(None, "nom_ambigu" if places else "commune_inconnue")


def _departement(written: str) -> str:
    """« 79 », « 1 », « 79 - Deux-Sèvres », « Deux-Sèvres » → the département's code, or what is written."""
    code = clean_code(written)
    if found := re.match(r"(2[AB]|\d{1,3})\b", code):
        return found[1].zfill(2)
    return next((a.code for a in _areas(written) if a.kind is Kind.DEPARTEMENT), code)


def _areas(name: str) -> list[Territory]:
    """The EPCI, départements and régions of a name."""
    wanted = plain(name).replace("-", " ")
    return [Territory(kind, code) for kind, labels in _labels().items() for code, label in labels if label == wanted]


@cache
def _labels() -> dict[Kind, list[tuple[str, str]]]:
    found = geography()
    known = {
        Kind.EPCI: found.epci_codes(), Kind.DEPARTEMENT: found.departement_codes(), Kind.REGION: found.region_codes(),
    }  # fmt: skip
    return {k: [(code, plain(label).replace("-", " ")) for code, label in codes.items()] for k, codes in known.items()}


def _total(code: str, name: str, territories: Sequence[KnownTerritory]) -> Resolved:
    """A total line: of a CPTS or an area that it names, of another level (then `total_ecarte`), or of the file."""
    if own := _cpts(code, name, territories):
        return Resolved(own)
    of = _TOTAL_OF.sub("", plain(code if total_word(code) else name))
    if of in FRANCE_NAMES:
        return Resolved(Territory(Kind.FRANCE, "FR"))
    if len(areas := _areas(of)) == 1:
        return Resolved(areas[0])
    return Resolved(None, "total_ecarte" if areas or _OTHER_LEVEL.search(of) else None, total=True)


def _cpts(code: str, name: str, territories: Sequence[KnownTerritory]) -> Territory | None:
    for text in (code, name):
        if not text:
            continue
        wanted = _bare_cpts(text)
        for known in territories:
            if text == known.id or (wanted and wanted == _bare_cpts(known.name)):
                return Territory(Kind.CPTS, known.id)
    return None


def _bare_cpts(text: str) -> str:
    return re.sub(r"^(?:total )?cpts ?(?:du |de la |de l.|de |des )?", "", plain(text).replace("-", " ")).strip()


def _other_level(level: Kind, written: str, code: str, name: str, territories: Sequence[KnownTerritory]) -> Resolved:
    if level is Kind.FRANCE:
        return Resolved(Territory(Kind.FRANCE, "FR"))
    if level is Kind.CPTS:
        if own := _cpts(code, name, territories):
            return Resolved(own)
        if total_word(code) or total_word(name) or not (code or name):
            return Resolved(None, total=True)
        return Resolved(None, "commune_inconnue")
    labels = dict(_labels()[level])
    short = written.zfill(2) if level is not Kind.EPCI else written
    if short in labels:
        return Resolved(Territory(level, short))
    named = [a for a in _areas(name or code) if a.kind is level]
    return Resolved(named[0]) if len(named) == 1 else Resolved(None, "commune_inconnue")
