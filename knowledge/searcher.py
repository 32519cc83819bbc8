"""The public door to search: open or build, search, publish, withdraw."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from knowledge.encoder.protocol import Encoder, Vectors
from knowledge.failed_tactics import load_failed_tactics
from knowledge.fit_file import DEFAULT_FIT, Fit, load_fit
from knowledge.glossary import glossary_hash, load_glossary
from knowledge.index.entry import Entry, make_entry, passage_texts
from knowledge.index.folder import Manifest, Stored, read_index, write_index
from knowledge.index.segments import Base
from knowledge.index.state import State, make_state
from knowledge.models import Article, SearchResult
from knowledge.nearness import Nearby, nearby
from knowledge.rehearsal import Rehearsal, Rehearsals
from knowledge.signposts import Signposts, examples_hash, load_signposts
from knowledge.text import clean
from knowledge.vectors import CachedEncoder
from knowledge.view import View

_log = logging.getLogger(__name__)

# Articles the delta may differ from the base by before the two are merged in the background.
MERGE_AFTER: Final = 16


class Searcher:
    """Search over what is published at this moment.

    Every search reads one immutable State from first to last; `publish` and `withdraw` make the
    next one and swap it in with one assignment, so searches never wait and never see a half.
    All methods may be called from any thread.
    """

    def __init__(
        self, base: Base, encoder: Encoder, fit: Fit, signposts: Signposts, folder: Path | None
    ) -> None:
        """For `open` and `build`, which are the ways to make one."""
        self._encoder = encoder
        self._article_encoder = CachedEncoder(encoder)
        self._article_encoder.remember(base.entries)
        self._rehearsals = Rehearsals(encoder)
        self._fit = fit
        self._signposts = signposts
        self._folder = folder
        self._glossary = load_glossary()
        self._failed_tactics = load_failed_tactics()
        self._salt = f"{encoder.source_hash} {fit.fit_hash} {glossary_hash(self._glossary)}"
        self._writing = threading.Lock()
        self._merging = threading.Lock()
        self._merge_thread: threading.Thread | None = None
        self._state = self._next(base, {entry.article.slug: entry for entry in base.entries})

    @classmethod
    def open(cls, index_folder: Path, encoder: Encoder, fit_path: Path = DEFAULT_FIT) -> Searcher:
        """A searcher over the index in `index_folder`, into which merges are written.

        Raises KnowledgeError if fit or index are missing, altered, or made for another encoder.
        """
        fit = load_fit(fit_path)
        fit.require_encoder(encoder.source_hash)
        stored = read_index(index_folder, encoder.source_hash, fit.fit_hash)
        examples = load_signposts()
        if stored.manifest.signposts_sha256 == examples_hash(examples):
            signposts = Signposts.of(examples, stored.signpost_vectors)
        else:
            signposts = Signposts.build(examples, encoder)
        fitted = stored.logistic if len(stored.logistic) else None
        base = Base.build(stored.entries, encoder.dim, fitted)
        return cls(base, encoder, fit, signposts, index_folder)

    @classmethod
    def build(cls, articles: Iterable[Article], encoder: Encoder, fit: Fit) -> Searcher:
        """A searcher over `articles`, in memory."""
        fit.require_encoder(encoder.source_hash)
        base = Base.build([make_entry(article, encoder) for article in articles], encoder.dim)
        return cls(base, encoder, fit, Signposts.build(load_signposts(), encoder), None)

    def save(self, index_folder: Path) -> Path:
        """What is published now is on disk, as the current version of `index_folder`."""
        state = self._state
        manifest = Manifest(
            index_version=state.index_version,
            encoder_sha256=self._encoder.source_hash,
            fit_sha256=self._fit.fit_hash,
            signposts_sha256=self._signposts.examples_hash,
            dim=self._encoder.dim,
            files={},
        )
        entries, logistic = state.base.entries, state.base.logistic
        if state.changes:  # the classifier is the base's: of no use to others than its entries
            entries, logistic = tuple(state.published.values()), logistic[:0]
        return write_index(
            index_folder, Stored(manifest, entries, logistic, self._signposts.vectors)
        )

    @property
    def articles(self) -> Mapping[str, str]:
        """The content hash of every published article, by slug."""
        published = self._state.published
        return MappingProxyType({slug: e.content_hash for slug, e in published.items()})

    @property
    def index_version(self) -> str:
        """16 hex digits over articles, encoder and fit."""
        return self._state.index_version

    def view(self) -> View:
        """What is published at this moment, as search reads it; it stands while this changes."""
        return View(
            self._state,
            self._encoder,
            self._fit,
            self._signposts,
            self._glossary,
            self._failed_tactics,
        )

    def search(self, question: str, limit: int = 3) -> SearchResult:
        """The ranking for `question`, at most `limit` (1..20) long, and the decision.

        Any text is accepted; one without a word in it is unanswered. One call of the encoder, and
        one more for each part of what reads as two questions.
        """
        return self.view().search(question, limit)

    def rehearse(
        self,
        questions: Sequence[str],
        publish: Iterable[Article] = (),
        withdraw: Iterable[str] = (),
    ) -> Rehearsal:
        """What `questions` find now, and would find if these changes were made. Nothing changes.

        Texts and answers that were rehearsed before are remembered: for questions that are asked
        before every change, not for what officers ask.
        """
        put = [make_entry(article, self._article_encoder) for article in publish]
        view = self.view()
        candidate = view.with_changes(put, withdraw, self._salt)
        return self._rehearsals.of(view, candidate, questions)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """`(len(texts), dim) float32`, L2-normalised: texts as search understands their meaning."""
        return self._encoder.encode([clean(text) for text in texts])

    def nearby(self, article: Article) -> Nearby:
        """What among the published articles is near to this one, or disagrees with it."""
        own = self._encoder.encode(passage_texts(article))
        return nearby(article, own, tuple(self._state.published.values()))

    def publish(self, article: Article) -> None:
        """`article` is found by every search that begins after this, and no older version is."""
        self.synchronise([article], withdraw_others=False)

    def withdraw(self, slug: str) -> None:
        """No search that begins after this finds `slug`. Nothing happens if none did."""
        with self._writing:
            published = dict(self._state.published)
            if published.pop(slug, None) is not None:
                self._state = self._next(self._state.base, published)
        self._merge_if_due()

    def synchronise(self, articles: Iterable[Article], withdraw_others: bool = True) -> None:
        """Exactly `articles` are found from now on (or these too), at the cost of what differs."""
        entries = [make_entry(article, self._article_encoder) for article in articles]
        with self._writing:
            published = {} if withdraw_others else dict(self._state.published)
            for entry in entries:
                published[entry.article.slug] = entry
            self._state = self._next(self._state.base, published)
        self._merge_if_due()

    def merge(self) -> None:
        """The base holds all that was published when this began; searches go on meanwhile.

        A searcher that was opened from a folder leaves the merged index there too.
        """
        with self._merging:
            entries = tuple(self._state.published.values())
            base = Base.build(entries, self._encoder.dim)
            with self._writing:
                self._state = self._next(base, self._state.published)
            if self._folder is not None:
                self.save(self._folder)

    def close(self) -> None:
        """No merge is running. Searching goes on to work."""
        thread = self._merge_thread
        if thread is not None:
            thread.join()

    def _next(self, base: Base, published: Mapping[str, Entry]) -> State:
        return make_state(base, published, self._salt)

    def _merge_if_due(self) -> None:
        with self._writing:
            running = self._merge_thread is not None and self._merge_thread.is_alive()
            if running or self._state.changes < MERGE_AFTER:
                return
            self._merge_thread = threading.Thread(
                target=self._merge_in_background, name="knowledge-merge", daemon=True
            )
            self._merge_thread.start()

    def _merge_in_background(self) -> None:
        try:
            self.merge()
        except Exception:  # the thread's edge: search goes on from base and delta
            _log.exception("merging the index failed; it stays as it was")
