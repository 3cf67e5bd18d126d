"""Méthode: what is hidden, from whom, and what that protects against."""

from __future__ import annotations

from pages.components.document import show_document
from pages.components.guard import identified

identified()
show_document("methode.md")
