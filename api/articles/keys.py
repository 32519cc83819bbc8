"""When two titles or two questions are the same, and the slug a title makes."""

import re
import unicodedata

MAX_SLUG_CHARS = 80
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


def key_of(text: str) -> str:
    """Return what is compared: case, accents, punctuation and spacing make no difference."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return " ".join(_NOT_WORDS.sub(" ", plain.replace("'", "")).split())


def slug_of(title: str) -> str:
    """Return lower-case words joined by hyphens, cut at a word, "article" if none is left."""
    slug = key_of(title).replace(" ", "-")
    if len(slug) > MAX_SLUG_CHARS:
        slug = slug[: MAX_SLUG_CHARS + 1].rsplit("-", 1)[0][:MAX_SLUG_CHARS]
    return slug or "article"
