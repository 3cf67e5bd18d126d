"""How long a deck takes, slide by slide, against a deck without slides (the floor: the template, saved).

    python -m benchmarks.deck --slides 40 --runs 5

On the demonstration data, each in turn: an empty deck, then a deck of as many slides as asked, which is the meeting's
own deck repeated. Prints medians, the cost of a slide and its ratio to the empty deck.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from boussole.export.deck_pptx import deck_pptx
from boussole.store import Store
from etl.setup import initialise
from tests.boussole.export.demonstration_deck import demonstration_deck


def seconds(made: Callable[[], bytes]) -> float:
    start = time.perf_counter()
    made()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slides", type=int, default=40)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        initialise(store, lambda _: None)
        deck, ground = demonstration_deck(store)
    many = tuple(replace(s, key=f"{s.key}-{n}") for n, s in enumerate(islice(cycle(deck.slides), asked.slides)))
    decks = {"vide": replace(deck, slides=()), "entier": replace(deck, slides=many)}
    took: dict[str, list[float]] = {name: [] for name in decks}
    for run in range(-1, asked.runs):  # the first warms caches up
        for name, one in decks.items():
            spent = seconds(lambda one=one: deck_pptx(one, ground))  # type: ignore[misc]
            if run >= 0:
                took[name].append(spent)
    empty, whole = (statistics.median(took[name]) for name in decks)
    slide = (whole - empty) / asked.slides
    print(f"vide      médiane {empty:.2f} s, pire {max(took['vide']):.2f} s")
    print(f"{asked.slides} slides médiane {whole:.2f} s, pire {max(took['entier']):.2f} s")
    print(f"un slide  {slide:.3f} s, soit {slide / empty:.2f} fois un fichier vide")


if __name__ == "__main__":
    main()
