"""What tuning is tried on: twenty topics, and outsiders."""

from __future__ import annotations

import pytest

from knowledge import Article

from ..conftest import ArticleFactory

WORDS = ("bikes", "lamps", "dogs", "shops", "cars", "doors", "parks", "drugs", "bags", "pubs",
         "boats", "trains", "knives", "sheds", "bins", "fires", "phones", "farms", "gangs",
         "noise")  # fmt: skip
FORMS = ("how to stop {0}", "{0} again", "what works on {0}", "trouble with {0}", "{0} at night",
         "fed up with {0}", "{0} near the school", "plan for {0}")  # fmt: skip


@pytest.fixture
def topics(article: ArticleFactory) -> tuple[Article, ...]:
    """Twenty articles of eight questions each."""
    return tuple(
        article(word, sample_questions=tuple(form.format(word) for form in FORMS)) for word in WORDS
    )


@pytest.fixture
def outsiders() -> tuple[str, ...]:
    """Questions of no topic, some of which are held out."""
    return tuple(f"my {thing} is late" for thing in ("pay", "leave", "printer", "radio", "boots",
                 "pension", "laptop", "uniform", "locker", "course", "rota", "badge"))  # fmt: skip
