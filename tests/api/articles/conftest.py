"""Articles that are there already."""

import pytest

from api.articles import service
from api.db import Database
from api.search.memory import InMemorySearch
from tests.api.conftest import make_article


@pytest.fixture
def seeded(database: Database, searcher: InMemorySearch) -> None:
    """Two published articles, in the database and in search."""
    articles = [make_article("bikes"), make_article("burglary")]
    with database.writing() as session:
        service.seed(session, articles)
    searcher.sync(articles)
