"""Short forms in what officers read: the first of each says what it stands for."""

import html
import re
from typing import Final

from knowledge.glossary import Mention, Term, load_glossary

_TAG: Final = re.compile(r"(<[^>]*>)")
_NAME: Final = re.compile(r"</?([a-z0-9]+)")
_LEFT_ALONE: Final = frozenset({"a", "code", "h3", "h4"})
_BRACKETED: Final = re.compile(r"\s*\([^)]*\)")


def explained(shown: str) -> str:
    """Return sanitised HTML in which each short form says its meaning where it stands first.

    The meaning follows it for a screen reader and a copy, is seen on hover by the title, and with
    the keyboard's or a finger's focus as a popover. Links, code and headings are left alone; so
    is a short form that the text itself explains: "missing person (MISPER)".
    """
    seen: set[str] = set()
    parts: list[str] = []
    inside = 0
    for part in _TAG.split(shown):
        if not _TAG.fullmatch(part):
            parts.append(part if inside or not part else _marked(html.unescape(part), seen))
            continue
        name = _NAME.match(part)
        if name is not None and name[1] in _LEFT_ALONE:
            inside += -1 if part.startswith("</") else 1
        parts.append(part)
    return "".join(parts)


def _marked(text: str, seen: set[str]) -> str:
    """Return text as HTML, its short forms marked that are not in `seen`, which then has them."""
    parts, done = [], 0
    for mention in load_glossary().mentions(text):
        if mention.term.term in seen or not _is_short_form(mention, text):
            continue
        seen.add(mention.term.term)
        if _is_explained(mention, text):
            continue
        written = text[mention.start : mention.end]
        parts += [_escaped(text[done : mention.start]), _with_meaning(written, mention.term)]
        done = mention.end
    return "".join((*parts, _escaped(text[done:])))


def _is_short_form(mention: Mention, text: str) -> bool:
    """Say whether it is written as the glossary does: doctors, GPs, are no GPS."""
    term, written = mention.term, text[mention.start : mention.end]
    other_spellings = {form.casefold() for form in term.also}
    return term.display and (written == term.term or written.casefold() in other_spellings)


def _is_explained(mention: Mention, text: str) -> bool:
    before, after = text[: mention.start], text[mention.end :]
    if before.endswith("(") and after.startswith(")"):
        return True
    meaning = _BRACKETED.sub("", mention.term.means)
    return after.casefold().startswith(f" ({meaning.casefold()}")


def _with_meaning(written: str, term: Term) -> str:
    return (
        f'<abbr class="app-term" title="{html.escape(term.means)}" tabindex="0">'
        f"{_escaped(written)}</abbr>"
        f'<span class="app-term__means"> ({_escaped(term.means)})</span>'
    )


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
