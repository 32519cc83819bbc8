"""A state made from what changed says the same as one made from everything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.index.entry import Entry, make_entry
from knowledge.index.segments import Base
from knowledge.index.state import State, make_state


@pytest.fixture
def base(five_articles: tuple[Article, ...], fake: FakeEncoder) -> Base:
    """A base of the five; the first two share a sample question."""
    shared = replace(five_articles[1], sample_questions=("Shared?", "And another"))
    asked = replace(five_articles[0], sample_questions=("shared", "street lamps"))
    articles = (asked, shared, *five_articles[2:])
    return Base.build([make_entry(article, fake) for article in articles], fake.dim)


def claims_of_all(state: State) -> dict[str, tuple[int, ...]]:
    """What each key's claims must be, from every entry that is alive."""
    claims: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for number, entry in enumerate(state.entries):
        if state.alive[number]:
            for key in entry.keys:
                claims[key] += (number,)
    return dict(claims)


def published_in(state: State) -> dict[str, Entry]:
    """What is alive, by slug."""
    return {e.article.slug: e for n, e in enumerate(state.entries) if state.alive[n]}


def require_consistent(state: State, published: dict[str, Entry]) -> None:
    """Alive is what is published, and claims are those of what is alive."""
    hashes = {slug: entry.content_hash for slug, entry in published.items()}
    assert {s: e.content_hash for s, e in published_in(state).items()} == hashes
    assert {s: e.content_hash for s, e in state.published.items()} == hashes
    assert {key: numbers for key, numbers in state.claims.items() if numbers} == claims_of_all(
        state
    )
    assert state.question_counts.tolist() == [len(e.question_vectors) for e in state.entries]
    assert state.changes == len(state.delta.entries) + int((~state.alive).sum())


class TestMakeState:
    """Base and delta, whatever was done."""

    def test_as_built(self, base: Base) -> None:
        """Nothing differs from the base."""
        published = {entry.article.slug: entry for entry in base.entries}
        state = make_state(base, published, "")
        require_consistent(state, published)
        assert (state.changes, state.claims["shared"]) == (0, (0, 1))

    def test_withdrawn_changed_and_new(
        self, base: Base, fake: FakeEncoder, five_articles: tuple[Article, ...]
    ) -> None:
        """One of each: the shared question now belongs to the one that still has it, and to the

        new one.
        """
        published = {entry.article.slug: entry for entry in base.entries}
        del published[base.entries[0].article.slug]
        changed = replace(five_articles[2], sample_questions=("quite another",))
        new = replace(five_articles[3], slug="new", sample_questions=("SHARED", "newest"))
        for article in (changed, new):
            published[article.slug] = make_entry(article, fake)
        state = make_state(base, published, "")
        require_consistent(state, published)
        assert state.claims["shared"] == (1, 6)
        assert state.claims.get("street lamps", ()) == ()
        assert (state.changes, len(state.delta.entries)) == (4, 2)

    def test_all_withdrawn(self, base: Base) -> None:
        """Nothing is alive, and nothing claims anything."""
        state = make_state(base, {}, "")
        require_consistent(state, {})
        assert state.changes == 5

    def test_made_ready_again(self, base: Base, fake: FakeEncoder) -> None:
        """An article that is word for word the base's is the base's: its vectors are kept once."""
        again = {e.article.slug: make_entry(e.article, fake) for e in base.entries}
        state = make_state(base, again, "")
        require_consistent(state, again)
        assert state.changes == 0
        assert all(state.published[e.article.slug] is e for e in base.entries)
