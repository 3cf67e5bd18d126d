"""The tables of both databases, and the number of their layout. Refuses a store of a later layout."""

SCHEMA_VERSION = 2


class StoreUnusable(RuntimeError):
    """The store cannot be opened; the message is a French sentence that says why and what to do."""


class StoreTooRecent(StoreUnusable):
    """The store was made by a later version of the program; the message says what to do."""


def refuse_other(version: int) -> None:
    """Raises StoreTooRecent for a layout that this program does not know yet, StoreUnusable for one that it knows no
    more."""
    if version < SCHEMA_VERSION:
        raise StoreUnusable(
            "Cette base vient d’une version d’essai de Boussole, que celle-ci ne lit plus. Mettez son dossier de côté, "
            "lancez python -m etl init, puis chargez de nouveau vos extraits."
        )
    if version > SCHEMA_VERSION:
        raise StoreTooRecent(
            "Cette base a été créée par une version plus récente de Boussole : mettez le programme à jour."
        )


# One transaction: a journal killed while it is made is no journal, and is made again.
JOURNAL = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS version (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    cause TEXT NOT NULL,
    superseded_at TEXT,
    pruned INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS lot (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    profile TEXT,
    author TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    counts TEXT NOT NULL,
    undone_at TEXT,
    undone_by TEXT
);
CREATE TABLE IF NOT EXISTS revision (
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    effective TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    author TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (entity, id, revision)
);
INSERT OR IGNORE INTO meta VALUES ('schema_version', '{SCHEMA_VERSION}');
COMMIT;
"""

# The columns of an observation, in order, with their DuckDB types; `lot` comes before them once stored.
OBSERVATION_COLUMNS: dict[str, str] = {
    "line": "INTEGER",
    "indicator": "VARCHAR",
    "kind": "VARCHAR",
    "territory": "VARCHAR",
    "start": "DATE",
    "finish": "DATE",
    "source": "VARCHAR",
    "value": "DOUBLE",
    "numerator": "DOUBLE",
    "denominator": "DOUBLE",
    "status": "VARCHAR",
    "origin": "VARCHAR",
    "perimeter": "VARCHAR",
    "extracted": "DATE",
    "flags": "VARCHAR",
    "raw": "VARCHAR",
}
KEY = ("indicator", "kind", "territory", "start", "finish", "source")
RETIRED = "retired"  # status of a key that a lot took away: never shown, undone like any other row

# What many rows share is written once: a row carries the numbers of its series, place and qualifier. The import leaves
# for the store `accepted_fact` (without lots) with its own dimensions, the communes that the file speaks for (`scope`),
# and the communes that its totals cover (`perimeter`).
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "series": ("indicator", "start", "finish", "source"),
    "place": ("kind", "territory"),
    "qualifier": ("status", "origin", "perimeter", "extracted", "flags"),
}
FACTS: dict[str, str] = {
    "line": "INTEGER",
    "series": "INTEGER",
    "place": "INTEGER",
    "qualifier": "INTEGER",
    "value": "DOUBLE",
    "numerator": "DOUBLE",
    "denominator": "DOUBLE",
    "raw": "VARCHAR",
}


def dimension_tables() -> str:
    """SQL: the empty tables of the dimensions, `dim_series (id, indicator, …)`…"""
    return "".join(
        f"CREATE TABLE dim_{name} (id INTEGER, {', '.join(f'{c} {OBSERVATION_COLUMNS[c]}' for c in columns)});\n"
        for name, columns in DIMENSIONS.items()
    )


def fact_table(name: str) -> str:
    """SQL: an empty table of rows."""
    return f"CREATE TABLE {name} (lot INTEGER, {', '.join(f'{c} {t}' for c, t in FACTS.items())});\n"


def named(facts: str, lot: bool = True) -> str:
    """SQL: the rows of a fact table with every column of an observation, in order (`lot` first)."""
    owner = {c: f"{name}_of" for name, columns in DIMENSIONS.items() for c in columns}
    columns = ", ".join(f"{owner.get(c, 'f')}.{c}" for c in OBSERVATION_COLUMNS)
    joins = " ".join(f"JOIN dim_{n} {n}_of ON {n}_of.id = f.{n}" for n in DIMENSIONS)
    return f"SELECT {'f.lot, ' if lot else ''}{columns} FROM {facts} f {joins}"


# `current` holds the row in force for each key, `superseded` all the others: together they are every lot.
OBSERVATIONS = f"""
CREATE TABLE meta (key VARCHAR, value VARCHAR);
INSERT INTO meta VALUES ('schema_version', '{SCHEMA_VERSION}');
{dimension_tables()}{fact_table("current_fact")}{fact_table("superseded_fact")}
CREATE VIEW current AS {named("current_fact")};
CREATE VIEW superseded AS {named("superseded_fact")};
CREATE TABLE undone (lot INTEGER);
CREATE TABLE perimeter (id VARCHAR, communes VARCHAR[]);
CREATE TABLE place (
    kind VARCHAR, code VARCHAR, name VARCHAR, parent VARCHAR,
    departement VARCHAR, region VARCHAR, epci VARCHAR, population BIGINT
);
"""
