"""A document's sources: the document itself first, then what it links to. None is checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final
from urllib.parse import unquote, urlsplit

from knowledge.importing.addresses import Clean
from knowledge.importing.models import KIND_NAMES, Converted, Link
from knowledge.models import Source
from knowledge.text import plain

PUBLISHER: Final = "Imported document"
MAX_SOURCES: Final = 30
_HOST: Final = re.compile(r"^www\d?\.")


def sources_of(
    converted: Converted, name: str, title: str, links: Sequence[Link], clean: Clean
) -> list[Source]:
    """The document called `name`, then its `links`, which are clean; `clean` does their words."""
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
