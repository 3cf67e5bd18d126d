"""`python -m boussole`: a territory's figures and its contract from the command line. Help and messages are in French.

Exit codes: 0 answered; 2 unusable request or no store.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from boussole import document_commands, french
from boussole.catalogue import catalogue
from boussole.disclosure import Shown
from boussole.export import contract_json, contract_text
from boussole.questions import wording
from boussole.questions.contracts import UnknownContract
from boussole.questions.figures import shown_figures
from boussole.questions.funding import funding_of
from boussole.questions.opening import StoreUnusable, opened
from boussole.questions.progression import progress_of
from boussole.questions.territories import UnknownTerritory, territories, territory

app = typer.Typer(
    help="Interroger la base : chiffres d’un territoire.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
UNUSABLE = 2


@app.callback()
def main() -> None:
    """Interroger la base : chiffres d’un territoire."""


@app.command()
def figures(
    territory_id: Annotated[str, typer.Option("--territory", help="Identifiant du territoire (bocage-bressuirais…).")],
    indicator: Annotated[str | None, typer.Option("--indicator", help="Un seul indicateur du catalogue.")] = None,
    year: Annotated[int | None, typer.Option("--year", help="Une seule année (celle du milieu de la période).")] = None,
    as_object: Annotated[bool, typer.Option("--json", help="Écrire une liste JSON.")] = False,
) -> None:
    """Les chiffres d’un territoire : valeur, numérateur, dénominateur, intervalle, champ, période, source."""
    try:
        store = opened()
        info = territory(store, territory_id)
        if indicator is not None and indicator not in catalogue().indicators:
            raise UnknownTerritory(f"Indicateur inconnu « {indicator} ». Voir data/catalogue/indicateurs.yaml.")
        found = shown_figures(store, info, indicator, year)
    except (StoreUnusable, UnknownTerritory) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    if as_object:
        typer.echo(json.dumps([as_json(s) for s in found], ensure_ascii=False, indent=1))
        return
    typer.echo(info.label)
    if not found:
        typer.echo("Aucune valeur chargée.")
    for shown in found:
        typer.echo(_line(shown))


@app.command(name="territories")
def list_territories() -> None:
    """Les territoires connus de la base."""
    try:
        store = opened()
    except StoreUnusable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    for info in territories(store):
        typer.echo(f"{info.id} : {info.label}, {french.plural(len(info.communes), 'commune')}")


@app.command()
def funding(
    contract_id: Annotated[str, typer.Option("--contract", help="Identifiant du contrat (nord-essonne…).")],
    year: Annotated[int, typer.Option("--year", help="Exercice : l’année du contrat qui finit cette année-là.")],
    as_object: Annotated[bool, typer.Option("--json", help="Écrire un objet JSON.")] = False,
) -> None:
    """L’argent d’un exercice : par mission, thème et objectif, maximum, calculé, retenu, en jeu, perdu."""
    try:
        answer = funding_of(opened(), contract_id, year)
    except (StoreUnusable, UnknownContract, UnknownTerritory) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    if as_object:
        typer.echo(contract_json.dumps(contract_json.funding_json(answer)))
        return
    for line in contract_text.funding_text(answer):
        typer.echo(line)


@app.command()
def progress(
    contract_id: Annotated[str, typer.Option("--contract", help="Identifiant du contrat (bocage-bressuirais…).")],
    year: Annotated[int | None, typer.Option("--year", help="Exercice ; par défaut, le dernier mesuré.")] = None,
    as_object: Annotated[bool, typer.Option("--json", help="Écrire un objet JSON.")] = False,
) -> None:
    """Où en est chaque objectif : valeur initiale, cible, valeur, taux, statut, rythme nécessaire, projection."""
    try:
        answer = progress_of(opened(), contract_id, datetime.now(UTC).date(), year)
    except (StoreUnusable, UnknownContract, UnknownTerritory) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(UNUSABLE) from error
    if as_object:
        typer.echo(contract_json.dumps(contract_json.progress_json(answer)))
        return
    for line in contract_text.progress_text(answer):
        typer.echo(line)


def as_json(shown: Shown) -> dict[str, Any]:
    """One figure as printed by --json; null where hidden or missing."""
    indicator = catalogue().indicator(shown.indicator)
    source = catalogue().sources.get(shown.source)
    return {
        "indicator": shown.indicator,
        "start": shown.period.start.isoformat(),
        "end": shown.period.end.isoformat(),
        "year": shown.period.year,
        "value": _number(shown.value),
        "numerator": _number(shown.numerator),
        "denominator": _number(shown.denominator),
        "low": _number(shown.low),
        "high": _number(shown.high),
        "method": shown.method.value,
        "status": shown.status.value,
        "source": shown.source,
        "champ": indicator.champ(source),
        "origin": shown.origin.value,
    }


def _number(value: float | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if float(value).is_integer() else round(value, 6)


def _line(shown: Shown) -> str:
    indicator = catalogue().indicator(shown.indicator)
    footer = wording.footer(indicator, shown)
    parts = [
        wording.value_text(indicator, shown),
        wording.beside_text(indicator, shown),
        wording.interval_text(indicator, shown),
        *wording.cautions(shown),
        wording.method_text(indicator, shown),
        footer.text,
    ]
    return f"{indicator.label} : " + " · ".join(p for p in parts if p)


for command in (document_commands.deck, document_commands.report, document_commands.table):
    app.command()(command)

if __name__ == "__main__":
    app()
