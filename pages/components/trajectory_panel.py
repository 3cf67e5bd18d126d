"""A trajectory on the screen: the chart, its alternative text, its picture, and what it rests on."""

from __future__ import annotations

from boussole.drawing.screen import trajectory_figure
from boussole.panels import Trajectory
from pages.components.chart import inks, show_chart


def show_trajectory(panel: Trajectory, key: str, place: str = "") -> None:
    show_chart(trajectory_figure(panel, inks()), panel.title, panel.footer, panel.alternative, key, place)
