"""A document's text as a draft article, with its sources and a report for the curator.

No text is lost: what matches one of the five headings by its words goes under it, the rest under
"What it rests on", in the document's order and under its own headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import PurePath
from typing import Final
from urllib.parse import unquote, urlsplit

from knowledge.documents import parse_article
from knowledge.errors import ArticleError
from knowledge.importing.addresses import Clean, addresses, shortened, with_addresses
from knowledge.importing.limits import Limits
from knowledge.importing.models import KIND_NAMES, Converted, Kind, Link
from knowledge.importing.outline import Block, blocks, section_of
from knowledge.importing.refusals import too_long, too_many_sections
from knowledge.importing.tidying import (
    Tidied,
    is_web,
    lower_scheme,
    printable,
    tidy,
    unwrapped,
)
from knowledge.models import HEADINGS, Article, Evidence, EvidenceGrade, Section, Source
from knowledge.rules import UNCHECKED_REVIEW_DAYS
from knowledge.text import plain

PUBLISHER: Final = "Imported document"
REST: Final = HEADINGS[1]
MAX_TITLE_CHARS: Final = 180
MAX_SUMMARY_CHARS: Final = 800
MAX_BODY_CHARS: Final = 7_500  # an article's section takes 8,000; redaction may lengthen a text
MAX_SOURCES: Final = 30
MAX_SECTIONS: Final = 12
MAX_TEXT_CHARS: Final = Limits().text_chars
SUBSTANTIAL_CHARS: Final = 80
# What programs write where nobody gave a title.
_NO_TITLE: Final = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|(?:power)?point presentation|untitled.*|document\d*"
    r"|presentation\d*|title|slide 1|\(anonymous\)|.*\.(?:docx?|pptx?|pdf|html?|md|txt|indd))",
    re.IGNORECASE,
)
_LIST_OR_QUOTE: Final = re.compile(r"\s*(?:[-*+>|]\s?|\(?\d{1,3}[.)]\s)")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_HOST: Final = re.compile(r"^www\d?\.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a document gives of an article: `own` is set if it was one of our article files.

    `sources[0]` is the document itself, unless it was an article file. `left_out` and `to_check`
    are sentences for the curator. No grade, no owner, no question: those are decisions.
    """

    title: str
    summary: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    review_date: date
    left_out: tuple[str, ...]
    to_check: tuple[str, ...]
    own: Article | None = None


def draft(converted: Converted, name: str, today: date, clean: Clean = str) -> Draft:
    """The draft that a document called `name` gives; `clean` is applied to all of its text.

    Raises DocumentRefused if there is more of it than an article takes.
    """
    review_date = today + timedelta(days=UNCHECKED_REVIEW_DAYS)
    own = _own_article(converted)
    if own is not None:
        return _again(own, review_date, clean)
    is_plain = converted.kind in (Kind.pdf, Kind.markdown)
    text = unwrapped(converted.markdown) if converted.kind is Kind.pdf else converted.markdown
    tidied = tidy(text)
    if len(tidied.markdown) > MAX_TEXT_CHARS:
        raise too_long(len(tidied.markdown), MAX_TEXT_CHARS, " with its tables as lists")
    found = [
        link for link in map(_printable, (*tidied.links, *converted.links)) if is_web(link.url)
    ]
    kept = addresses([link.url for link in found], clean)
    links = {kept[link.url]: replace(link, url=kept[link.url]) for link in found}
    markdown = clean(with_addresses(tidied.markdown, kept))
    converted = replace(converted, title=clean(printable(converted.title)))
    title, outline = _title(converted, blocks(markdown, is_plain), clean(name))
    summary, outline = _summary(outline)
    sources = _sources(converted, clean(name), clean(title), list(links.values()), clean)
    sections = tuple(Section(s.heading, _no_section(s.body_markdown)) for s in _sections(outline))
    if len(sections) > MAX_SECTIONS:
        raise too_many_sections(len(sections), MAX_SECTIONS)
    made = Draft(
        title=title,
        summary=_no_section(summary),
        sections=sections,
        sources=tuple(sources[:MAX_SOURCES]),
        review_date=review_date,
        left_out=(
            *converted.left_out,
            *_left_out(converted, tidied, len(sources)),
            *shortened(kept),
        ),
        to_check=(),
    )
    return replace(made, to_check=tuple(_to_check(made)))


def to_article(made: Draft, slug: str) -> Article:
    """The draft as an article that a file can hold; what is for a curator to decide says so."""
    base = made.own or Article(
        slug=slug,
        title=made.title,
        group="from-the-hub",
        summary="",
        sections=(),
        evidence=Evidence(EvidenceGrade.untested, "Imported; nobody has graded it yet."),
        stages=("response",),
        problem_type="method",
        objectives=(),
        owner="To be named",
        review_date=made.review_date,
    )
    return replace(
        base,
        summary=made.summary or made.title,
        sections=made.sections,
        sources=made.sources,
        review_date=made.review_date,
    )


def slug_of(title: str) -> str:
    """A file's name for an article of that title."""
    words = re.findall(r"[a-z0-9]+", title.casefold())
    return "-".join(words)[:80].strip("-") or "article"


def file_name(given: str) -> str:
    """The last part of an uploaded file's name, on one line, at most 150 characters."""
    name = PurePath(given.replace("\\", "/")).name
    printable = "".join(char if char.isprintable() else " " for char in name)
    return " ".join(printable.split())[-150:] or "document"


def _own_article(converted: Converted) -> Article | None:
    if converted.kind is not Kind.markdown or not converted.markdown.startswith("---\n"):
        return None
    try:
        return parse_article(converted.markdown, ())
    except ArticleError:
        return None


def _again(own: Article, review_date: date, clean: Clean) -> Draft:
    """The draft of an article file: its numbering stays, its decisions are to be made again."""
    sections = tuple(Section(clean(s.heading), clean(s.body_markdown)) for s in own.sections)
    kept = addresses([s.url for s in own.sources if s.url], clean)
    sources = tuple(
        replace(
            s,
            publisher=clean(s.publisher),
            title=clean(s.title),
            url=kept[s.url] if s.url else None,
            checked=False,
        )
        for s in own.sources
    )
    made = Draft(
        title=clean(own.title),
        summary=clean(own.summary),
        sections=sections,
        sources=sources,
        review_date=min(review_date, own.review_date),
        left_out=("The evidence grade and its reason: set them again.", *shortened(kept)),
        to_check=(),
        own=own,
    )
    return replace(made, to_check=tuple(_to_check(made)))


def _printable(link: Link) -> Link:
    return Link(lower_scheme(link.url), printable(link.text))


def _no_section(text: str) -> str:
    """The text, which must not begin with the mark of a section once it is stripped."""
    return f"\\{text.lstrip()}" if text.lstrip().startswith("## ") else text


def _title(converted: Converted, outline: list[Block], name: str) -> tuple[str, list[Block]]:
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


def _summary(outline: list[Block]) -> tuple[str, list[Block]]:
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


def _sections(outline: list[Block]) -> Iterator[Section]:
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


def _sources(
    converted: Converted, name: str, title: str, links: Sequence[Link], clean: Clean
) -> list[Source]:
    kind = KIND_NAMES[converted.kind]
    own = f"{title} ({kind}, {name})"
    listed = [Source(PUBLISHER, own[:300], as_of=_calendar_day(converted.as_of))]
    for link in links:
        parts = urlsplit(link.url)
        host = _HOST.sub("", (parts.hostname or "").lower())
        words = plain(link.text[:300])
        said = words if words and not words.startswith(("http", "www.")) else ""
        path = unquote(parts.path).strip("/").rpartition("/")[2]
        named = said or " ".join(re.split(r"[-_+]+", path.partition(".")[0])) or host
        listed.append(Source(host[:200], clean(" ".join(named.split()))[:300] or host, link.url))
    return listed


def _calendar_day(as_of: str | None) -> str | None:
    """The day a document gives itself, if there is such a day."""
    try:
        return date.fromisoformat(as_of or "").isoformat()
    except ValueError:
        return None


def _left_out(converted: Converted, tidied: Tidied, sources: int) -> Iterator[str]:
    if tidied.pictures:
        yield f"{tidied.pictures} picture(s) left out."
    if tidied.tables:
        yield f"{tidied.tables} table(s) turned into lists: compare them with the document."
    if tidied.dead_links:
        yield f"{tidied.dead_links} link(s) that do not lead to the web: their words were kept."
    if tidied.numbers:
        yield "The document’s own reference numbers are in round brackets: [3] became (3)."
    if sources > MAX_SOURCES:
        yield f"{sources - MAX_SOURCES} link(s) in the text are not among the sources."
    if converted.kind is Kind.docx:
        yield "Comments, deleted text, page headers and footers of a Word document are left out."
    if converted.kind is Kind.pdf:
        yield "A PDF does not mark headings: most of its text is under “What it rests on”."


def _to_check(made: Draft) -> Iterator[str]:
    yield "The title: put it as an officer would ask."
    if made.summary:
        yield "The summary: it is the document’s first paragraph. Have it answer the question."
    else:
        yield "The summary: no paragraph was long enough. Write the answer."
    missing = [heading for heading in HEADINGS if heading not in {s.heading for s in made.sections}]
    if missing:
        yield f"Sections without text: {', '.join(missing)}."
    yield (
        f"The sources ({len(made.sources)}): open each, say which claim rests on it, as [1], and "
        "take out what is none."
    )
    yield "The evidence grade, its reason, the owner and how officers ask this: all are yours."
    yield f"The review date: sources nobody opened are looked at by {made.review_date}."
