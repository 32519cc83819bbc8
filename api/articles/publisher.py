"""Keeping search in step with the database, after each commit that changes what officers get."""

import threading
from collections.abc import Sequence
from typing import Protocol

from fastapi import Request
from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.documents import to_article
from api.db import after_commit
from knowledge import Article, Nearby, Rehearsal

_in_step = threading.Lock()


class Publisher(Protocol):
    """Search, as far as articles know it. What cannot be put in or taken out is owed and retried:

    `publish` and `withdraw` never raise.
    """

    def publish(self, article: Article) -> None:
        """Have `article` found, and no older version of it."""

    def withdraw(self, slug: str) -> None:
        """Have `slug` found no more."""

    def nearby(self, article: Article) -> Nearby:
        """Return what is near to the article, or disagrees with it; Problem 503 if not ready."""

    def rehearse(self, questions: Sequence[str], slug: str, article: Article | None) -> Rehearsal:
        """Return what the questions find now and with `article` (None: without `slug`).

        Nothing is changed. Problem 503 if search is not ready.
        """


def get_publisher(request: Request) -> Publisher:
    """Return the app's search; a dependency."""
    publisher: Publisher = request.app.state.searcher
    return publisher


def follow(session: Session, slug: str, publisher: Publisher) -> None:
    """Once this transaction has committed, `publisher` has what the database then says of `slug`.

    It is read again at that moment, one article at a time: of two commits that race, the one
    that comes last in the database also has the last word in search.
    """
    engine = session.get_bind().engine.execution_options(immediate=False)

    def bring_in_step() -> None:
        with _in_step, Session(engine) as reading:
            version = repository.find_served(reading, slug)
            if version is not None:
                publisher.publish(to_article(version))
            else:
                publisher.withdraw(slug)

    after_commit(session, bring_in_step)
