"""The lots: what was imported, when, by whom, what of it is in force; and the values of one lot, after disclosure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from boussole import rates
from boussole.catalogue import catalogue
from boussole.disclosure import show
from boussole.french import NBSP, number, plural
from boussole.panels import Table
from boussole.questions import wording
from boussole.questions.differences import place_name, side_text
from boussole.questions.territories import territories
from boussole.store import Lot, Store


@dataclass(frozen=True)
class LotInfo:
    """One imported file. `in_force`: its values that the views show today; `retired`: values that it took away."""

    id: int
    file: str
    recorded: str
    author: str
    profile: str
    observations: int
    totals: int
    refused: int
    in_force: int
    retired: int
    superseded: int
    undone: str
    indicators: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"Lot {self.id} – {self.file} ({self.recorded})"

    @property
    def situation(self) -> str:
        if self.undone:
            return f"annulé {self.undone}"
        if not self.in_force:
            return f"entièrement{NBSP}remplacé"
        return f"en{NBSP}vigueur, en partie remplacé" if self.superseded else f"en{NBSP}vigueur"


def lots(store: Store) -> list[LotInfo]:
    """All lots, the latest first."""
    changes = store.reader().lots_changes()
    return [_info(lot, changes.get(lot.id, {})) for lot in store.journal.lots()]


def _info(lot: Lot, changes: dict[str, int]) -> LotInfo:
    when = lot.undone_at
    return LotInfo(
        id=lot.id,
        file=lot.file_name,
        recorded=f"{lot.recorded_at.astimezone():%d/%m/%Y %H:%M}",
        author=lot.author,
        profile=lot.profile or "",
        observations=int(lot.counts.get("observations", 0)),
        totals=int(lot.counts.get("totals", 0)),
        refused=int(lot.counts.get("refused", 0)),
        in_force=changes.get("in_force", 0) - changes.get("retired", 0),
        retired=changes.get("retired", 0),
        superseded=changes.get("superseded", 0),
        undone=f"le {when.astimezone():%d/%m/%Y %H:%M} par {lot.undone_by}" if when else "",
        indicators=tuple(wording.indicator_label(str(i)) for i in lot.counts.get("indicators", [])),
    )


def lots_table(found: Iterable[LotInfo]) -> Table:
    """A line a lot."""
    columns = ("Lot", "Date", "Fichier", "Par", "Profil", "Valeurs", "Refusées", "En vigueur", "Remplacées", "État")
    rows = tuple(
        (
            str(x.id), x.recorded.replace(" ", NBSP), x.file, x.author, x.profile or "—",
            number(x.in_force + x.superseded), number(x.refused), number(x.in_force), number(x.superseded), x.situation,
        )
        for x in found
    )  # fmt: skip
    return Table("Lots importés", columns, rows, frozenset(columns[5:9]))


def lot_facts(lot: LotInfo) -> list[str]:
    """What one lot brought and what is left of it, a sentence each."""
    kept = plural(lot.in_force, "valeur en vigueur", "valeurs en vigueur")
    gone = plural(lot.superseded, "remplacée par un lot plus récent", "remplacées par des lots plus récents")
    lines = [
        f"Fichier : {lot.file}",
        f"Importé le {lot.recorded} par {lot.author}" + (f", avec le profil « {lot.profile} »" if lot.profile else ""),
        f"Cellules acceptées : {number(lot.observations)} ; refusées : {number(lot.refused)}",
        f"Aujourd’hui : {kept}" + ("" if lot.undone else f", {gone}"),
        f"Indicateurs : {' ; '.join(dict.fromkeys(lot.indicators)) or 'aucun'}",
    ]
    if lot.totals:
        lines.insert(3, f"Totaux gardés comme valeurs d’un territoire : {number(lot.totals)}")
    if lot.retired:
        lines.append(f"Valeurs absentes du fichier, retirées par ce lot : {number(lot.retired)}")
    if lot.undone:
        lines.append(f"Annulé {lot.undone}")
    return lines


def lot_values(store: Store, lot: int, limit: int = 2_000) -> Table:
    """The values of a lot as its file gave them, the first `limit`, in force or not; secret ones without a number."""
    known = catalogue().indicators
    names = {t.id: t.name for t in territories(store, retired=True)}
    rows = []
    for o in store.reader().lot_rows(lot, limit):
        if o.indicator not in known:
            continue
        indicator = known[o.indicator]
        shown = show(indicator, rates.of_observation(indicator, o))
        name = place_name(o.territory, names)
        cautions = " ; ".join(wording.cautions(shown))
        text = side_text(indicator, shown)
        rows.append((name, indicator.label, o.period.label, text, wording.source_label(o.source), cautions))
    return Table(
        f"Valeurs du lot {lot}", ("Territoire", "Indicateur", "Période", "Valeur", "Source", "Remarque"), tuple(rows)
    )
