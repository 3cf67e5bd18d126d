"""A chart's picture says what it shows, where from, for when, and that it is a working document."""

from __future__ import annotations

import re

import pytest

from boussole.drawing import palette
from boussole.drawing.caption import captioned, picture_config, slug
from boussole.drawing.screen import trajectory_figure
from boussole.panels import WORKING_DOCUMENT, Footer, Trajectory

FOOTER = Footer("Assurance Maladie", "2024", "17 ans et plus", "valeur importée")


def test_the_caption_is_the_first_annotation_which_the_style_sheet_hides(trajectory: Trajectory) -> None:
    figure = trajectory_figure(trajectory)
    figure.add_annotation(text="cible")
    ready = captioned(figure, trajectory.title, FOOTER, palette.LIGHT)
    said = ready.layout.annotations[0].text
    for part in ("Assurance Maladie", "Période\u00a0: 2024", "Champ\u00a0: 17 ans et plus", WORKING_DOCUMENT):
        assert part in said
    assert ready.layout.annotations[1].text == "cible"
    assert trajectory.title in ready.layout.title.text


def test_the_picture_names_the_territory_beside_its_title(trajectory: Trajectory) -> None:
    ready = captioned(trajectory_figure(trajectory), "Titre", FOOTER, palette.LIGHT, "CPTS d’essai")
    assert ready.layout.title.text == "<b>Titre</b> – CPTS d’essai"


def test_the_chart_itself_is_as_high_as_without_a_caption(trajectory: Trajectory) -> None:
    bare, ready = trajectory_figure(trajectory), captioned(trajectory_figure(trajectory), "T", FOOTER, palette.LIGHT)

    def inner(layout: object) -> float:
        return layout.height - layout.margin.t - layout.margin.b  # type: ignore[attr-defined,no-any-return]

    assert inner(ready.layout) == inner(bare.layout)


def test_the_picture_has_the_background_of_its_inks(trajectory: Trajectory) -> None:
    for inks in (palette.LIGHT, palette.DARK):
        ready = captioned(trajectory_figure(trajectory, inks), "T", FOOTER, inks)
        assert ready.layout.paper_bgcolor == inks.background


def test_the_button_is_french_and_names_the_file_after_the_chart(trajectory: Trajectory) -> None:
    ready = captioned(trajectory_figure(trajectory), "Vaccination ROR à 2 ans", FOOTER, palette.LIGHT)
    config = picture_config(ready, "Vaccination ROR à 2 ans")
    assert config["toImageButtonOptions"]["filename"] == "boussole-vaccination-ror-a-2-ans"
    assert config["toImageButtonOptions"]["height"] == ready.layout.height
    assert config["locales"]["fr"]["dictionary"]["Download plot as a PNG"].startswith("Télécharger")


def test_titles_are_inert(trajectory: Trajectory) -> None:
    evil = "<a href='x'>y</a>"
    ready = captioned(trajectory_figure(trajectory), evil, Footer(evil, "", "", ""), palette.LIGHT)
    assert "<a" not in ready.layout.title.text + ready.layout.annotations[0].text


@pytest.mark.parametrize("title", ["", "…", "ŒUVRE / à ‰", "x" * 200, "../../etc"])
def test_any_title_gives_a_file_name(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{1,60}", slug(title))
