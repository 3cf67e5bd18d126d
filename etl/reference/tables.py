"""Today's communes, EPCI, départements, régions, former codes and postal codes, as tables. No geometry here.

Refuses lists that do not hold together: a former code, an EPCI member or an arrondissement that leads to no commune
of today. Overseas collectivities have no département in law: the source gives each one a row of its own in
`departements` and `regions` (975, 977, 978, 984, 986, 987, 988, 989), kept as it is, so that no key dangles.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from etl.reference.errors import ReferenceBuildError

Divisions = dict[str, list[dict[str, Any]]]

FORMER_KINDS = {"commune-deleguee": "deleguee", "commune-associee": "associee"}
EPCI_KINDS = {"MET69": "METRO"}  # the métropole de Lyon: another law, the same place in the tables


@dataclass(frozen=True)
class Tables:
    """One frame a file; rows in the order of their codes."""

    communes: pd.DataFrame
    epci: pd.DataFrame
    departements: pd.DataFrame
    regions: pd.DataFrame
    former_communes: pd.DataFrame
    postal_codes: pd.DataFrame

    @property
    def today(self) -> dict[str, str]:
        """Every known commune code → today's: itself, or that of the commune it has become a part of."""
        own = self.communes.loc[self.communes["kind"] == "commune", "code"]
        former = zip(self.former_communes["former_code"], self.former_communes["code"], strict=True)
        return {**{c: c for c in own}, **dict(former)}

    @property
    def names(self) -> dict[str, str]:
        return dict(zip(self.communes["code"], self.communes["name"], strict=True))

    @property
    def arrondissements(self) -> dict[str, list[str]]:
        """Paris, Lyon, Marseille → the codes of their arrondissements."""
        rows = self.communes[self.communes["kind"] == "arrondissement"]
        return {str(parent): sorted(group["code"]) for parent, group in rows.groupby("parent")}

    def with_map(self, codes: Collection[str]) -> Tables:
        """The same, `on_map` telling which communes have a contour."""
        return replace(self, communes=self.communes.assign(on_map=self.communes["code"].isin(list(codes))))


def build_tables(divisions: Divisions, communes_2024: Collection[str]) -> Tables:
    """`communes_2024`: the codes that were communes of their own on 1 January 2024. Raises ReferenceBuildError."""
    try:
        today = {c["code"]: c for c in divisions["communes"] if c["type"] == "commune-actuelle"}
        former = _former(divisions["communes"], today)
        epci_of = _members(divisions["epci"], today, former)
        ept_of = _members(divisions["ept"], today, former)
        communes = _communes(divisions["communes"], today, epci_of, ept_of)
        tables = Tables(
            communes=_flagged(communes, "code", communes_2024).assign(on_map=False),
            epci=_epci(divisions, communes),
            departements=_named(divisions["departements"], "region"),
            regions=_named(divisions["regions"]),
            former_communes=_flagged(_former_frame(former), "former_code", communes_2024),
            postal_codes=_postal(today),
        )
    except (KeyError, TypeError) as error:
        raise ReferenceBuildError(f"Le découpage administratif n’a pas la forme attendue : {error!r}.") from error
    _refuse_dangling(tables)
    return tables


@dataclass(frozen=True)
class _Former:
    code: str
    name: str | None
    kind: str


def _former(listed: list[dict[str, Any]], today: dict[str, dict[str, Any]]) -> dict[str, _Former]:
    """Former code → what it has become.

    The list of delegated and associated communes is INSEE's of today and wins over `anciensCodes`, which follows
    history and misses communes that left one merger for another (55273, 60455: also where their contours lie).
    """
    found = {old: _Former(c["code"], None, "fusionnee") for c in today.values() for old in c.get("anciensCodes", [])}
    for c in listed:
        if c["type"] in FORMER_KINDS:
            found[c["code"]] = _Former(c["chefLieu"], c["nom"], FORMER_KINDS[c["type"]])
    found = {old: f for old, f in found.items() if old not in today}
    lost = sorted(old for old, f in found.items() if f.code not in today)
    if lost:
        raise ReferenceBuildError(
            f"Anciens codes qui ne mènent à aucune commune d’aujourd’hui : {', '.join(lost[:10])}."
        )
    return found


def _members(groups: list[dict[str, Any]], today: Collection[str], former: dict[str, _Former]) -> dict[str, str]:
    """Commune of today → the code of its group; a list of members may be of the year before."""
    found: dict[str, str] = {}
    for group in groups:
        for member in group["membres"]:
            code = member["code"] if member["code"] in today else former[member["code"]].code
            found[code] = group["code"]
    return found


def _communes(
    listed: list[dict[str, Any]], today: dict[str, dict[str, Any]], epci_of: dict[str, str], ept_of: dict[str, str]
) -> pd.DataFrame:
    rows = []
    for c in listed:
        if c["type"] not in ("commune-actuelle", "arrondissement-municipal"):
            continue
        parent = c.get("commune") if c["type"] == "arrondissement-municipal" else None
        whole = today[parent or c["code"]]["code"]
        rows.append(
            {
                "code": c["code"],
                "name": c["nom"],
                "kind": "arrondissement" if parent else "commune",
                "parent": parent,
                "departement": c["departement"],
                "region": c["region"],
                "epci": epci_of.get(whole),
                "ept": ept_of.get(whole),
                "population": c.get("population"),
            }
        )
    return pd.DataFrame(rows).astype({"population": "Int64"}).sort_values("code", ignore_index=True)


def _epci(divisions: Divisions, communes: pd.DataFrame) -> pd.DataFrame:
    """Population: the sum of the members' own, so that an EPCI and its communes are of one vintage."""
    whole = communes[communes["kind"] == "commune"]
    people = pd.concat([whole.groupby(column)["population"].sum() for column in ("epci", "ept")])
    rows = [
        {
            "code": g["code"],
            "name": g["nom"],
            "kind": EPCI_KINDS.get(g["type"], g["type"]),
            "population": people.get(g["code"]),
        }
        for g in divisions["epci"] + divisions["ept"]
    ]
    return pd.DataFrame(rows).astype({"population": "Int64"}).sort_values("code", ignore_index=True)


def _named(rows: list[dict[str, Any]], *more: str) -> pd.DataFrame:
    frame = pd.DataFrame([{"code": r["code"], "name": r["nom"], **{m: r[m] for m in more}} for r in rows])
    return frame.sort_values("code", ignore_index=True)


def _former_frame(former: dict[str, _Former]) -> pd.DataFrame:
    rows = [{"former_code": old, "name": f.name, "kind": f.kind, "code": f.code} for old, f in sorted(former.items())]
    return pd.DataFrame(rows, columns=["former_code", "name", "kind", "code"])


def _flagged(frame: pd.DataFrame, column: str, communes_2024: Collection[str]) -> pd.DataFrame:
    return frame.assign(commune_2024=frame[column].isin(list(communes_2024)))


def _postal(today: dict[str, dict[str, Any]]) -> pd.DataFrame:
    pairs = sorted({(postal, code) for code, c in today.items() for postal in c.get("codesPostaux", [])})
    return pd.DataFrame(pairs, columns=["postal_code", "code"])


def _refuse_dangling(tables: Tables) -> None:
    communes = tables.communes
    keys = {
        "départements": (communes["departement"], tables.departements["code"]),
        "régions": (pd.concat([communes["region"], tables.departements["region"]]), tables.regions["code"]),
        "communes": (communes["parent"].dropna(), communes["code"]),
    }
    for label, (used, known) in keys.items():
        lost = sorted(set(used) - set(known))
        if lost:
            raise ReferenceBuildError(f"Codes sans ligne dans la table des {label} : {', '.join(lost[:10])}.")
