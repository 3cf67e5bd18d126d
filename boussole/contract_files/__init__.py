"""A contract and its exercices as one file, YAML or XLSX, written and read back the same.

Both directions of a format live together here, outside the pure rules: they know libraries of files, and nothing of
the store. Refuses with a French sentence what is not such a file.
"""

from boussole.contract_files.errors import ContractFileError
from boussole.contract_files.workbook import read_workbook, write_workbook
from boussole.contract_files.yaml_file import read_yaml, write_yaml

__all__ = ["ContractFileError", "read_workbook", "read_yaml", "write_workbook", "write_yaml"]
