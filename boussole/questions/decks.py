"""Decks: the default one, which follows the committee's own report, and those made from a running order.

The default: the territory's portrait; for each mission synthèse, bilan résultat with its trajectories, bilan suivi,
financement; the contract's money; the next dates. What has nothing to show is left out of it; in a running order that
somebody made, it stays and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from boussole.contract import Contract
from boussole.deck import Brand, Deck, Slide
from boussole.disclosure import Audience
from boussole.french import day
from boussole.meeting import Item, Meeting
from boussole.questions import contracts
from boussole.questions.brands import brand
from boussole.questions.progression import progress_of, year_label
from boussole.questions.slides import Asked, slides_of
from boussole.questions.slides.asked import CONTRACT, TERRITORY, YEAR
from boussole.questions.slides.pilot import MISSION, OBJECTIVE
from boussole.questions.territories import TerritoryInfo, territory
from boussole.store import Store

DEFAULT = "ordre-habituel"
_MONEY = ("financement", "cascade", "ecarts", "hors_bareme", "emploi")
Progress = Callable[[int, int], None]


def default_meeting(store: Store, info: TerritoryInfo, today: date, year: int | None = None) -> Meeting:
    """The usual order for a territory and an exercice (the last one of which something is typed, else the one under
    way). Without a contract: the portrait alone."""
    contract = contracts.contract_of(store, info, today, year)
    here = {TERRITORY: info.id}
    items = [("identite", here), ("portrait_contrat", here)]
    chosen = _year(store, contract, today, year)
    if contract is None or chosen is None:
        items.append(("portrait_autres", here))
        return _made(info, "", None, items)
    at = {CONTRACT: contract.id, YEAR: str(chosen)}
    items.append(("synthese", at))
    then = contracts.as_it_stood(store, contract.id, chosen)
    drawn = {o.id for o in progress_of(store, contract.id, today, chosen).objectives if o.panel is not None}
    for mission in dict.fromkeys(o.mission for o in then.objectives_of(chosen)):
        own = at | {MISSION: mission}
        items += [("synthese", own), ("resultat", own)]
        items += [("objectif", at | {OBJECTIVE: o.id}) for o in then.objectives_of(chosen)
                  if o.mission == mission and o.id in drawn]  # fmt: skip
        items += [("suivi", own), ("financement", own)]
    items += [(kind, at) for kind in (*_MONEY, "dates")]
    return _made(info, contract.id, chosen, items)


def usual_meeting(store: Store, today: date, territory_id: str, contract: str = "", year: int | None = None) -> Meeting:
    """The usual order that a link asks for: of a contract where it names one, else of a territory. Raises
    UnknownTerritory, UnknownContract."""
    held = contracts.contract(store, contract).territory if contract else territory_id
    return default_meeting(store, territory(store, held), today, year)


def deck_of(
    store: Store,
    meeting: Meeting,
    today: date,
    audience: Audience = Audience.DIFFUSION,
    progress: Progress = lambda done, total: None,
) -> Deck:
    """The slides of a running order, for an audience, with the figures of today. `progress` is told how many panels of
    how many are done. Raises UnknownTerritory for a territory that is gone."""
    info = territory(store, meeting.territory)
    asked = Asked(store, audience, today)
    slides: list[Slide] = []
    for done, item in enumerate(meeting.items):
        progress(done, len(meeting.items))
        slides += slides_of(asked, item)
    progress(len(meeting.items), len(meeting.items))
    if meeting.id == DEFAULT:
        slides = [s for s in slides if s.panels or s.key.startswith("identite")]
    return Deck(
        title=info.name,
        subtitle=_subtitle(store, meeting),
        as_of=as_of(store, meeting.contract),
        audience=audience,
        slides=tuple(slides),
        meeting=f"Réunion du {day(meeting.day)}" if meeting.day else "",
        brand=named(brand(store, info.id), info),
    )


def as_of(store: Store, contract: str = "") -> str:
    """« données au 23/11/2026 »: the day of the last change, by a file or by hand, of what a deck is made from."""
    days = [lot.undone_at or lot.recorded_at for lot in store.journal.lots()]
    kinds = (("contract", contract), ("exercice", f"{contract}/"), ("measure", f"{contract}/"))
    if contract:
        days += [r.recorded_at for entity, under in kinds for r in store.journal.all_typed(entity, under=under)]
    return f"données au {day(max(days).astimezone().date())}" if days else ""


def named(found: Brand, info: TerritoryInfo) -> Brand:
    return found if found.name else replace(found, name=info.name)


def _subtitle(store: Store, meeting: Meeting) -> str:
    if not meeting.contract or meeting.year is None:
        return "Diagnostic territorial" if meeting.id == DEFAULT else meeting.name
    known = contracts.contract(store, meeting.contract)
    held = contracts.exercice(store, meeting.contract, meeting.year)
    label = year_label(known, meeting.year, held.simulated)
    return label if meeting.id == DEFAULT else f"{meeting.name} – {label}"


def _year(store: Store, contract: Contract | None, today: date, year: int | None) -> int | None:
    """Raises UnknownContract for an exercice that the contract has not."""
    if contract is None:
        return None
    if year is not None:
        contracts.contract(store, contract.id, year)
        return year
    typed = contracts.years_typed(store, contract.id) & set(contract.years())
    return max(typed, default=contract.under_way(today) or max(contract.years(), default=None))


def _made(info: TerritoryInfo, contract: str, year: int | None, items: Iterable[tuple[str, dict[str, str]]]) -> Meeting:
    keyed = [Item(key=f"{kind.replace('_', '-')}-{n}", kind=kind, choices=choices)
             for n, (kind, choices) in enumerate(items, 1)]  # fmt: skip
    return Meeting(id=DEFAULT, name="Ordre habituel", territory=info.id, contract=contract, year=year, items=keyed)
