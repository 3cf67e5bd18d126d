"""The door of the questions, for views and exports that may not know the store: open it, or say in French why not."""

from __future__ import annotations

from boussole.store import FileLost, Store, StoreMissing, StoreUnusable, open_store, store_dir

__all__ = ["FileLost", "Store", "StoreMissing", "StoreUnusable", "opened", "store_address"]


def opened() -> Store:
    """The user's store, with at least one publication. Raises StoreUnusable, with what to do: StoreMissing where
    there is none.
    """
    store = open_store()
    if store.version() is None:
        raise StoreMissing("La base est vide. Lancez : python -m etl init")
    return store


def store_address() -> str:
    """Which store `opened` opens now: the key under which it may be kept open."""
    return str(store_dir())
