"""Web pages: what can run, load or ask for anything is taken out before they are converted."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import nh3

_NAME: Final = re.compile(r"\w+")
_TAGS: Final = frozenset(
    _NAME.findall(
        "a abbr article aside b blockquote body br caption code col colgroup dd del div dl dt em "
        "figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark ol p pre q s "
        "samp section small span strong sub sup table tbody td tfoot th thead time tr u ul var"
    )
)
# Taken out with all that is in them; the rest of what is not in _TAGS leaves its words behind.
_WITH_CONTENT: Final = frozenset(
    _NAME.findall(
        "script style title noscript template iframe object embed applet svg math canvas audio "
        "video select textarea button option nav"
    )
)
# What the report counts: a name for the reader and how it looks in the page.
_COUNTED: Final = (
    ("script", re.compile(r"<script\b", re.I)),
    ("embedded frame or object", re.compile(r"<(?:iframe|object|embed|applet|frame)\b", re.I)),
    ("form field", re.compile(r"<(?:input|select|textarea|button)\b", re.I)),
    ("picture", re.compile(r"<(?:img|svg|picture|canvas)\b", re.I)),
    ("recording", re.compile(r"<(?:audio|video)\b", re.I)),
    ("menu", re.compile(r"<nav\b", re.I)),
    ("style sheet", re.compile(r"<(?:style|link)\b", re.I)),
    ("script in a tag", re.compile(r"<[a-z][^<>]{0,2000}\son[a-z]{3,20}\s*=", re.I)),
)
_TITLE: Final = re.compile(r"<title[^>]*>([^<]{1,500})<", re.I)
_META: Final = re.compile(r"<meta\b[^>]{1,500}>", re.I)
_DATED: Final = re.compile(
    r"(?:dc\.date|dcterms\.(?:modified|issued|created)|article:(?:modified|published)_time"
    r"|last-modified|govuk:updated-at)[\"']",
    re.I,
)
_DATE: Final = re.compile(r"content\s*=\s*[\"']?(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page that runs and loads nothing, its own title and date, and what was taken out."""

    html: str
    title: str
    as_of: str | None
    counts: Counter[str]


def clean(page: str) -> Cleaned:
    """The page's headings, text, lists, tables and web links; nothing else."""
    counts = Counter({name: len(pattern.findall(page)) for name, pattern in _COUNTED})
    title = _TITLE.search(page)
    return Cleaned(
        html=nh3.clean(
            page,
            tags=set(_TAGS),
            clean_content_tags=set(_WITH_CONTENT),
            attributes={"a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https"},
            link_rel=None,
        ),
        title=" ".join(html.unescape(title[1]).split()) if title else "",
        as_of=_as_of(page),
        counts=+counts,
    )


def _as_of(page: str) -> str | None:
    for meta in _META.findall(page):
        if _DATED.search(meta) and (date := _DATE.search(meta)):
            return date[1]
    return None
