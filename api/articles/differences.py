"""What two versions say differently, part by part and word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from pydantic import BaseModel

from api.articles.schemas import ArticleContent, SourceContent

_WORD = re.compile(r"\s+|\S+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
LISTS = frozenset({"Sample questions", "Sources", "Related articles", "Stages", "Objectives"})


class PieceKind(StrEnum):
    """Whether both versions have it, or the older or the newer alone."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(BaseModel):
    """A run of text of one kind."""

    kind: PieceKind
    text: str


class PartDifference(BaseModel):
    """A part of the article that is not the same in both; its pieces in reading order."""

    part: str
    pieces: list[Piece]


def parts_of(content: ArticleContent) -> dict[str, str]:
    """Return everything that a version says as text, by the name of its part, in order."""
    sections = {f"Section: {s.heading}": s.body_markdown for s in content.sections}
    return {
        "Title": content.title,
        "Summary": content.summary,
        **sections,
        "Evidence": content.evidence.grade or "",
        "Why that grade": content.evidence.reason,
        "Owner": content.owner,
        "Review by": content.review_date.isoformat() if content.review_date else "",
        "Group": content.group,
        "Problem type": content.problem_type,
        "Stages": "\n".join(content.stages),
        "Objectives": "\n".join(content.objectives),
        "Sources": "\n".join(map(_source_line, content.sources)),
        "Related articles": "\n".join(content.related),
        "Sample questions": "\n".join(content.sample_questions),
    }


def _source_line(source: SourceContent) -> str:
    facts = (source.publisher, source.title, source.url, source.as_of)
    return ", ".join(filter(None, facts)) + (" (opened)" if source.checked else "")


def differences(older: ArticleContent, newer: ArticleContent) -> list[PartDifference]:
    """Return the parts that differ, in the order of the newer; removed sections come where they

    stood. Lists differ by lines, all else by words.
    """
    before, after = parts_of(older), parts_of(newer)
    return [
        PartDifference(part=part, pieces=_pieces(part, before.get(part, ""), after.get(part, "")))
        for part in _in_order(list(before), list(after))
        if before.get(part, "") != after.get(part, "")
    ]


def _in_order(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return every name once: those of `after`, each gone one after what it followed."""
    names = list(after)
    for n, name in enumerate(before):
        if name not in names:
            follows = before[n - 1] if n else None
            names.insert(names.index(follows) + 1 if follows in names else 0, name)
    return names


def _pieces(part: str, before: str, after: str) -> list[Piece]:
    unit = _LINE if part in LISTS else _WORD
    if part in LISTS:  # so that the last line is like the others
        before, after = (text + "\n" if text else "" for text in (before, after))
    old, new = unit.findall(before), unit.findall(after)
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(kind=PieceKind.SAME, text="".join(old[i1:i2])))
            continue
        if i1 < i2:
            found.append(Piece(kind=PieceKind.REMOVED, text="".join(old[i1:i2])))
        if j1 < j2:
            found.append(Piece(kind=PieceKind.ADDED, text="".join(new[j1:j2])))
    return _without_islands(found)


def _without_islands(pieces: list[Piece]) -> list[Piece]:
    """Return the same with a lone space between two changes made part of both.

    "a b" for "c d" is one change, not two with a space between them.
    """
    joined: list[Piece] = []
    removed, added = "", ""
    for n, piece in enumerate(pieces):
        island = piece.kind is PieceKind.SAME and piece.text.isspace() and "\n" not in piece.text
        if island and 0 < n < len(pieces) - 1:
            removed, added = removed + piece.text, added + piece.text
        elif piece.kind is PieceKind.SAME:
            joined += _change(removed, added)
            removed, added = "", ""
            joined.append(piece)
        elif piece.kind is PieceKind.REMOVED:
            removed += piece.text
        else:
            added += piece.text
    return joined + _change(removed, added)


def _change(removed: str, added: str) -> list[Piece]:
    found = ((PieceKind.REMOVED, removed), (PieceKind.ADDED, added))
    return [Piece(kind=kind, text=text) for kind, text in found if text]
