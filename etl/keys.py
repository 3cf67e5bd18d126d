"""Which columns say the place and the time of a line, by their headings and by what their cells are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from boussole.geography import geography
from etl.cells import share
from etl.layout import Role
from etl.numbers import is_data_cell
from etl.periods import parse_period, plain
from etl.places import agrees, bare_name, clean_code, looks_like_code

CONTENT = 0.6  # share of cells that must agree before content decides


def months(roles: list[Role | None], cells: Sequence[Sequence[str]]) -> None:
    """« 03/2024 » under « Mois » is a period; « 3 » or « mars » completes a year said elsewhere."""
    for i, role in enumerate(roles):
        if role == "month" and "period" not in roles and share(cells[i], parse_period) > CONTENT:
            roles[i] = "period"


def places(roles: list[Role | None], headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Make sure that one column holds the places; find it by its cells where headings do not say, and tell a postal
    code column from a code column by its cells."""
    names = next((cells[i] for i, role in enumerate(roles) if role == "name"), None)
    for i, role in enumerate(roles):
        if role == "code" and _postal(cells[i], names):
            roles[i] = "postal"
        if (
            role == "name"
            and share(cells[i], lambda c: looks_like_code(clean_code(c))) > CONTENT
            and "code" not in roles
        ):
            roles[i] = "code"
    codes = [i for i, r in enumerate(roles) if r == "code"]
    for _extra in codes[1:]:  # one code column only: the one whose cells are codes
        keep = max(codes, key=lambda i: share(cells[i], _known_code))
        for i in codes:
            if i != keep:
                roles[i] = "name" if share(cells[i], _known_name) > CONTENT else None
        break
    if not {"code", "name", "postal", "kind"} & set(roles):
        _departements(roles, cells)
    if "code" not in roles and "name" not in roles:
        known = [(share(column, _known_code), i) for i, column in enumerate(cells) if roles[i] is None]
        best = max(known, default=(0.0, -1))
        if best[0] > CONTENT:
            roles[best[1]] = "code"
            return
        named = max(
            ((share(column, _known_name), i) for i, column in enumerate(cells) if roles[i] is None), default=(0.0, -1)
        )
        if named[0] > CONTENT:
            roles[named[1]] = "name"


def _departements(roles: list[Role | None], cells: Sequence[Sequence[str]]) -> None:
    """A file of départements: their names say which they are, beside their codes or alone."""
    codes, names = geography().departement_codes(), set(map(plain, geography().departement_codes().values()))
    mine = [i for i, role in enumerate(roles) if role == "departement"]
    named = next((i for i in mine if share(cells[i], lambda c: plain(c) in names) > CONTENT), None)
    coded = next((i for i in mine if share(cells[i], lambda c: clean_code(c).zfill(2) in codes) > CONTENT), None)
    if named is not None:
        roles[named] = "name"
        if coded is not None:
            roles[coded] = "code"


def _known_code(cell: str) -> bool:
    code = clean_code(cell)
    return looks_like_code(code) and geography().today(code) is not None


def _known_name(cell: str) -> bool:
    return not is_data_cell(cell) and bool(geography().find_by_name(bare_name(cell)[0]))


def _postal(codes_written: Sequence[str], names: Sequence[str] | None) -> bool:
    """Whether a column of codes holds postal codes. Half of them are commune codes too, of other communes: a name
    beside settles it; without names, a column of codes that are nearly all postal codes is no column of communes."""
    written = [code.zfill(5) if re.fullmatch(r"\d{4}", code := clean_code(c)) else code for c in codes_written]
    codes = {c for c in written if re.fullmatch(r"\d{5}", c)}
    found = geography()
    if len(codes) < 3 or sum(map(found.is_postal, codes)) < max(len(codes), len(set(filter(None, written)))) * 0.8:
        return False
    if names is not None:
        agreeing = [agrees(code, name) for code, name in zip(written, names, strict=True)]
        told = [a for a in agreeing if a is not None]
        if told:
            return sum(told) < len(told) / 2
    unknown = sum(found.today(c) is None for c in codes)
    usual = sum(_postal_share(c[:3] if c[:2] in ("97", "98") else c[:2]) for c in codes) / len(codes)
    return usual < 0.5 or unknown >= len(codes) * 0.5


@cache
def _postal_share(prefix: str) -> float:
    """The share of a département's commune codes that are also postal codes: 9 % on the mainland, most overseas."""
    codes = [c for c in geography().communes.index if c.startswith(prefix)]
    return sum(map(geography().is_postal, codes)) / len(codes) if codes else 0.0
