"""What a ticket is about: the group of the article that search ranks first for its question.

A job of the timetable, so that whoever sends a request waits for no search, and a search that is
down delays the topic and nothing else.
"""

from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from api.articles import repository as articles
from api.db import Database
from api.errors import Problem
from api.search.service import Search
from api.staffing.service import route
from api.tickets import queue_repository, sorting

EVERY_S: Final = 3.0
AT_ONCE: Final = 5


def make_topics(database: Database, search: Search) -> Callable[[Session], int]:
    """Return the job: new tickets have a topic, its queue, and somebody of that queue.

    Searching is done before the transaction that writes begins.
    """

    def run(session: Session) -> int:
        if not search.ready:
            return 0
        with database.reading() as reading:
            due = queue_repository.without_topic(reading, AT_ONCE)
            topics = [(ref, topic_of(reading, search, question)) for ref, question in due]
        for ref, topic in topics:
            ticket = sorting.predict_topic(session, ref, topic)
            if ticket is not None:
                route(session, ticket)
        return len(topics)

    return run


def topic_of(session: Session, search: Search, question: str) -> str | None:
    """Return the group of the first article, None if nothing is found or the search fails."""
    try:
        hits = search.search(question, 1).hits
    except Problem:  # one question that search cannot take must not hold up the next
        return None
    article = articles.find(session, hits[0].slug) if hits else None
    return article.group if article else None
