"""An outline's text in its place in an article: the title, the summary, the five sections.

No text is lost: what matches one of the five headings by its words goes under it, the rest under
"What it rests on", in the document's order and under its own headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from knowledge.importing.models import Converted
from knowledge.importing.outline import Block, section_of
from knowledge.models import HEADINGS, Section
from knowledge.text import plain

REST: Final = HEADINGS[1]
MAX_TITLE_CHARS: Final = 180
MAX_SUMMARY_CHARS: Final = 800
MAX_BODY_CHARS: Final = 7_500  # an article's section takes 8,000; redaction may lengthen a text
SUBSTANTIAL_CHARS: Final = 80
# What programs write where nobody gave a title.
_NO_TITLE: Final = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|(?:power)?point presentation|untitled.*|document\d*"
    r"|presentation\d*|title|slide 1|\(anonymous\)|.*\.(?:docx?|pptx?|pdf|html?|md|txt|indd))",
    re.IGNORECASE,
)
_LIST_OR_QUOTE: Final = re.compile(r"\s*(?:[-*+>|]\s?|\(?\d{1,3}[.)]\s)")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")


def title_of(converted: Converted, outline: list[Block], name: str) -> tuple[str, list[Block]]:
    """The title and the outline without it: first main heading, what the file says, first line."""
    first = next((block for block in outline if block.heading), None)
    if first is not None and first.level == 1 and len(first.heading) <= MAX_TITLE_CHARS:
        rest = [Block(0, "", block.body) if block is first else block for block in outline]
        return first.heading, [block for block in rest if block.heading or block.body]
    said = " ".join(converted.title.split())
    if said and not _NO_TITLE.fullmatch(said):
        return said[:MAX_TITLE_CHARS], outline
    raw = outline[0].body.split("\n", 1)[0] if outline and not outline[0].heading else ""
    line = plain(raw[: 2 * MAX_TITLE_CHARS])
    if (
        len(raw) <= 2 * MAX_TITLE_CHARS
        and 0 < len(line) <= MAX_TITLE_CHARS
        and not _LIST_OR_QUOTE.match(raw)
    ):
        body = outline[0].body.partition("\n")[2].strip("\n")
        return line, [*([Block(0, "", body)] if body else []), *outline[1:]]
    if first is not None:
        return first.heading[:MAX_TITLE_CHARS], outline
    return PurePath(name).stem[:MAX_TITLE_CHARS] or "Imported document", outline


def summary_of(outline: list[Block]) -> tuple[str, list[Block]]:
    """The first substantial paragraphs, and the outline without them.

    Taken out of what stands before the first heading; from under a heading they are copied.
    """
    if outline and not outline[0].heading:
        paragraphs = _paragraphs(outline[0].body)
        taken = _substantial(paragraphs)
        if taken:
            rest = "\n\n".join(part for part in paragraphs if part not in taken)
            head = [Block(0, "", rest)] if rest else []
            return "\n\n".join(taken), [*head, *outline[1:]]
    for block in outline:
        for paragraph in _paragraphs(block.body):
            if _is_substantial(paragraph, MAX_BODY_CHARS):
                return _beginning(paragraph), outline
    return "", outline


def sections_of(outline: list[Block]) -> Iterator[Section]:
    """The five sections as far as there is text for them; a long one goes on in another."""
    texts: dict[str, list[str]] = {heading: [] for heading in HEADINGS}
    top = min((block.level for block in outline if block.heading), default=1)
    within: list[tuple[int, str]] = []  # the headings that the current one stands under
    for block in outline:
        within = [(level, section) for level, section in within if level < block.level]
        said = section_of(block.heading)
        section = said or (within[-1][1] if within else REST)
        within.append((block.level, section))
        own_name = block.heading.casefold() == section.casefold()
        if block.heading and not own_name:
            mark = "###" if block.level <= top else "####"
            texts[section].append(f"{mark} {block.heading}")
        if block.body:
            texts[section].append(block.body)
    for heading, parts in texts.items():
        for n, body in enumerate(_chunks("\n\n".join(parts)), start=1):
            yield Section(heading if n == 1 else f"{heading} (continued, {n})", body)


def _paragraphs(body: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", body) if part.strip()]


def _substantial(paragraphs: Sequence[str]) -> list[str]:
    """The first paragraph of some length, and the one after it if both are short enough."""
    for at, paragraph in enumerate(paragraphs):
        if _is_substantial(paragraph, MAX_SUMMARY_CHARS):
            both = paragraphs[at : at + 2]
            fits = sum(map(len, both)) <= MAX_SUMMARY_CHARS // 2
            return [p for p in both if fits and _is_substantial(p, MAX_SUMMARY_CHARS)] or [
                paragraph
            ]
    return []


def _is_substantial(paragraph: str, most: int) -> bool:
    return SUBSTANTIAL_CHARS <= len(paragraph) <= most and not _LIST_OR_QUOTE.match(paragraph)


def _beginning(paragraph: str) -> str:
    """The first sentences of a paragraph, on one line."""
    text = " ".join(paragraph.split())
    kept = ""
    for sentence in _SENTENCE.split(text):
        if kept and len(kept) + len(sentence) > MAX_SUMMARY_CHARS // 2:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= MAX_SUMMARY_CHARS else kept[: MAX_SUMMARY_CHARS - 1] + "…"


def _chunks(text: str) -> Iterator[str]:
    """`text` in pieces of MAX_BODY_CHARS at most, parted between paragraphs if possible."""
    text = text.strip()
    while len(text) > MAX_BODY_CHARS:
        least = MAX_BODY_CHARS * 4 // 5
        ends = (text.rfind(end, least, MAX_BODY_CHARS) for end in ("\n\n", "\n", " "))
        at = next((end for end in ends if end > 0), MAX_BODY_CHARS)
        yield text[:at].rstrip()
        text = text[at:].lstrip("\n ")
    if text:
        yield text
