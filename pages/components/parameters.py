"""The names of choices in the URL: a link says by them what it opens."""

from __future__ import annotations

TERRITORY, INDICATOR, YEAR, EXERCICE, COMMUNE = "territoire", "indicateur", "annee", "exercice", "commune"
CONTRACT, MEETING, SNAPSHOT, SLIDE = "contrat", "reunion", "instantane", "diapo"
AUDIENCE, WORKING = "public", "travail"
