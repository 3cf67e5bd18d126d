"""Views of the analyst: what comes in."""
