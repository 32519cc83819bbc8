"""`SearchService` keeps the index in step with what is published, whatever goes wrong."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from api.errors import Problem
from api.search import service as search_service
from api.search.memory import InMemorySearch
from api.search.service import Search, SearchService
from api.settings import Settings
from knowledge import Article, KnowledgeError, Searcher
from knowledge.encoder import FakeEncoder
from knowledge.fit_file import load_fit
from tests.api.conftest import make_article


class BrokenOnce:
    """Stands before a real searcher and fails the first `failures` publications."""

    def __init__(self, inner: Searcher, failures: int) -> None:
        self.inner, self.failures = inner, failures

    def publish(self, article: Article) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.inner.publish(article)

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)


@pytest.fixture
def real() -> Searcher:
    """A real searcher over no article yet, on a small encoder."""
    encoder = FakeEncoder()
    scope = np.zeros((2, encoder.dim + 1), dtype=np.float32)
    fit = replace(load_fit(), encoder_hash=encoder.source_hash, scope=scope)
    return Searcher.build([], encoder, fit)


@pytest.fixture
def service(settings: Settings, real: Searcher) -> SearchService:
    made = SearchService(settings)
    made._searcher = real
    return made


class TestOpen:
    """Without an index the service says so and refuses, and nothing else breaks."""

    def test_no_index(self, tmp_path: Path) -> None:
        service = SearchService(Settings(var_dir=tmp_path, models_dir=tmp_path))
        service.open()
        service.sync([make_article()])
        service.publish(make_article())
        assert not service.ready and service.index_version is None
        with pytest.raises(Problem) as refused:
            service.search("bikes")
        assert (refused.value.status, refused.value.code) == (503, "search_unavailable")
        service.close()


class TestSync:
    """Afterwards exactly the given articles are found; what is the same is not touched."""

    def test_publishes_and_withdraws_what_differs(
        self, service: SearchService, real: Searcher
    ) -> None:
        service.sync([make_article("a"), make_article("b")])
        assert set(real.articles) == {"a", "b"}
        changed = make_article("b", summary="Other words.")
        before = dict(real.articles)
        service.sync([changed, make_article("c")])
        assert set(real.articles) == {"b", "c"}
        assert real.articles["b"] != before["b"]

    def test_nothing_to_do(self, service: SearchService, real: Searcher) -> None:
        service.sync([make_article("a")])
        version = service.index_version
        service.sync([make_article("a")])
        assert service.index_version == version


class TestPublish:
    """It is found by the next search; a failure is owed, not raised, and made good."""

    def test_found_at_once_and_gone_at_once(self, service: SearchService) -> None:
        service.publish(make_article("a"))
        assert [hit.slug for hit in service.search("a again").hits] == ["a"]
        service.withdraw("a")
        assert service.search("a again").hits == []

    def test_a_failure_is_made_good(
        self, service: SearchService, real: Searcher, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search_service, "FIRST_RETRY_S", 0.01)
        service._searcher = BrokenOnce(real, failures=3)  # type: ignore[assignment]
        service.publish(make_article("a"))
        assert "a" not in real.articles
        give_up_at = time.monotonic() + 5
        while "a" not in real.articles and time.monotonic() < give_up_at:
            time.sleep(0.01)
        assert "a" in real.articles
        service.close()

    def test_a_newer_change_replaces_what_is_owed(
        self, service: SearchService, real: Searcher, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search_service, "FIRST_RETRY_S", 0.05)
        service._searcher = BrokenOnce(real, failures=1)  # type: ignore[assignment]
        service.publish(make_article("a"))
        service.withdraw("a")
        time.sleep(0.2)
        assert "a" not in real.articles
        service.close()


class TestSearch:
    """A failing index is an unavailable search, never a crash."""

    def test_knowledge_error(
        self, service: SearchService, real: Searcher, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(question: str, limit: int) -> object:
            raise KnowledgeError("altered")

        monkeypatch.setattr(real, "search", fail, raising=False)
        with pytest.raises(Problem) as refused:
            service.search("bikes")
        assert refused.value.code == "search_unavailable"


class TestTwin:
    """The in-memory twin keeps the same promises."""

    def test_it_is_a_search(self) -> None:
        twin: Search = InMemorySearch()
        twin.open()
        twin.sync([make_article("a")])
        twin.publish(make_article("b"))
        assert [hit.slug for hit in twin.search("b again", 1).hits] == ["b"]
        twin.withdraw("b")
        assert [hit.slug for hit in twin.search("b again").hits] == ["a"]
        twin.close()
