"""Markdown from a converter as an article can show it; no word of it is lost.

Articles show paragraphs, lists, quotations, two levels of headings and links to https.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from knowledge.importing.models import Link

# Every repetition has an end, so that no text takes longer than its length is worth.
_ADDRESS: Final = r"(?:[^()\s<>]|\([^()\s]{0,200}\)){0,2000}"
_TITLE: Final = r"(?:\s{1,9}\"[^\"]{0,300}\")?"
_IMAGE: Final = re.compile(rf"!\[[^\]]{{0,1000}}\]\({_ADDRESS}{_TITLE}\)")
_LINK: Final = re.compile(
    rf"(?<!!)\[((?:[^\[\]\\]|\\.){{0,1000}})\]\(<?({_ADDRESS})>?{_TITLE}\)", re.DOTALL
)
_ANGLED: Final = re.compile(r"<(https?://[^<>\s]+)>")
_BARE: Final = re.compile(r"(?<![(<\w\"'=])https?://[^\s<>\"'()\[\]|]+")
_NUMBER: Final = re.compile(r"(?<!!)\[(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,20})\](?!\()")
_ROW: Final = re.compile(r"^\s*\|.*\|\s*$")
_RULE: Final = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_CELLS: Final = re.compile(r"(?<!\\)\|")
_BULLET: Final = re.compile(r"^[ \t]*[•▪●◦‣·–\uf0b7\uf0a7][ \t]*(?=\S)")
_ITEM: Final = re.compile(r"^\s*(?:[-*+]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s|\||>|#)")
_SPACES: Final = re.compile(r"[ \t\u00a0]+")
MAX_URL_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class Tidied:
    """The text, the web addresses in it in order, each once, and what was changed."""

    markdown: str
    links: tuple[Link, ...]
    tables: int
    pictures: int
    numbers: int
    dead_links: int


def tidy(markdown: str) -> Tidied:
    """The text with tables as lists, without pictures, links to the web alone.

    A document's own reference numbers [3] become (3): in an article they would point at its
    sources.
    """
    text, pictures = _IMAGE.subn("", markdown)
    text = re.sub(r"</?u>", "", text)
    text, tables = _without_tables(text)
    links: dict[str, Link] = {}
    dead = 0

    def link(match: re.Match[str]) -> str:
        nonlocal dead
        words, url = match[1].strip(), match[2]
        if not is_web(url):
            dead += bool(url) and not url.startswith("#")
            return words
        links.setdefault(url, Link(url, words.replace("\\", "")))
        return match[0] if url.startswith("https://") else words

    text = _ANGLED.sub(r"\1", _LINK.sub(link, text))
    for match in _BARE.finditer(text):
        url = match[0].rstrip(".,;:!?*_")
        if is_web(url):
            links.setdefault(url, Link(url))
    text, numbers = _NUMBER.subn(r"(\1)", text)
    return Tidied(text.strip("\n"), tuple(links.values()), tables, pictures, numbers, dead)


def unwrapped(text: str) -> str:
    """A PDF's text with each paragraph on a line of its own, bullets as list items."""
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\f", "\n\n"))
    return "\n\n".join(filter(None, map(_one_paragraph, paragraphs)))


def _one_paragraph(paragraph: str) -> str:
    kept: list[str] = []
    for line in paragraph.split("\n"):
        line = _BULLET.sub("- ", line).rstrip()
        if not line.strip():
            continue
        if kept and not _ITEM.match(line) and not kept[-1].lstrip().startswith("|"):
            kept[-1] = f"{kept[-1]} {line.strip()}"
        else:
            kept.append(_SPACES.sub(" ", line.strip()) if "|" not in line else line.strip())
    return "\n".join(kept)


def is_web(url: str) -> bool:
    """Whether an officer can follow it: http or https, a public host, nobody's name in it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and "." in host
        and "@" not in url
        and "%40" not in url
        and len(url) <= MAX_URL_CHARS
        and not re.search(r"\s", url)
    )


def _without_tables(text: str) -> tuple[str, int]:
    """The text with each row of a table as a list item, its cells named by the first row."""
    made: list[str] = []
    tables, table = 0, list[str]()
    for line in [*text.split("\n"), ""]:
        if _ROW.match(line):
            table.append(line)
            continue
        if table:
            tables += 1
            made += ["", *_items(table), ""]
            table = []
        made.append(line)
    return "\n".join(made[:-1]), tables


def _items(table: list[str]) -> list[str]:
    rows = [_cells(line) for line in table if not _RULE.match(line)]
    has_head = len(table) > 1 and _RULE.match(table[1]) is not None and len(rows) > 1
    if not has_head or not any(rows[0]):
        return [f"- {'; '.join(filter(None, row))}" for row in rows if any(row)]
    head = rows[0]
    items = []
    for row in rows[1:]:
        named = [_named(head[n] if n < len(head) else "", cell) for n, cell in enumerate(row)]
        if any(row):
            items.append(f"- {'; '.join(filter(None, named))}")
    return items


def _named(name: str, cell: str) -> str:
    return f"{name}: {cell}" if name and cell else cell


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [" ".join(cell.replace("\\|", "|").split()) for cell in _CELLS.split(inner)]
