"""The store: SQL lives here. Observations in versioned DuckDB files; what people type, the journal and the
current version in one SQLite file. Nothing outside this package knows which database is which.
"""

from boussole.store.files import FileLost
from boussole.store.journal import Lot, LotDraft, Revision, StaleRevision, StoreBusy, TypedDraft
from boussole.store.reading import Reader
from boussole.store.schema import StoreTooRecent, StoreUnusable
from boussole.store.store import Store, StoreMissing, open_store, store_dir

__all__ = [
    "FileLost",
    "Lot",
    "LotDraft",
    "Reader",
    "Revision",
    "StaleRevision",
    "Store",
    "StoreBusy",
    "StoreMissing",
    "StoreTooRecent",
    "StoreUnusable",
    "TypedDraft",
    "open_store",
    "store_dir",
]
