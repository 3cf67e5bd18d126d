"""Creating and changing a territory: a draft of it, communes added and taken away, the revision kept.

Refuses, in French, a territory without a name or communes, a name already taken, and a save prepared on a revision that
is no longer the last. Nothing is ever deleted: a territory can be taken out of the lists, and put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from boussole.french import day
from boussole.geography import geography, normalise_name
from boussole.questions.perimeters import arrondissements, main_departement
from boussole.questions.territories import territories
from boussole.store import Revision, StaleRevision, Store, StoreBusy

NEW = "nouveau"
_CODE = re.compile(r"\d[0-9AB]\d{3}")
_TYPE = re.compile(r"^CPTS (?:de la |du |des |de l[’']|de |d[’'])?", re.IGNORECASE)
_LONGEST_NAME = 120
_NO_CODE = "Aucun code Insee de commune dans ce texte : un code a cinq signes, par exemple 79049."


class NotSaved(ValueError):
    """Nothing was written; `str()` is a French sentence that says why."""


class SavedMeanwhile(NotSaved):
    """Somebody else saved the same territory since it was read."""


@dataclass(frozen=True)
class Draft:
    """A territory as it is being edited. `id` is empty and `revision` 0 for a new one; `communes` are sorted codes.

    `read` is the content as it was read: keys that this editor does not know stay in what is saved.
    """

    id: str = ""
    revision: int = 0
    name: str = ""
    communes: tuple[str, ...] = ()
    assumed: bool = False
    published_population: str = ""
    note: str = ""
    retired: bool = False
    published: bool = True  # in the register over which the mask of *diffusion* is made
    read: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def changed(self) -> bool:
        """Whether saving would change anything."""
        return self != _draft(self.id, self.revision, self.read)


@dataclass(frozen=True)
class Pasted:
    """What a pasted text holds: today's communes, former ones with today's, and why the rest is refused."""

    found: tuple[str, ...]
    former: tuple[tuple[str, str], ...]  # (former code, today's code)
    refused: tuple[str, ...]

    @property
    def offers(self) -> list[str]:
        """A sentence for each former code."""
        where = geography()
        said = []
        for code, today in self.former:
            old = where.former(code)
            name = f" ({old.name})" if old and old.name else ""
            said.append(f"{code}{name} est aujourd’hui dans {where.name_of('commune', today)} ({today})")
        return said


def draft(store: Store, id: str) -> Draft:
    """The territory as last saved; an empty draft for NEW or an id that nobody has."""
    revision = store.journal.typed("territory", id) if id != NEW else None
    return _draft(id, revision.revision, revision.content) if revision else Draft()


def _draft(id: str, revision: int, content: dict[str, Any]) -> Draft:
    return Draft(
        id=id,
        revision=revision,
        name=str(content.get("name") or ""),
        communes=tuple(sorted(str(c) for c in content.get("communes", []))),
        assumed=bool(content.get("assumed", False)),
        published_population=str(content.get("published_population") or ""),
        note=str(content.get("note") or ""),
        retired=bool(content.get("retired", False)),
        published=is_published(content),
        read=content,
    )


def is_published(content: dict[str, Any]) -> bool:
    """Whether a territory is in the register of published ones: it is, unless its content says otherwise."""
    return bool(content.get("published", not content.get("draft", False)))


def last_saved(store: Store, id: str) -> int:
    """The number of the last revision; 0 where there is none."""
    revision = store.journal.typed("territory", id) if id else None
    return revision.revision if revision else 0


# Communes


def added(communes: Iterable[str], codes: Iterable[str]) -> tuple[str, ...]:
    """With these communes too. Paris, Lyon or Marseille takes the place of its arrondissements, and holds them all."""
    kept = set(communes)
    for code in codes:
        commune = geography().commune(code)
        if commune is None or commune.parent in kept:
            continue
        kept = (kept - arrondissements(code)) | {code}
    return tuple(sorted(kept))


def removed(communes: Iterable[str], codes: Iterable[str]) -> tuple[str, ...]:
    """Without these. An arrondissement taken from the whole city leaves the city's other ones."""
    kept = set(communes)
    for code in codes:
        commune = geography().commune(code)
        if code in kept:
            kept.discard(code)
        elif commune is not None and commune.parent in kept:
            kept = (kept - {commune.parent}) | (arrondissements(commune.parent) - {code})
    return tuple(sorted(kept))


def toggled(communes: Iterable[str], codes: Iterable[str]) -> tuple[str, ...]:
    """Each code in turn: taken out if it is in (itself, or its whole city), added if it is not."""
    now = tuple(communes)
    for code in codes:
        now = removed(now, [code]) if holds(now, code) else added(now, [code])
    return now


def holds(communes: Iterable[str], code: str) -> bool:
    commune = geography().commune(code)
    held = set(communes)
    return code in held or (commune is not None and commune.parent in held)


def pasted(text: str) -> Pasted:
    """The commune codes of a text, whatever stands between them; names beside the codes do no harm."""
    where = geography()
    found: dict[str, None] = {}
    former: dict[str, str] = {}
    refused: dict[str, None] = {}
    for word in re.findall(r"[0-9A-Za-z]+", text):
        code = word.upper()
        if not any(c.isdigit() for c in code) or (len(code) < 4 and not code.startswith("2")):
            continue  # a name, or a rank in a list
        today = where.today(code) if _CODE.fullmatch(code) else None
        if today == code:
            found[code] = None
        elif today is not None and not (where.renumbered(code) and where.is_postal(code)):
            former[code] = today
        else:
            refused[_refusal(word, code)] = None
    if not (found or former or refused):
        refused[_NO_CODE] = None
    return Pasted(tuple(found), tuple(former.items()), tuple(refused))


def _refusal(word: str, code: str) -> str:
    where = geography()
    if len(code) == 4 and where.today(f"0{code}"):
        return f"« {word} » : il manque sans doute un zéro devant (0{code}) ; écrivez-le ainsi."
    if code.isdigit() and len(code) == 9 and where.epci_members(code):
        return f"« {word} » est le code d’un EPCI : ajoutez-le par la liste des EPCI."
    if where.is_postal(code) and (today := where.today(code)):  # 75001: Paris by post, Alfortville before 1968
        return (
            f"« {word} » est un code postal, ou l’ancien code de la commune {today} : écrivez son code d’aujourd’hui."
        )
    if where.is_postal(code):
        return f"« {word} » est un code postal, pas un code Insee de commune."
    return f"« {word[:20]} » n’est pas un code Insee de commune connu."


# Saving


def save(store: Store, edited: Draft, author: str) -> Draft:
    """Keep the draft as a revision and give it back as saved. Raises NotSaved (SavedMeanwhile when another came)."""
    name = " ".join(edited.name.split())
    if not name:
        raise NotSaved("Donnez un nom au territoire.")
    if len(name) > _LONGEST_NAME:
        raise NotSaved(f"Le nom est trop long : {_LONGEST_NAME} signes au plus.")
    if not edited.communes:
        raise NotSaved("Choisissez au moins une commune.")
    known = territories(store, retired=True)
    same = next((t for t in known if t.id != edited.id and normalise_name(t.name) == normalise_name(name)), None)
    if same is not None:
        retired = " (retiré des listes)" if same.retired else ""
        raise NotSaved(f"Un territoire s’appelle déjà « {same.name} »{retired} : choisissez un autre nom.")
    id = edited.id or _new_id(name, {t.id for t in known})
    return _keep(store, id, _content(replace(edited, name=name)), edited.revision, author)


def set_retired(store: Store, id: str, read_revision: int, retired: bool, author: str) -> Draft:
    """Take a territory out of the lists, or put it back; its figures and its history stay. Raises NotSaved."""
    last = store.journal.typed("territory", id)
    if last is None:
        raise NotSaved("Ce territoire n’a jamais été enregistré.")
    content = {k: v for k, v in last.content.items() if k != "retired"} | ({"retired": True} if retired else {})
    return _keep(store, id, content, read_revision, author)


def _keep(store: Store, id: str, content: dict[str, Any], read_revision: int, author: str) -> Draft:
    try:
        kept = store.save("territory", id, content, author, read_revision)
    except StaleRevision as stale:
        last = store.journal.typed("territory", id)
        who = f" (par {last.author}, le {when_text(last)})" if last else ""
        raise SavedMeanwhile(
            f"Quelqu’un d’autre a enregistré ce territoire entre-temps{who} : rien n’a été écrit."
        ) from stale
    except StoreBusy as busy:
        raise NotSaved(str(busy)) from busy
    return _draft(id, kept.revision, kept.content)


def _content(edited: Draft) -> dict[str, Any]:
    """What is kept: the editor's keys over those that were read, whatever they are."""
    main = main_departement(edited.communes)
    place = geography().departement(main or "")
    several = len({c.departement for code in edited.communes if (c := geography().commune(code))}) > 1
    content = edited.read | {
        "name": edited.name,
        "communes": list(edited.communes),
        "assumed": edited.assumed,
        "published_population": edited.published_population.strip() or None,
        "note": edited.note.strip(),
        "published": edited.published
        if edited.published != is_published(edited.read)
        else edited.read.get("published"),
        # Written only where the communes leave a choice.
        "departement": main if several else None,
        "region": place.region if several and place else None,
    }
    return {k: v for k, v in content.items() if v is not None or k in edited.read}


def _new_id(name: str, taken: set[str]) -> str:
    """« CPTS du Val d’Èze » → val-d-eze; then val-d-eze-2."""
    base = re.sub(r"[^a-z0-9]+", "-", normalise_name(_TYPE.sub("", name)).lower()).strip("-")[:60] or "territoire"
    base = f"{base}-territoire" if base == NEW else base
    rank, id = 1, base
    while id in taken:
        rank += 1
        id = f"{base}-{rank}"
    return id


def when_text(revision: Revision) -> str:
    local = revision.recorded_at.astimezone()
    return f"{day(local)} à {local:%H:%M}"
