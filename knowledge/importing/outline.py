"""A document's Markdown as an outline: its headings and what stands under each, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from knowledge.models import HEADINGS

_ATX: Final = re.compile(r" {0,3}(#{1,6})[ \t]+([^ \t].*)")
_SETEXT: Final = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
_WORD: Final = re.compile(r"[a-z0-9']+")
_MARKS: Final = re.compile(r"[*_`]+")
_NUMBERING: Final = re.compile(r"^(?:(?:section|part|chapter)\s+)?(?:\d+(?:\.\d+)*|[a-z])[.):]?\s+")
_SYNONYMS: Final = Path(__file__).with_name("headings.yml")
MAX_HEADING_WORDS: Final = 9


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and the text right under it; level 0 and "" before the first heading."""

    level: int
    heading: str
    body: str


def blocks(markdown: str, plain: bool = False) -> list[Block]:
    """The outline of `markdown`; every line of it is in one block.

    With `plain` the text has no marks (a PDF, a text file): a line that stands alone and is one
    of the known headings is taken for one as well.
    """
    found: list[Block] = []
    level, heading, body = 0, "", list[str]()
    for kind, text in _lines(markdown, plain):
        if kind < 0:
            body.append(text)
            continue
        found.append(Block(level, heading, _joined(body)))
        level, heading, body = kind, text, []
    found.append(Block(level, heading, _joined(body)))
    return [block for block in found if block.heading or block.body]


def _lines(markdown: str, plain: bool) -> Iterator[tuple[int, str]]:
    """Each line as (level, heading) or (-1, line)."""
    lines, fence, at = markdown.split("\n"), "", 0
    while at < len(lines):
        line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
        at += 1
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        if fence:
            yield -1, f" {line}" if line.startswith("#") else line
        elif (atx := _ATX.fullmatch(line)) and (text := _unclosed(atx[2])):
            yield len(atx[1]), _heading(text)
        elif _is_underlined(line, following):
            at += 1
            yield (1 if "=" in following else 2), _heading(line)
        elif plain and _stands_alone(lines, at - 1) and section_of(line, whole=True):
            yield 2, _heading(line)
        else:
            yield -1, f" {line}" if line.startswith("#") else line


def _unclosed(text: str) -> str:
    """A heading without the row of # that may end it; by hand, as a pattern would go back often."""
    text = text.strip()
    without = text.rstrip("#")
    return text if without and without[-1] not in " \t" else without.rstrip()


def _is_underlined(line: str, following: str) -> bool:
    """A heading over a row of = or -, and no list, quotation or table above a rule."""
    text = line.strip()
    return bool(text) and text[0] not in "|>-*+#" and _SETEXT.fullmatch(following) is not None


def _stands_alone(lines: list[str], at: int) -> bool:
    before = lines[at - 1].strip() if at else ""
    return bool(lines[at].strip()) and not before


def _heading(text: str) -> str:
    return " ".join(_MARKS.sub("", text).split())


def _joined(body: list[str]) -> str:
    return "\n".join(body).strip("\n").rstrip()


def section_of(heading: str, whole: bool = False) -> str | None:
    """The article's section that a heading belongs to by its words, None if it says nothing.

    With `whole` the heading must consist of the known words alone.
    """
    text = _NUMBERING.sub("", heading.strip().casefold())
    words = _WORD.findall(text)
    if not words or len(words) > MAX_HEADING_WORDS:
        return None
    said = f" {' '.join(words)} "
    matches = [
        (len(known), section)
        for known, section in _known()
        if (said == f" {known} " if whole else f" {known} " in said)
    ]
    return max(matches)[1] if matches else None


@cache
def _known() -> tuple[tuple[str, str], ...]:
    """(words, section) of the data file; the sections' own names are among them."""
    read: dict[str, list[str]] = yaml.safe_load(_SYNONYMS.read_text(encoding="utf-8"))
    if set(read) != set(HEADINGS):
        raise ValueError(f"{_SYNONYMS.name}: its keys are not {list(HEADINGS)}")
    return tuple((words, section) for section in read for words in read[section])
