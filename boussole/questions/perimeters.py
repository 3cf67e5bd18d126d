"""What is known of a list of communes before it is anybody's territory: people, suggested size, EPCI, pieces that do
not touch, communes shared with other territories, published totals that cover another list. No health figure here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from boussole.french import number, plural, sort_key
from boussole.geography import geography
from boussole.questions.territories import TerritoryInfo, suggested_size
from boussole.questions.wording import indicator_label
from boussole.store import Store
from boussole.values import Kind, Territory, perimeter_id

SIZES = {
    1: f"moins de {number(40_000)} habitants",
    2: f"de {number(40_000)} à moins de {number(80_000)} habitants",
    3: f"de {number(80_000)} à {number(175_000)} habitants",
    4: f"plus de {number(175_000)} habitants",
}
_NAMED = 6  # communes written out in a sentence; beyond, their number


@lru_cache(maxsize=1)
def _cities() -> dict[str, frozenset[str]]:
    """Paris, Lyon and Marseille, each with its arrondissements."""
    parents = geography().communes["parent"].dropna()
    return {city: frozenset(map(str, parents.index[parents == city])) for city in parents.unique()}


def arrondissements(code: str) -> frozenset[str]:
    """Of Paris, Lyon or Marseille; empty for any other commune."""
    return _cities().get(code, frozenset())


def spread(communes: Iterable[str]) -> frozenset[str]:
    """The communes with Paris, Lyon and Marseille as their arrondissements, so that two lists can be compared."""
    return frozenset(part for code in communes for part in (arrondissements(code) or {code}))


def names(codes: Iterable[str]) -> str:
    """« Bressuire, Mauléon et Nueil-les-Aubiers », by name; the first ones and a number when they are many."""
    known = sorted((geography().name_of("commune", c) or c for c in codes), key=sort_key)
    if len(known) > _NAMED:
        return f"{', '.join(known[: _NAMED - 1])} et {number(len(known) - _NAMED + 1)} autres"
    return " et ".join(filter(None, (", ".join(known[:-1]), known[-1] if known else "")))


def people_facts(communes: Sequence[str], published: str = "") -> list[str]:
    """How many communes and people, and the size that they suggest; `published`: what a document says of it."""
    if not communes:
        return ["Aucune commune n’est encore choisie."]
    where = geography()
    population, year = where.population(communes), where.population_year
    lines = [plural(len(communes), "commune")]
    if population is None:
        unknown = [c for c in communes if (found := where.commune(c)) is None or found.population is None]
        lines.append(f"Population : inconnue de l’Insee pour {names(unknown)}")
    else:
        lines.append(f"Population municipale (Insee {year}) : {plural(population, 'habitant')}")
    if published:
        lines.append(f"Population publiée : {published}")
    if said := size_fact(population):
        lines.append(said)
    return [*lines, *_groups(communes)]


def size_fact(population: int | None) -> str:
    """The ACI size that a population suggests; empty where it is not known."""
    size = suggested_size(population)
    return (
        ""
        if size is None
        else f"Taille de l’ACI que cette population suggère : {size} ({SIZES[size]}) ; le contrat décide"
    )


def _groups(communes: Sequence[str]) -> list[str]:
    """The départements and EPCI that the communes are of, and how much of each EPCI."""
    where = geography()
    found = [c for code in communes if (c := where.commune(code))]
    departements = sorted({c.departement for c in found})
    lines = []
    if len(departements) > 1:
        said = ", ".join(f"{where.name_of('departement', d)} ({d})" for d in departements)
        lines.append(f"Départements : {said} ; les comparaisons se font avec {_main_name(communes)}")
    counts = Counter(c.epci for c in found if c.epci and c.kind == "commune")
    parts = []
    for code, count in counts.most_common():
        members = len(where.epci_members(code))
        of = f"ses {number(members)}" if count == members else f"{number(count)} de ses {number(members)}"
        parts.append(f"{where.name_of('epci', code)} ({of} communes)")
    if parts:
        more = f" et {plural(len(parts) - 3, 'autre')}" if len(parts) > 3 else ""
        lines.append(f"EPCI : {' ; '.join(parts[:3])}{more}")
    return lines


def main_departement(communes: Iterable[str]) -> str | None:
    """The département where most of the people of these communes live: the one that they are compared with."""
    people: Counter[str] = Counter()
    for code in sorted(set(communes)):
        if (commune := geography().commune(code)) is not None:
            people[commune.departement] += (commune.population or 0) + 1  # people unknown: one commune, one vote
    return people.most_common(1)[0][0] if people else None


def _main_name(communes: Sequence[str]) -> str:
    return geography().name_of("departement", main_departement(communes) or "") or ""


def overlap_facts(communes: Iterable[str], others: Iterable[TerritoryInfo], own: str = "") -> list[str]:
    """A sentence for each other territory that has communes of this list: territories may overlap, and it is said."""
    mine = spread(communes)
    lines = []
    for other in others:
        shared = mine & spread(other.communes)
        if other.id != own and shared:
            lines.append(f"{plural(len(shared), 'commune')} aussi dans {other.name} : {names(shared)}")
    return lines


def piece_facts(communes: Iterable[str]) -> list[str]:
    """For information: the pieces of a territory that do not touch each other, and communes that no map can draw."""
    found = pieces(tuple(sorted(set(communes))))
    lines = []
    if len(found) > 1:
        rest = [names(p) for p in found[1:]]
        said = " ; ".join(rest[:4]) + (f" ; et {plural(len(rest) - 4, 'autre')}" if len(rest) > 4 else "")
        lines.append(f"Le territoire est en {number(len(found))} morceaux qui ne se touchent pas. À part : {said}")
    without = geography().without_contour(communes)
    if without:
        lines.append(f"Sans contour, absentes des cartes : {names(without)}")
    return lines


@lru_cache(maxsize=64)
def pieces(communes: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The communes grouped with those that they touch, through any number of others; the largest piece first."""
    from shapely import STRtree

    contours = geography().contours(communes, "detailed")
    codes = list(contours["code"])
    leader = list(range(len(codes)))

    def head(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    shapes = contours.geometry.to_numpy()
    for one, other in zip(*STRtree(shapes).query(shapes, predicate="intersects"), strict=True):
        leader[head(int(one))] = head(int(other))
    groups: dict[int, list[str]] = {}
    for i, code in enumerate(codes):
        groups.setdefault(head(i), []).append(code)
    return tuple(tuple(g) for g in sorted(groups.values(), key=lambda g: (-len(g), g)))


def other_perimeter_facts(store: Store, id: str, communes: Iterable[str], indicator: str = "") -> list[str]:
    """What is said when totals held under this territory's name (of one indicator, or of any) cover other communes than
    these: they are not shown.
    """
    if not id or store.version() is None:
        return []
    perimeter = perimeter_id(communes)
    found = store.reader().observations([Territory(Kind.CPTS, id)], [indicator] if indicator else None)
    left = [o for o in found if o.perimeter not in (None, perimeter)]
    if not left:
        return []
    labels = list(dict.fromkeys(indicator_label(o.indicator) for o in left))
    said = " ; ".join(labels[:4]) + (f" ; et {plural(len(labels) - 4, 'autre')}" if len(labels) > 4 else "")
    several = len(left) > 1
    subject = f"{number(len(left))} valeurs publiées du territoire couvrent" if several else (
        "La valeur publiée du territoire couvre"
    )  # fmt: skip
    verb = "elles ne sont pas montrées" if several else "elle n’est pas montrée"
    return [f"{subject} un autre périmètre : {verb} avec ces communes ({said})"]
