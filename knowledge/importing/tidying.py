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
    rf"(?<![!\\])\[((?:[^\[\]\\]|\\.){{0,1000}})\]\(<?({_ADDRESS})>?{_TITLE}\)", re.DOTALL
)
_ANGLED: Final = re.compile(r"<((?i:https?)://[^<>\s]+)>")
_BARE: Final = re.compile(r"(?<![(<\w\"'=])(?i:https?)://[^\s<>\"'()\[\]|]+")
_NUMBER: Final = re.compile(r"(?<!!)\[(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,20})\](?!\()")
_ROW: Final = re.compile(r"^\s*\|.*\|\s*$")
_RULE: Final = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_CELLS: Final = re.compile(r"(?<!\\)\|")
_BULLET: Final = re.compile(r"^[ \t]*[•▪●◦‣·–\uf0b7\uf0a7][ \t]*(?=\S)")
_ITEM: Final = re.compile(r"^\s*(?:[-*+]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s|\||>|#)")
_SPACES: Final = re.compile(r"[ \t\u00a0]+")
_SCHEME: Final = re.compile(r"[A-Za-z]{1,20}:")
# No storage takes them: control characters but tab and line end, and halves of a surrogate pair.
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_BREAKS: Final = str.maketrans("\x0b\x0c", "  ")
MAX_URL_CHARS: Final = 500
MAX_CELL_NAME_CHARS: Final = 60


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
    text, pictures = _IMAGE.subn("", printable(markdown))
    text = re.sub(r"</?u>", "", text)
    text, tables = _without_tables(text)
    links: dict[str, Link] = {}
    dead = 0

    def link(match: re.Match[str]) -> str:
        nonlocal dead
        words, url = match[1].strip(), lower_scheme(match[2])
        if not is_web(url):
            dead += bool(url) and not url.startswith("#")
            return words
        links.setdefault(url, Link(url, words.replace("\\", "")))
        before, after = (
            match[0][: match.start(2) - match.start()],
            match[0][match.end(2) - match.start() :],
        )
        return f"{before}{url}{after}" if url.startswith("https://") else words

    text = _ANGLED.sub(r"\1", _LINK.sub(link, text))
    text = _BARE.sub(lambda match: lower_scheme(match[0]), text)
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


def printable(text: str) -> str:
    """The text without what cannot be stored or shown; page and column breaks are spaces."""
    return _UNPRINTABLE.sub("", text.translate(_BREAKS))


def lower_scheme(url: str) -> str:
    """The address with HTTPS: as https:, as articles take it."""
    return _SCHEME.sub(lambda match: match[0].lower(), url, count=1) if _SCHEME.match(url) else url


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
        and not _UNPRINTABLE.search(url)
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
    return f"{name}: {cell}" if 0 < len(name) <= MAX_CELL_NAME_CHARS and cell else cell


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [" ".join(cell.replace("\\|", "|").split()) for cell in _CELLS.split(inner)]
