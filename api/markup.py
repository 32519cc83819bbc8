"""Markdown from curators into HTML that is safe to show."""

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
        link_rel="noopener noreferrer",
    )
