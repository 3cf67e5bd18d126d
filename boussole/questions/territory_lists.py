"""What the editor of territories lists: what can be added or taken away, the communes chosen, the revisions kept."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from geopandas import GeoDataFrame

from boussole.french import number, plural, sort_key
from boussole.geography import geography
from boussole.panels import Parcel, Picker, Table
from boussole.questions.perimeters import names, spread
from boussole.questions.territory_editing import holds, is_published, when_text
from boussole.store import Store


def departement_choices() -> dict[str, str]:
    """Code → « 79 – Deux-Sèvres », for départements that have communes."""
    there = set(geography().communes["departement"])
    return {c: f"{c} – {n}" for c, n in sorted(geography().departement_codes().items()) if c in there}


def commune_choices(departement: str) -> dict[str, str]:
    """Code → « Bressuire (79049) », communes and arrondissements of a département, by name."""
    known = geography().communes
    mine = known[known["departement"] == departement]
    return _labelled(str(code) for code in mine.index)


def chosen_choices(communes: Iterable[str]) -> dict[str, str]:
    return _labelled(communes)


def _labelled(codes: Iterable[str]) -> dict[str, str]:
    found = {c: f"{geography().name_of('commune', c) or c} ({c})" for c in codes}
    return dict(sorted(found.items(), key=lambda pair: sort_key(pair[1])))


def epci_choices(departement: str) -> dict[str, str]:
    """Code → « CA du Bocage Bressuirais (33 communes) », those with a commune in the département, by name."""
    where = geography()
    known = where.communes
    mine = known[(known["departement"] == departement) & (known["kind"] == "commune")]
    codes = {str(c) for c in (*mine["epci"].dropna(), *mine["ept"].dropna())}
    labels = {c: f"{where.name_of('epci', c)} ({plural(len(where.epci_members(c)), 'commune')})" for c in codes}
    return dict(sorted(labels.items(), key=lambda pair: sort_key(pair[1])))


def epci_communes(code: str) -> tuple[str, ...]:
    return geography().epci_members(code)


def history(store: Store, id: str) -> Table:
    """Every revision of a territory, the latest first, with what it changed."""
    found = store.journal.history("territory", id)
    rows = tuple(
        (
            str(r.revision),
            when_text(r),
            r.author,
            plural(len(r.content.get("communes", [])), "commune"),
            _changes(before.content if before else None, r.content),
        )
        for r, before in zip(found, [*found[1:], None], strict=True)
    )
    return Table("Historique du territoire", ("Révision", "Date", "Par", "Périmètre", "Ce qui a changé"), rows)


_WORDS = {
    "name": "nom",
    "assumed": "« périmètre supposé »",
    "published_population": "population publiée",
    "note": "note",
}


def _changes(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    if before is None:
        return "création"
    old, new = set(before.get("communes", [])), set(after.get("communes", []))
    said = []
    if new - old:
        said.append(f"{plural(len(new - old), 'commune ajoutée', 'communes ajoutées')} ({names(new - old)})")
    if old - new:
        said.append(f"{plural(len(old - new), 'commune retirée', 'communes retirées')} ({names(old - new)})")
    said += [w for key, w in _WORDS.items() if (before.get(key) or None) != (after.get(key) or None)]
    if is_published(before) != is_published(after):
        said.append("publié" if is_published(after) else "à l’étude, non publié")
    if bool(before.get("retired")) != bool(after.get("retired")):
        said.append("retiré des listes" if after.get("retired") else "remis dans les listes")
    return " ; ".join(said) or "autres réglages"


def communes_table(communes: Iterable[str]) -> Table:
    """The communes chosen, by name."""
    where = geography()
    rows = []
    for code in chosen_choices(communes):
        commune = where.commune(code)
        epci = where.name_of("epci", commune.epci) if commune and commune.epci else None
        people = number(commune.population) if commune and commune.population is not None else "inconnue"
        rows.append((commune.name if commune else code, code, people, epci or "—"))
    people_column = f"Population (Insee {where.population_year})"
    columns = ("Commune", "Code", people_column, "EPCI")
    return Table("Communes du territoire", columns, tuple(rows), frozenset({people_column}))


def picker(communes: Iterable[str], around: Iterable[str]) -> Picker:
    """The communes of a territory among others, for the map where they are clicked. Paris, Lyon and Marseille are
    their arrondissements there.
    """
    where = geography()
    held = list(communes)
    parcels = []
    for code in sorted(spread([*held, *around])):
        if (commune := where.commune(code)) is not None:
            people = (plural(commune.population, "habitant"),) if commune.population is not None else ()
            parcels.append(Parcel(code, f"{commune.name} ({code})", holds(held, code), people))
    alternative = (
        f"Carte de {plural(len(parcels), 'commune')}, {number(sum(p.chosen for p in parcels))} dans le territoire. "
        "Les listes « Ajouter » et « Retirer » font la même chose au clavier."
    )
    return Picker(tuple(parcels), alternative)


def picking_contours(panel: Picker) -> GeoDataFrame:
    """Where the communes of the map lie. Not to be changed."""
    return _contours(tuple(p.code for p in panel.parcels))


@lru_cache(maxsize=8)
def _contours(codes: tuple[str, ...]) -> GeoDataFrame:
    return geography().contours(codes, "detailed" if len(codes) <= 400 else "light")
