"""What is said of a file that is no contract."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from boussole.contract import Dossier, read_dossier
from boussole.contract.reasons import reasons


class ContractFileError(ValueError):
    """The file is no contract that we can read; the message says where and why, in French."""


def checked(content: Any, name: str) -> Dossier:
    """The dossier that a file's content makes. Raises ContractFileError with file, key and reason."""
    if not isinstance(content, dict) or "contract" not in content:
        raise ContractFileError(f"{name} : ce fichier n’est pas un contrat (la clé « contract » manque).")
    try:
        return read_dossier(content)
    except ValidationError as error:
        raise ContractFileError(f"{name} : {reasons(error, content)}") from error
