"""A written place → a territory: commune by code or name, yesterday's codes, EPCI, département, région, France, CPTS.

Refuses with a declared reason; a postal code is never taken for a commune.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from boussole.geography import geography
from boussole.values import Kind, Territory
from etl.periods import plain

_CODE = re.compile(r"^(?:\d{5}|2[AB]\d{3}|\d{4})$")
_TOTAL = re.compile(r"^(?:sous-?)?(?:total|ensemble|total general|ensemble du territoire|territoire|total territoire|total cpts|cpts)\b")
KINDS = {
    "commune": Kind.COMMUNE, "com": Kind.COMMUNE, "communes": Kind.COMMUNE, "arm": Kind.COMMUNE,
    "cpts": Kind.CPTS, "territoire": Kind.CPTS,
    "epci": Kind.EPCI, "intercommunalite": Kind.EPCI,
    "departement": Kind.DEPARTEMENT, "dep": Kind.DEPARTEMENT,
    "region": Kind.REGION, "reg": Kind.REGION,
    "france": Kind.FRANCE, "national": Kind.FRANCE, "fr": Kind.FRANCE, "pays": Kind.FRANCE,
}  # fmt: skip
FRANCE_NAMES = frozenset({"france", "france entiere", "fr", "99", "france metropolitaine + drom", "national", "ensemble france"})


@dataclass(frozen=True)
class KnownTerritory:
    """A CPTS of the store, as the import needs it."""

    id: str
    name: str
    communes: frozenset[str]


@dataclass(frozen=True)
class Resolved:
    """`territory` is None when refused (then `reason`) or when the line is a total to attach (`total`)."""

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
    return code.upper()


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
        own = _cpts(code.strip(), name.strip(), territories)
        return Resolved(own) if own else Resolved(None, total=True)
    if postal:
        return _by_name(name, departement) if name.strip() else Resolved(None, "code_postal")
    if not written:
        return _by_name(name, departement, territories)
    if looks_like_code(written):
        return _by_code(written)
    if re.fullmatch(r"\d{9}", written) and written in geography().epci_codes():
        return Resolved(Territory(Kind.EPCI, written))
    own = _cpts(code.strip(), name.strip(), territories)
    if own:
        return Resolved(own)
    if plain(code) in FRANCE_NAMES:
        return Resolved(Territory(Kind.FRANCE, "FR"))
    if not re.search(r"\d", written):  # a name written in the code column
        return _by_name(code, departement, territories)
    return Resolved(None, "commune_inconnue")


def _by_code(written: str) -> Resolved:
    found = geography()
    padded = len(written) == 4
    code = written.zfill(5)
    today = found.today(code)
    if today is None:
        return Resolved(None, "code_postal" if not padded and found.is_postal(code) else "commune_inconnue")
    return Resolved(Territory(Kind.COMMUNE, today), former=code if today != code else None, padded=padded)


def _by_name(name: str, departement: str, territories: Sequence[KnownTerritory] = ()) -> Resolved:
    if not name.strip():
        return Resolved(None, "commune_inconnue")
    own = _cpts("", name.strip(), territories)
    if own:
        return Resolved(own)
    if plain(name) in FRANCE_NAMES:
        return Resolved(Territory(Kind.FRANCE, "FR"))
    dep = clean_code(departement).zfill(2) if departement.strip() else None
    bare = name
    if dep is None and (found := re.search(r"\((2[AB]|\d{2,3})\)\s*$", name)):  # « Le Pin (79) »
        dep, bare = found[1], name[: found.start()]
    codes = geography().find_by_name(bare, dep)
    if len(codes) == 1:
        return Resolved(Territory(Kind.COMMUNE, codes[0]))
    return Resolved(None, "nom_ambigu" if codes else "commune_inconnue")


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


def _other_level(
    level: Kind, written: str, code: str, name: str, territories: Sequence[KnownTerritory]
) -> Resolved:
    found = geography()
    if level is Kind.FRANCE:
        return Resolved(Territory(Kind.FRANCE, "FR"))
    if level is Kind.CPTS:
        own = _cpts(code, name, territories)
        return Resolved(own) if own else Resolved(None, "commune_inconnue")
    known = {
        Kind.EPCI: found.epci_codes(), Kind.DEPARTEMENT: found.departement_codes(), Kind.REGION: found.region_codes(),
    }[level]  # fmt: skip
    short = written.zfill(2) if level is not Kind.EPCI else written
    if short in known:
        return Resolved(Territory(level, short))
    wanted = plain(name or code).replace("-", " ")
    named = [c for c, label in known.items() if plain(label).replace("-", " ") == wanted]
    return Resolved(Territory(level, named[0])) if len(named) == 1 else Resolved(None, "commune_inconnue")
