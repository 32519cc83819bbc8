"""Markdown from curators into HTML that is safe to show."""

import html

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "h3", "h4", "sup"}
SCHEMES = {"https", "tel", "mailto"}
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})


def to_html(markdown: str) -> str:
    """Return sanitised HTML: no raw HTML, no images, links to https, tel, mailto or our pages."""
    return nh3.clean(
        _markdown.render(markdown),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        attribute_filter=_own_or_https,
        link_rel="noopener noreferrer",
    )


def to_text(markdown: str) -> str:
    """Return what a reader sees of it, as plain text."""
    return html.unescape(nh3.clean(to_html(markdown), tags=set()))


def _own_or_https(_tag: str, name: str, value: str) -> str | None:
    """Drop a link that leaves our pages without saying so: //elsewhere."""
    return None if name == "href" and value.startswith(("//", "/\\")) else value
