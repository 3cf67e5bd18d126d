"""`python -m etl`: prepare the store, check and load extracts, undo lots. Help and messages are in French.

Exit codes: 0 all accepted; 1 something refused; 2 blocked or unusable; 3 the store is busy.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from boussole.geography import reference_dir
from boussole.store import Store, StoreBusy, StoreUnusable, open_store, store_dir
from boussole.store.reading import comparison
from etl.importing import Inspection, Options, as_json, blocked_json, inspected, publish
from etl.layout import Layout
from etl.profiles import of_layout, profiles, save_profile
from etl.reasons import Blocked, reason
from etl.reread import reread, understood
from etl.setup import DEMO_DIR, initialise

app = typer.Typer(
    help="Préparer la base, vérifier et charger des extraits, annuler un lot.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ACCEPTED, REFUSED, UNUSABLE, BUSY = 0, 1, 2, 3

File = Annotated[Path, typer.Argument(help="Fichier à lire (CSV, TSV, XLSX, ODS, gz ou zip d’un fichier).")]
Profile = Annotated[str | None, typer.Option("--profile", help="Profil d’import à appliquer.")]
Sheet = Annotated[str | None, typer.Option("--sheet", help="Feuille du classeur.")]
Indicator = Annotated[
    str | None, typer.Option("--indicator", help="Indicateur du catalogue, si le fichier ne le dit pas.")
]
Year = Annotated[int | None, typer.Option("--year", help="Année mesurée, si le fichier ne la dit pas.")]
Source = Annotated[str | None, typer.Option("--source", help="Source du catalogue, si le fichier ne la dit pas.")]
TerritoryId = Annotated[str | None, typer.Option("--territory", help="Territoire auquel rattacher la ligne Total.")]
LayoutFile = Annotated[
    Path | None, typer.Option("--layout", help="Lecture corrigée (JSON), telle que l’assistant l’écrit.")
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", help="Encodage du texte, s’il est mal reconnu (mac-roman, cp850…).")
]
Json = Annotated[bool, typer.Option("--json", help="Écrire un objet JSON sur la sortie.")]
ProgressLines = Annotated[
    bool, typer.Option("--progress", help="Écrire l’avancement en lignes JSON sur la sortie d’erreur.")
]


def author() -> str:
    """Who acts, until sign-in exists: a function or initials."""
    return os.environ.get("BOUSSOLE_AUTEUR", "").strip() or "non précisé"


def _store() -> Store:
    return Store(store_dir())


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _options(
    profile: str | None, sheet: str | None, indicator: str | None, year: int | None, source: str | None,
    territory: str | None, layout: Path | None, encoding: str | None,
) -> Options:  # fmt: skip
    corrected = _corrected(layout) if layout else None
    return Options(profile, sheet, indicator, year, source, territory, corrected, encoding)


def _corrected(path: Path) -> Layout:
    """The reading that the wizard wrote. Raises ValueError with a French sentence."""
    try:
        return Layout.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"La lecture corrigée « {path.name} » est introuvable ou n’en est pas une.") from error


def _progress(wanted: bool) -> Any:
    def write(step: str, share: float) -> None:
        if wanted:
            print(json.dumps({"step": step, "share": share}, ensure_ascii=False), file=sys.stderr, flush=True)

    return write


def _print(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))


def _describe(inspection: Inspection) -> None:
    report, layout = inspection.report, inspection.layout
    typer.echo(
        f"{inspection.name} : {inspection.encoding or 'classeur'}, "
        f"séparateur « {layout.delimiter} », {report.lines} lignes."
    )
    for column in layout.columns:
        meaning = f"{column.role} {column.indicator or ''}".strip()
        typer.echo(f"  {column.heading or '(sans titre)'} → {meaning} ; ex. {', '.join(column.examples) or '—'}")
    typer.echo(
        f"{report.cells} cellules : {report.observations} acceptées "
        f"(dont {report.masked} sous secret, {report.missing} manquantes), "
        f"{report.refused} refusées, {report.set_aside} mises de côté."
    )
    for code, message in report.warnings:
        typer.echo(f"  Attention : {message} {reason(code).remedy}")
    for refusal in report.rejected[:50]:
        why = refusal.as_json()
        typer.echo(f"  Ligne {refusal.line}, {refusal.column}, « {refusal.value} » : {why['message']} {why['remedy']}")
    if len(report.rejected) > 50:
        typer.echo(f"  … et {len(report.rejected) - 50} autres refus (--json les donne tous).")


def _block(name: str, block: Blocked, as_object: bool, beside: dict[str, Any] | None = None) -> typer.Exit:
    if as_object:
        _print(blocked_json(name, block) | (beside or {}))
    else:
        _say(f"{name} : {block} {block.remedy}")
    return typer.Exit(UNUSABLE)


@app.command()
def init() -> None:
    """Créer la base, charger le référentiel et les données de démonstration (sans effet si c’est déjà fait)."""
    store = _store()
    try:
        initialise(store, typer.echo)
    except StoreBusy as busy:
        _say(str(busy))
        raise typer.Exit(BUSY) from busy
    typer.echo(f"La base est prête : {store.root}")


@app.command()
def check(
    file: File, profile: Profile = None, sheet: Sheet = None, indicator: Indicator = None, year: Year = None,
    source: Source = None, territory: TerritoryId = None, layout: LayoutFile = None, encoding: Encoding = None,
    as_object: Json = False, progress: ProgressLines = False,
    differences: Annotated[
        int, typer.Option("--differences", help="Nombre de différences détaillées avec la base.")
    ] = 0,
    save_as: Annotated[
        str | None, typer.Option("--save-profile", help="Enregistrer cette lecture comme profil d’import.")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option("--delimiter", help="Séparateur non reconnu (« ; », « , », « | », « tab »).")
    ] = None,
    header_line: Annotated[
        int | None, typer.Option("--header-line", help="Première ligne d’en-tête, si elle n’est pas reconnue.")
    ] = None,
) -> None:  # fmt: skip
    """Lire un fichier et dire ce qui en est compris et refusé, sans rien charger."""
    options = Options()
    try:
        options = _options(profile, sheet, indicator, year, source, territory, layout, encoding)
        if options.layout is None and (delimiter or header_line):
            options = dataclasses.replace(options, layout=reread(file, sheet, delimiter, header_line, encoding))
        with inspected(file, options, _store(), _progress(progress)) as inspection:
            content = as_json(inspection) | _already_loaded(inspection)
            content |= _difference(inspection, differences)
            if save_as:
                store = open_store(store_dir())
                save_profile(store, of_layout(save_as, inspection.layout, store.now().date()), author())
            if as_object:
                _print(content)
            else:
                _describe(inspection)
            refused = inspection.report.refused
    except Blocked as block:
        partly = understood(file, options, _store(), block, bool(delimiter or header_line))
        raise _block(file.name, block, as_object, partly) from block
    except ValueError as error:
        _say(str(error))
        raise typer.Exit(UNUSABLE) from error
    raise typer.Exit(REFUSED if refused else ACCEPTED)


def _difference(inspection: Inspection, most: int) -> dict[str, Any]:
    """What loading would change: counts by state, and the first changes one by one."""
    store = _store()
    if not store.exists() or (name := store.version()) is None:
        return {"difference": None, "changes": [], "touched": {}}
    whole = comparison(store.root / name, inspection.staged, most)
    listed = [
        {"state": c.state, "indicator": c.indicator, "kind": c.territory.kind.value, "territory": c.territory.code,
         "start": c.period.start.isoformat(), "end": c.period.end.isoformat(), "source": c.source,
         "old_value": c.old_value, "old_numerator": c.old_numerator, "old_denominator": c.old_denominator,
         "old_status": c.old_status, "new_value": c.new_value, "new_numerator": c.new_numerator,
         "new_denominator": c.new_denominator, "new_status": c.new_status}
        for c in whole.changes
    ]  # fmt: skip
    return {"difference": whole.counts, "changes": listed, "touched": whole.communes}


def _already_loaded(inspection: Inspection) -> dict[str, Any]:
    """The lot, not undone, that the very same bytes have become; `same_reading` when they were read the same way."""
    store = _store()
    same = store.journal.same_file(inspection.sha256) if store.exists() else None
    if same is None:
        return {"already_loaded": None}
    reading = same.fingerprint == inspection.fingerprint()
    return {"already_loaded": {"lot": same.id, "recorded_at": same.recorded_at.isoformat(), "author": same.author,
                               "same_reading": reading}}  # fmt: skip


@app.command()
def load(
    files: Annotated[list[Path], typer.Argument(help="Fichiers à charger, un lot chacun.")],
    profile: Profile = None, sheet: Sheet = None, indicator: Indicator = None, year: Year = None, source: Source = None,
    territory: TerritoryId = None, layout: LayoutFile = None, encoding: Encoding = None, as_object: Json = False,
    progress: ProgressLines = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ne pas demander de confirmation.")] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Charger ce qui est accepté, même si des cellules sont refusées.")
    ] = False,
    retire: Annotated[
        bool, typer.Option("--retire", help="Retirer les valeurs que le fichier ne donne plus pour ses communes.")
    ] = False,
) -> None:  # fmt: skip
    """Vérifier un fichier puis le charger : un fichier = un lot, en entier ou pas du tout."""
    worst = ACCEPTED
    for file in files:
        try:
            options = _options(profile, sheet, indicator, year, source, territory, layout, encoding)
            worst = max(worst, _load_one(file, options, as_object, yes, partial, retire, progress))
        except Blocked as block:
            raise _block(file.name, block, as_object) from block
        except StoreBusy as busy:
            _say(str(busy))
            raise typer.Exit(BUSY) from busy
        except ValueError as error:
            _say(str(error))
            raise typer.Exit(UNUSABLE) from error
    raise typer.Exit(worst)


def _load_one(
    file: Path, options: Options, as_object: bool, yes: bool, partial: bool, retire: bool, progress: bool
) -> int:
    store = _store()
    if not store.exists():
        _say("Aucune base n’a été trouvée. Créez-la d’abord avec : python -m etl init")
        return UNUSABLE
    with inspected(file, options, store, _progress(progress)) as inspection:
        if options.layout is not None and options.profile:  # a corrected reading that was saved under this name
            inspection = dataclasses.replace(inspection, profile=options.profile)
        content = as_json(inspection) | {"lot": None} | _already_loaded(inspection)
        refused = bool(inspection.report.refused)
        same = store.journal.same_file(inspection.sha256)
        if same is not None and same.fingerprint == inspection.fingerprint():
            content["lot"] = same.id
            _answer(
                inspection,
                content,
                as_object,
                f"Déjà chargé : lot {same.id} du {same.recorded_at:%d/%m/%Y}. Rien n’a changé.",
            )
            return ACCEPTED
        if not as_object:
            _describe(inspection)
        if (refused and not partial) or not inspection.report.observations + len(inspection.report.totals):
            _answer(
                inspection,
                content,
                as_object,
                "Rien n’a été chargé : corrigez le fichier, ou ajoutez --partial pour charger le reste.",
            )
            return REFUSED
        if not yes and not _agreed("Charger ces valeurs ?"):
            _answer(inspection, content, as_object, "Rien n’a été chargé.")
            return ACCEPTED
        lot = publish(store, inspection, author(), _say, retire=retire)
        content["lot"] = lot.id
        _answer(inspection, content, as_object, f"Chargé : lot {lot.id}, {inspection.report.observations} valeurs.")
    return REFUSED if refused else ACCEPTED


def _agreed(question: str) -> bool:
    """« o », « oui » on the standard input; the question goes beside what the command answers."""
    typer.echo(f"{question} [o/N] ", nl=False, err=True)
    return sys.stdin.readline().strip().lower() in ("o", "oui", "y", "yes")


def _answer(inspection: Inspection, content: dict[str, Any], as_object: bool, text: str) -> None:
    if as_object:
        _print(content)
    else:
        typer.echo(text)


@app.command()
def batches(as_object: Json = False) -> None:
    """Lister les lots chargés, du plus récent au plus ancien."""
    lots = open_store(store_dir()).journal.lots() if _store().exists() else []
    if as_object:
        typer.echo(json.dumps([
            {"id": x.id, "file": x.file_name, "sha256": x.sha256, "profile": x.profile, "author": x.author,
             "recorded_at": x.recorded_at.isoformat(), "counts": x.counts,
             "undone_at": x.undone_at.isoformat() if x.undone_at else None, "undone_by": x.undone_by}
            for x in lots
        ], ensure_ascii=False, indent=1))  # fmt: skip
        return
    for x in lots:
        undone = f" — annulé le {x.undone_at:%d/%m/%Y} par {x.undone_by}" if x.undone_at else ""
        typer.echo(
            f"{x.id:>4}  {x.recorded_at:%d/%m/%Y %H:%M}  {x.file_name}  "
            f"{x.counts.get('observations', 0)} valeurs  par {x.author}{undone}"
        )


@app.command()
def undo(batch: Annotated[int, typer.Argument(help="Numéro du lot.")]) -> None:
    """Annuler un lot : chaque valeur revient à celle du dernier lot non annulé."""
    store = open_store(store_dir())
    try:
        store.undo(batch, author(), _say)
    except KeyError as error:
        _say(f"Le lot {batch} n’existe pas ou est déjà annulé.")
        raise typer.Exit(UNUSABLE) from error
    except StoreBusy as busy:
        _say(str(busy))
        raise typer.Exit(BUSY) from busy
    typer.echo(f"Lot {batch} annulé.")


@app.command(name="profiles")
def list_profiles(as_object: Json = False) -> None:
    """Lister les profils d’import enregistrés."""
    found = profiles(open_store(store_dir())) if _store().exists() else []
    if as_object:
        typer.echo(json.dumps([p.model_dump(mode="json") for p in found], ensure_ascii=False, indent=1))
        return
    for p in found:
        typer.echo(f"{p.name} : {len(p.columns)} colonnes, source {p.source or 'non précisée'}")
    if not found:
        typer.echo("Aucun profil enregistré.")


@app.command()
def reference(
    contours: Annotated[
        Path | None, typer.Option("--contours", help="Contours officiels : GeoJSON, GeoPackage ou shapefile zippé.")
    ] = None,
    sources: Annotated[Path | None, typer.Option("--sources", help="Dossier des archives déjà téléchargées.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Dossier à écrire (data/reference par défaut).")
    ] = None,
) -> None:
    """Reconstruire les données de référence : communes, EPCI, anciens codes, contours.

    Demande pip, npm et une minute.
    """
    from etl.reference import ReferenceBuildError, build

    try:
        report = build(output or reference_dir(), contours, _say, sources)
    except ReferenceBuildError as error:
        _say(str(error))
        raise typer.Exit(UNUSABLE) from error
    for line in report.lines():
        typer.echo(line)


@app.command()
def demonstration(
    output: Annotated[Path | None, typer.Option("--output", help="Dossier à écrire (data/demo par défaut).")] = None,
) -> None:
    """Reconstruire les extraits de démonstration (simulés avec une graine fixe)."""
    from etl.demonstration import build

    for path in build(output or DEMO_DIR):
        typer.echo(path.name)


def main() -> None:
    """The command; wrong words, and a store that is missing or too recent, end in a sentence."""
    try:
        sys.exit(app(standalone_mode=False))
    except StoreUnusable as unusable:
        _say(str(unusable))
    except typer.Abort:
        _say("Abandonné.")
    except TyperException as wrong:
        _say(_usage(wrong))
    sys.exit(UNUSABLE)


def _usage(wrong: Exception) -> str:
    """What is wrong with the words typed, in French: the library says it in English."""
    named = getattr(wrong, "option_name", None)
    if (parameter := getattr(wrong, "param", None)) is not None:
        named = max(parameter.opts, key=len) if parameter.opts else parameter.name
    said = {
        "NoSuchOption": f"Option inconnue « {named} ».",
        "MissingParameter": f"Il manque « {named} ».",
        "BadParameter": f"Valeur incorrecte pour « {named} ».",
    }.get(type(wrong).__name__, "Commande incorrecte.")
    return f"{said} Aide : python -m etl --help"


if __name__ == "__main__":
    main()
