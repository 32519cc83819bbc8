"""`make eval-redaction`: the generated corpus through redaction, by kind.

An identifier counts as removed when nothing that tells it is left in the text. Any change to a
clean sentence counts as false. Errors are printed (`--errors`) of the dev seed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.redaction.service import redact
from tests.api.redaction.corpus import Corpus, Planted, Seed, Sentence, build
from tests.api.shares import Share, share, write_figures

PLACES = ("address", "postcode")
console = Console(highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Result:
    """One identifier of a sentence, and what became of the sentence."""

    sentence: Sentence
    planted: Planted
    redacted: str

    @property
    def removed(self) -> bool:
        """Whether the identifier is gone."""
        return not self.sentence.left(self.planted, self.redacted)

    @property
    def place_stayed(self) -> bool:
        """Whether its street or outward postcode is still there."""
        return self.planted.identifier.place_stays_in(self.redacted)

    @property
    def typed(self) -> str:
        """How it was typed."""
        text = self.planted.identifier.text
        return (
            "in capitals" if text.isupper() else "in lower case" if text.islower() else "as usual"
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of the whole corpus, and of the part whose wording the dev seed has not."""

    all: Share
    unseen: Share


def results_of(corpus: Corpus, change: Callable[[str], str]) -> list[Result]:
    """Return every planted identifier's result."""
    return [
        Result(sentence, planted, redacted)
        for sentence in corpus.sentences
        for redacted in [change(sentence.text)]
        for planted in sentence.planted
    ]


def recall_by_group(results: Sequence[Result]) -> dict[str, Figure]:
    """Return how many are removed: numbered kinds together, names, and each kind by itself."""
    names = [one for one in results if one.planted.kind == "name"]
    numbered = [one for one in results if one.planted.kind != "name"]
    groups = {"all but names": numbered, "names": names}
    for typed in ("as usual", "in lower case", "in capitals"):
        groups[f"names {typed}"] = [one for one in names if one.typed == typed]
    for kind in sorted({one.planted.kind for one in numbered}):
        groups[kind] = [one for one in numbered if one.planted.kind == kind]
    return {name: _figure(members, lambda one: one.removed) for name, members in groups.items()}


def places_kept(results: Sequence[Result]) -> Figure:
    """Return how many streets and outward postcodes are still there."""
    places = [one for one in results if one.planted.kind in PLACES]
    return _figure(places, lambda one: one.place_stayed)


def _figure(results: Sequence[Result], right: Callable[[Result], bool]) -> Figure:
    unseen = [one for one in results if one.sentence.unseen]
    return Figure(share(map(right, results)), share(map(right, unseen)))


def false_by_group(corpus: Corpus, change: Callable[[str], str]) -> dict[str, Share]:
    """Return how many clean sentences are changed."""
    written = [change(text) != text for text in corpus.written]
    questions = [change(text) != text for text in corpus.questions]
    return {
        "clean, changed": share(written + questions),
        "clean, written for this": share(written),
        "clean, questions of articles": share(questions),
    }


def evaluate(
    seed: Annotated[Seed | None, typer.Option(help="one of the two only")] = None,
    errors: Annotated[bool, typer.Option(help="print what went wrong, of dev alone")] = False,
) -> None:
    """Redact the corpus; print the tables, write the JSON."""
    for each in [seed] if seed else list(Seed):
        _evaluate(each)
    if errors and seed is not Seed.test:
        _print_errors(build(Seed.dev))


def _redact(text: str) -> str:
    return redact(text).text


def _evaluate(seed: Seed) -> None:
    corpus = build(seed)
    results = results_of(corpus, _redact)
    figures = recall_by_group(results) | {"street or outward part stays": places_kept(results)}
    false = false_by_group(corpus, _redact)
    table = Table(f"{seed}: removed", "all", "wording that dev has not")
    for name, figure in figures.items():
        table.add_row(name, str(figure.all), str(figure.unseen))
    for name, found in false.items():
        table.add_row(name, str(found), "")
    console.print(table)
    kept: dict[str, object] = {
        name: {"all": figure.all.as_json(), "unseen": figure.unseen.as_json()}
        for name, figure in figures.items()
    }
    kept |= {name: found.as_json() for name, found in false.items()}
    console.print(f"JSON: {write_figures(f'redaction.{seed}', kept)}")


def _print_errors(corpus: Corpus) -> None:
    for one in results_of(corpus, _redact):
        if not one.removed:
            console.print(f"left {one.planted.kind}: {one.sentence.text}", markup=False)
            console.print(f"    → {one.redacted}", markup=False)
    for text in (*corpus.written, *corpus.questions):
        if (changed := _redact(text)) != text:
            console.print(f"false: {text}\n    → {changed}", markup=False)


if __name__ == "__main__":
    typer.run(evaluate)
