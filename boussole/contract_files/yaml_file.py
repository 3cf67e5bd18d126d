"""A contract as YAML: what is at its default is left out, amounts keep their decimals, dates are dates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from boussole.contract import Dossier
from boussole.contract_files.errors import ContractFileError, checked

HEADER = (
    "# Contrat et exercices, exportés par Boussole CPTS. Se réimporte tel quel. Clés : voir data/demo/contrats/.\n\n"
)
MAX_BYTES = 5_000_000


class _Dumper(yaml.SafeDumper):
    """Decimals as plain numbers."""


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.ScalarNode:
    text = format(value, "f")
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)


_Dumper.add_representer(Decimal, _decimal)


def write_yaml(dossier: Dossier) -> bytes:
    """The file's bytes, UTF-8."""
    content = dossier.model_dump(mode="python", exclude_defaults=True)
    text = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return (HEADER + text).encode("utf-8")


def read_yaml(data: bytes, name: str = "contrat.yaml") -> Dossier:
    """The dossier of a file. Raises ContractFileError with file, line or key, and reason."""
    if len(data) > MAX_BYTES:
        raise ContractFileError(f"{name} : fichier trop gros pour un contrat.")
    try:
        content: Any = yaml.safe_load(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ContractFileError(f"{name} : le fichier doit être écrit en UTF-8.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", ligne {mark.line + 1}" if mark else ""
        raise ContractFileError(f"{name}{line} : YAML illisible ({getattr(error, 'problem', error)}).") from error
    return checked(content, name)
