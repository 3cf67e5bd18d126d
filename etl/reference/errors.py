"""What is said, in French, when the reference data cannot be rebuilt."""

from __future__ import annotations


class ReferenceBuildError(Exception):
    """An archive or a contour file is missing or unusable. The message is a French sentence to be shown as it is."""
