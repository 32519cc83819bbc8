"""Makes two collections of ConditionalQA's questions about government pages: to fit, and to check.

`python -m knowledge.benchmark.conditional --out FOLDER --without corpus.jsonl train.json dev.json`

ConditionalQA (Sun, Cohen, Salakhutdinov 2022; BSD 2-Clause, pages under the Open Government
Licence) has what people ask of a page and the lines that answer it. Lines that answer the same
question make a document. Half of the pages go to `pages_fit`, the other half to `pages_check`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import BaseModel, TypeAdapter

MAX_LINES: Final = 10
MIN_WORDS: Final = 8
SHINGLE: Final = 8  # words in a row that two texts may not share
HEADED: Final = 6  # of ten documents begin with the name of their page
MIN_SHARE: Final = 0.6  # of a question's lines that its document must have


class Question(BaseModel):
    """One row, of which only this is used."""

    id: str
    url: str
    question: str
    evidences: tuple[str, ...]
    not_answerable: bool


@dataclass(slots=True)
class _Page:
    """The lines of a page, in the order in which questions need them, and who needs what."""

    name: str
    groups: dict[str, list[str]] = field(default_factory=dict)  # every line knows its group

    def join(self, lines: Sequence[str]) -> None:
        """Lines that answer one question are one group, as far as there is room."""
        for line in lines:
            self.groups.setdefault(line, [line])
        for line in lines[1:]:
            one, other = self.groups[lines[0]], self.groups[line]
            if one is not other and len(one) + len(other) <= MAX_LINES:
                one += other
                for moved in other:
                    self.groups[moved] = one

    def documents(self) -> list[list[str]]:
        """The groups, each once."""
        return list({id(group): group for group in self.groups.values()}.values())


def shingles(text: str) -> set[tuple[str, ...]]:
    """Every run of SHINGLE words."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}


def pages(questions: Iterable[Question]) -> Iterator[tuple[_Page, list[Question]]]:
    """Each page with the questions about it that it answers."""
    by_url: dict[str, list[Question]] = {}
    for question in questions:
        if question.evidences and not question.not_answerable:
            by_url.setdefault(question.url, []).append(question)
    for url, asked in sorted(by_url.items()):
        page = _Page(url.removesuffix("/").rsplit("/", 1)[-1])
        for question in asked:
            page.join(tuple(dict.fromkeys(question.evidences)))
        yield page, asked


def collection(
    page: _Page, asked: Sequence[Question], unwanted: set[tuple[str, ...]]
) -> tuple[list[dict[str, object]], list[dict[str, object]], list[dict[str, object]]]:
    """Rows of corpus, queries and judgements of one page; nothing that `unwanted` has."""
    ids: dict[int, str] = {}
    corpus: list[dict[str, object]] = []
    for number, group in enumerate(page.documents()):
        text = "\n".join(map(_as_markdown, group))
        if len(text.split()) < MIN_WORDS or shingles(text) & unwanted:
            continue
        identity = ids[id(group)] = f"{page.name}#{number}"
        if _number(identity) % 10 < HEADED:
            text = f"# {page.name.replace('-', ' ').capitalize()}\n\n{text}"
        corpus.append({"_id": identity, "title": "", "text": text})
    queries: list[dict[str, object]] = []
    qrels: list[dict[str, object]] = []
    for question in asked:
        lines = set(question.evidences)
        group_id, count = Counter(id(page.groups[line]) for line in lines).most_common(1)[0]
        if group_id in ids and count >= MIN_SHARE * len(lines):
            queries.append({"_id": question.id, "text": question.question})
            qrels.append({"qid": question.id, "docid": ids[group_id], "score": 1})
    return corpus, queries, qrels


def main(
    published: Annotated[list[Path], typer.Argument(help="train.json and dev.json.")],
    out: Annotated[Path, typer.Option("--out", help="Where the two folders go.")],
    without: Annotated[
        Path | None, typer.Option("--without", help="A corpus nothing may be shared with.")
    ] = None,
) -> None:
    """Write the two collections."""
    rows = TypeAdapter(list[Question])
    questions = [row for file in published for row in rows.validate_json(file.read_bytes())]
    unwanted: set[tuple[str, ...]] = set()
    for line in without.read_text(encoding="utf-8").splitlines() if without else ():
        unwanted |= shingles(json.loads(line)["text"])
    halves: dict[str, tuple[list[Mapping[str, object]], ...]] = {
        name: ([], [], []) for name in ("pages_fit", "pages_check")
    }
    for page, asked in pages(questions):
        half = halves["pages_check" if _number(page.name) % 2 else "pages_fit"]
        for rows_of_half, rows_of_page in zip(half, collection(page, asked, unwanted), strict=True):
            rows_of_half += rows_of_page
    for name, parts in halves.items():
        (out / name).mkdir(parents=True, exist_ok=True)
        for part, those in zip(("corpus", "queries", "qrels"), parts, strict=True):
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in those)
            (out / name / f"{part}.jsonl").write_text(text, encoding="utf-8")
        typer.echo(f"{name}: {len(parts[0])} documents, {len(parts[1])} questions")


def _as_markdown(line: str) -> str:
    text = re.sub("<[^>]+>", "", line).strip()
    if line.startswith("<li"):
        return f"* {text}"
    return f"## {text}" if re.match("<h[1-6]", line) else text


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


if __name__ == "__main__":
    typer.run(main)
