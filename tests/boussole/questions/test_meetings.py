"""Running orders kept by name, changed by two people, frozen with their files; how a CPTS signs its documents."""

from __future__ import annotations

from datetime import date

import pytest

from boussole.deck import Brand, Deck, Slide
from boussole.disclosure import Audience
from boussole.meeting import Meeting
from boussole.panels import Table
from boussole.questions.brands import brand, brand_revision, save_brand
from boussole.questions.measures import Refused
from boussole.questions.meeting_editing import add, change, keep_as, label, lines, remove
from boussole.questions.meetings import (
    UnknownMeeting,
    freeze,
    kept_file,
    meeting,
    meetings,
    snapshot_deck,
    snapshots,
)
from boussole.store import FileLost, Store

LIKE = Meeting(id="ordre-habituel", name="Ordre habituel", territory="essai").added("cascade", {"year": "2023"})
TABLE = Table("Financement", ("Mission", "Retenu"), (("Accès aux soins", "99 213,13 €"),))
DECK = Deck("CPTS d’essai", "Exercice 2023", "données au 01/01/2026", Audience.DIFFUSION,
            (Slide("cascade-1", "Financement", "Le message", (TABLE,)),))  # fmt: skip


def test_an_order_is_kept_under_its_name_and_day(store: Store) -> None:
    id = keep_as(store, LIKE, "  Comité de suivi d’été  ", date(2026, 7, 2), "CPTS")
    found, revision = meeting(store, id)
    assert (id, revision, found.items) == ("comite-de-suivi-dete", 1, LIKE.items)
    assert label(found) == "Comité de suivi d’été – 02/07/2026"
    assert keep_as(store, LIKE, "Comité de suivi d’été", None, "CPTS") == "comite-de-suivi-dete-2"
    assert [m.territory for m in meetings(store, "essai")] == ["essai", "essai"] and meetings(store, "autre") == []


@pytest.mark.parametrize(("name", "author", "why"), [
    (" ", "CPTS", "Donnez un nom"), ("n" * 121, "CPTS", "trop long"), ("Comité", " ", "qui vous êtes"),
])  # fmt: skip
def test_a_name_or_an_author_that_is_missing_is_asked_for(store: Store, name: str, author: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        keep_as(store, LIKE, name, None, author)
    assert meetings(store) == []


def test_of_two_people_who_change_an_order_the_second_is_told_and_nothing_is_lost(store: Store) -> None:
    id = keep_as(store, LIKE, "Comité", None, "CPTS")
    change(store, id, 1, "CPAM", lambda m: m.commented("cascade-1", "dit par la CPAM"))
    with pytest.raises(Refused, match="Quelqu’un d’autre a changé cet ordre du jour"):
        change(store, id, 1, "ARS", lambda m: m.removed("cascade-1"))
    assert meeting(store, id)[0].items[0].comment == "dit par la CPAM"


def test_a_panel_is_added_to_the_order_as_it_now_is(store: Store) -> None:
    id = keep_as(store, LIKE, "Comité", None, "CPTS")
    assert add(store, id, "CPAM", "carte", {"year": "2023"}, " à voir ") == "Comité"
    add(store, id, "ARS", "carte", {"year": "2024"})
    assert [(i.key, i.comment) for i in meeting(store, id)[0].items] == [
        ("cascade-1", ""), ("carte-1", "à voir"), ("carte-2", ""),
    ]  # fmt: skip


def test_an_order_taken_out_is_said_to_be_gone(store: Store) -> None:
    id = keep_as(store, LIKE, "Comité", None, "CPTS")
    remove(store, id, 1, "CPTS")
    assert meetings(store) == []
    for ask in (
        lambda: meeting(store, id),
        lambda: meeting(store, "jamais-vue"),
        lambda: snapshot_deck(store, "rien/001"),
    ):
        with pytest.raises(UnknownMeeting, match=r"^Aucun"):
            ask()
    assert keep_as(store, LIKE, "Comité", None, "CPTS") == "comite-2"  # its history stays its own


def test_lines_say_what_each_panel_shows(store: Store) -> None:
    order = LIKE.added("texte", {"title": "Votes"})
    shown = Deck(
        "", "", "", Audience.DIFFUSION, (*DECK.slides, Slide("cascade-1-2", "", "suite"), Slide("texte-1", "", "Votes"))
    )
    assert [(n.message, n.kind, n.slides, n.empty) for n in lines(order, shown)] == [
        ("Le message", "Du maximum à l’acquis", 2, False), ("Votes", "Texte libre", 1, False),
    ]  # fmt: skip


def test_a_frozen_meeting_gives_the_same_figures_though_the_data_moves(store: Store) -> None:
    made = freeze(store, DECK, "comite", "CPTS", {"comite.pptx": b"octets du fichier"})
    store.save("contract", "c", {"id": "c", "territory": "essai", "size": 4}, "test")
    again = freeze(store, DECK, "comite", "ARS", {})
    assert snapshot_deck(store, made.id) == DECK
    assert [s.id for s in snapshots(store, "comite")] == [again.id, made.id] == ["comite/002", "comite/001"]
    assert made.author == "CPTS" and "CPTS d’essai – Exercice 2023, figée le" in made.label
    with pytest.raises(Refused, match="qui vous êtes"):
        freeze(store, DECK, "comite", "", {})


def test_the_file_kept_is_the_one_produced_or_its_loss_is_said(store: Store) -> None:
    (file,) = freeze(store, DECK, "comite", "CPTS", {"comite.pptx": b"octets"}).files
    assert kept_file(store, file) == b"octets" and file.size == 6 and len(file.sha256) == 64
    place = store.root / "fichiers" / file.sha256
    place.write_bytes(b"autres")
    with pytest.raises(FileLost, match="son empreinte n’est plus la même"):
        kept_file(store, file)
    place.unlink()
    with pytest.raises(FileLost, match="effacé ou déplacé"):
        kept_file(store, file)
    assert freeze(store, DECK, "comite", "CPTS", {"comite.pptx": b"octets"}).files[0].sha256 == file.sha256
    assert kept_file(store, file) == b"octets"


def test_a_brand_is_kept_by_territory_and_checked(store: Store) -> None:
    assert brand(store, "essai") == Brand()
    logo = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    save_brand(store, "essai", Brand(" Ma CPTS ", "#123abc", logo), "CPTS", brand_revision(store, "essai"))
    assert brand(store, "essai") == Brand("Ma CPTS", "#123abc", logo)
    for wrong, why in ((Brand(colour="rouge"), "n’est pas une couleur"), (Brand(logo=b"GIF89a"), "PNG ou JPEG"),
                       (Brand(logo=logo + b"0" * 1_000_000), "dépasse 1 Mo")):  # fmt: skip
        with pytest.raises(Refused, match=why):
            save_brand(store, "essai", wrong, "CPTS", 1)
