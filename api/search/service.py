"""The one searcher of this process: opened at start, kept in step with what is published."""

import threading
from collections.abc import Iterable, Sequence
from typing import Protocol

import structlog

from api.errors import Problem
from api.redaction.service import as_searched
from api.search.schemas import SearchResponse
from api.settings import Settings
from knowledge import (
    Article,
    KnowledgeError,
    Nearby,
    OnnxEncoder,
    Rehearsal,
    Searcher,
    Vectors,
    content_hash,
)

log = structlog.get_logger(__name__)
FIRST_RETRY_S = 1.0
LONGEST_RETRY_S = 60.0


class Search(Protocol):
    """What the rest of api asks of search. `api.search.memory` has the twin for tests."""

    @property
    def ready(self) -> bool:
        """Say whether a search would be answered."""

    def open(self) -> None:
        """Load the index and the encoder; never raises, see `ready`."""

    def sync(self, articles: Iterable[Article]) -> None:
        """Have exactly `articles` found."""

    def search(self, question: str, limit: int = 3) -> SearchResponse:
        """Return the ranking and the decision; Problem 503 `search_unavailable` if not ready."""

    def likeness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return how alike `text` and each of `others` mean, -1 to 1; Problem 503 if not ready."""

    @property
    def encoder_hash(self) -> str | None:
        """What the vectors of this encoder may be kept under, None while not ready."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return what each text means, (n, dim) L2-normalised; Problem 503 if not ready."""

    def publish(self, article: Article) -> None:
        """Have `article` found, and no older version of it; never raises."""

    def withdraw(self, slug: str) -> None:
        """Have `slug` found no more; never raises."""

    def rehearse(self, questions: Sequence[str], slug: str, article: Article | None) -> Rehearsal:
        """Return what the questions find now and would find with `article` (None: without `slug`).

        Problem 503 if not ready.
        """

    def nearby(self, article: Article) -> Nearby:
        """Return what is near to the article, or disagrees with it; Problem 503 if not ready."""

    def close(self) -> None:
        """Have no work of ours going on in the background."""


def search_unavailable() -> Problem:
    """Return the refusal of a search while there is no index."""
    return Problem(
        503,
        "search_unavailable",
        "Search is not working just now. You can still send a question to the Hub.",
        headers={"Retry-After": "5"},
    )


class SearchService:
    """`knowledge.Searcher` over the built index, and what could not be put in it yet.

    An article that fails to go in or out is owed: it is logged and tried again, with growing
    pauses, until it works or a newer change of that article replaces it. A restart syncs anyway.
    """

    def __init__(self, settings: Settings) -> None:
        """Remember where things are; nothing is loaded before `open`."""
        self._settings = settings
        self._searcher: Searcher | None = None
        self._encoder_hash: str | None = None
        self._owed: dict[str, Article | None] = {}
        self._applying = threading.Lock()
        self._retrying: threading.Thread | None = None
        self._closing = threading.Event()

    @property
    def ready(self) -> bool:
        """Say whether a search would be answered."""
        return self._searcher is not None

    @property
    def index_version(self) -> str | None:
        """The version of what is searched, None while not ready."""
        return self._searcher.index_version if self._searcher else None

    def open(self) -> None:
        """Load encoder and index; a failure is logged and leaves search unavailable."""
        try:
            encoder = OnnxEncoder(self._settings.encoder_dir)
            self._searcher = Searcher.open(self._settings.index_dir, encoder)
            self._encoder_hash = encoder.source_hash
        except KnowledgeError as error:
            log.error("search_not_opened", error=str(error))
        else:
            log.info("search_opened", index_version=self._searcher.index_version)

    def sync(self, articles: Iterable[Article]) -> None:
        """Have exactly `articles` found, at the cost of what differs from the index."""
        if self._searcher is None:
            return
        wanted = {article.slug: article for article in articles}
        held = self._searcher.articles
        changed = [a for a in wanted.values() if held.get(a.slug) != content_hash(a)]
        gone = [slug for slug in held if slug not in wanted]
        for article in changed:
            self.publish(article)
        for slug in gone:
            self.withdraw(slug)
        if changed or gone:
            log.info("search_synced", published=len(changed), withdrawn=len(gone))

    def search(self, question: str, limit: int = 3) -> SearchResponse:
        """Return the ranking and the decision; Problem 503 if there is no index."""
        if self._searcher is None:
            raise search_unavailable()
        try:
            return SearchResponse.of(self._searcher.search(as_searched(question), limit))
        except KnowledgeError as error:
            log.error("search_failed", error=type(error).__name__)
            raise search_unavailable() from error

    def likeness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of `text` with each of `others`; Problem 503 if there is no index."""
        vectors = self.vectors((text, *others))
        return [float(value) for value in vectors[1:] @ vectors[0]]

    @property
    def encoder_hash(self) -> str | None:
        """The hash of the encoder, None while there is no index."""
        return self._encoder_hash

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return what each text means; Problem 503 if there is no index."""
        if self._searcher is None:
            raise search_unavailable()
        return self._searcher.vectors([as_searched(text) for text in texts])

    def rehearse(self, questions: Sequence[str], slug: str, article: Article | None) -> Rehearsal:
        """Return what the questions find now and with the change; Problem 503 without an index."""
        if self._searcher is None:
            raise search_unavailable()
        asked = [as_searched(question) for question in questions]
        put, taken = ([article], []) if article is not None else ([], [slug])
        return self._searcher.rehearse(asked, put, taken)

    def nearby(self, article: Article) -> Nearby:
        """Return what is near to the article, or disagrees; Problem 503 without an index."""
        if self._searcher is None:
            raise search_unavailable()
        return self._searcher.nearby(article)

    def publish(self, article: Article) -> None:
        """Have `article` found by every search that begins after this."""
        self._apply(article.slug, article)

    def withdraw(self, slug: str) -> None:
        """Have `slug` found by no search that begins after this."""
        self._apply(slug, None)

    def close(self) -> None:
        """Stop retrying and wait for a merge that is running."""
        self._closing.set()
        if self._retrying is not None:
            self._retrying.join(timeout=LONGEST_RETRY_S)
        if self._searcher is not None:
            self._searcher.close()

    def _apply(self, slug: str, article: Article | None) -> None:
        with self._applying:
            self._owed[slug] = article
            if not self._pay(slug):
                self._retry_later()

    def _pay(self, slug: str) -> bool:
        """Put one owed change into the index; say whether it is there."""
        if self._searcher is None:
            return False
        article = self._owed[slug]
        try:
            if article is None:
                self._searcher.withdraw(slug)
            else:
                self._searcher.publish(article)
        except Exception as error:  # the database has it: search must follow, whatever went wrong
            log.error("index_behind", slug=slug, error=type(error).__name__, exc_info=error)
            return False
        del self._owed[slug]
        return True

    def _retry_later(self) -> None:
        if self._searcher is None or (self._retrying and self._retrying.is_alive()):
            return  # without an index there is nothing to retry: `open` and `sync` come first
        self._retrying = threading.Thread(target=self._retry, name="search-retry", daemon=True)
        self._retrying.start()

    def _retry(self) -> None:
        pause_s = FIRST_RETRY_S
        while not self._closing.wait(pause_s):
            with self._applying:
                for slug in list(self._owed):
                    self._pay(slug)
                if not self._owed:
                    self._retrying = None
                    log.info("index_in_step")
                    return
            pause_s = min(pause_s * 2, LONGEST_RETRY_S)
