"""Addresses of links in a document, without the personal data that may stand in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import unquote, unquote_plus, urlsplit

Clean = Callable[[str], str]


def addresses(urls: Sequence[str], clean: Clean) -> dict[str, str]:
    """Each address, without its query and fragment if it says anything that `clean` takes out."""
    return {url: _bare(url) if _is_personal(url, clean) else url for url in urls}


def _is_personal(url: str, clean: Clean) -> bool:
    return any(clean(said) != said for said in {unquote(url), unquote_plus(url)})


def _bare(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()


def with_addresses(markdown: str, kept: Mapping[str, str]) -> str:
    """The text with the shortened addresses, longest first as one may begin another."""
    for url in sorted(kept, key=len, reverse=True):
        if kept[url] != url:
            markdown = markdown.replace(url, kept[url])
    return markdown


def shortened(kept: Mapping[str, str]) -> Iterator[str]:
    """What the curator is told of it, if anything was cut."""
    count = sum(url != left for url, left in kept.items())
    if count:
        yield f"{count} link(s) cut at the ? or #: personal data stood in the address."
