"""Import profiles: an analyst's corrections, kept by name, recognised next time from the header alone."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from boussole.store import Store
from etl.layout import Column, Layout, PeriodText, Role
from etl.read import opened
from etl.reasons import Blocked
from etl.recognise import recognise


class ColumnChoice(BaseModel):
    """What one heading means, as the analyst said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: str
    role: Role
    indicator: str | None = None
    period: PeriodText | None = None
    fraction: bool = False


class Profile(BaseModel):
    """A saved reading. The period of the file is not part of it: it changes each year."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    signature: str
    columns: tuple[ColumnChoice, ...]
    indicator: str | None = None
    source: str | None = None
    territory: str | None = None
    today_code_means: Literal["unknown", "whole", "part"] = "unknown"
    encoding: str | None = None
    saved: date | None = None

    def apply(self, layout: Layout) -> Layout:
        """The layout with the choices of this profile, heading by heading (in order where headings repeat)."""
        choices: dict[str, list[ColumnChoice]] = {}
        for choice in self.columns:
            choices.setdefault(choice.heading.strip().lower(), []).append(choice)
        columns: list[Column] = []
        for column in layout.columns:
            waiting = choices.get(column.heading.strip().lower())
            if not waiting:
                columns.append(column)
                continue
            choice = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            columns.append(
                column.model_copy(
                    update={
                        "role": choice.role,
                        "indicator": choice.indicator,
                        "period": choice.period,
                        "fraction": choice.fraction,
                        "candidates": (),
                    }
                )
            )
        return layout.model_copy(
            update={
                "columns": tuple(columns),
                "indicator": self.indicator or layout.indicator,
                "source": self.source or layout.source,
                "territory": self.territory or layout.territory,
                "today_code_means": self.today_code_means,
                "encoding": self.encoding,
            }
        )


def profiles(store: Store) -> list[Profile]:
    """All saved profiles, by name."""
    return [Profile.model_validate(r.content) for r in store.journal.all_typed("profile")]


def named_profile(store: Store | None, name: str) -> Profile:
    """Raises Blocked for an unknown name."""
    found = store.journal.typed("profile", name) if store is not None and store.exists() else None
    if found is None:
        raise Blocked("fichier_illisible", f"le profil d’import « {name} » n’existe pas")
    return Profile.model_validate(found.content)


def matching_profile(store: Store | None, layout: Layout) -> Profile | None:
    """The profile saved for this very header, the latest one."""
    if store is None or not store.exists():
        return None
    same = [r for r in store.journal.all_typed("profile") if r.content.get("signature") == layout.signature()]
    return Profile.model_validate(max(same, key=lambda r: r.recorded_at).content) if same else None


def encoding_for(
    path: Path, sheet: str | None, layout: Layout | None, name: str | None, store: Store | None
) -> str | None:
    """The encoding that a corrected reading or a profile says; None: the recognised one is right.

    A profile that says one is known by the header as it reads in that encoding. It is looked for only where the
    recognised encoding is a guess: eight bits a letter. Raises Blocked.
    """
    if layout is not None:
        return layout.encoding
    if name is not None:
        return named_profile(store, name).encoding
    known = profiles(store) if store is not None and store.exists() else []
    if not any(p.encoding for p in known):
        return None
    with opened(path, sheet) as file:
        guessed = file.encoding in ("cp1252", "latin-1")
    for encoding in dict.fromkeys(p.encoding for p in known if p.encoding and guessed):
        with contextlib.suppress(Blocked), opened(path, sheet, encoding) as file:
            header = recognise(file.text, file.delimiter).signature()
            if any((p.encoding, p.signature) == (encoding, header) for p in known):
                return encoding
    return None


def save_profile(store: Store, profile: Profile, author: str) -> None:
    """Save under its name, over the last revision of it."""
    last = store.journal.typed("profile", profile.name)
    store.save("profile", profile.name, profile.model_dump(mode="json"), author, last.revision if last else 0)


def of_layout(name: str, layout: Layout, today: date | None = None) -> Profile:
    """The profile that reads like this layout."""
    return Profile(
        name=name,
        signature=layout.signature(),
        columns=tuple(
            ColumnChoice(heading=c.heading, role=c.role, indicator=c.indicator, period=c.period, fraction=c.fraction)
            for c in layout.columns
        ),
        indicator=layout.indicator,
        source=layout.source,
        territory=layout.territory,
        today_code_means=layout.today_code_means,
        encoding=layout.encoding,
        saved=today,
    )
