"""What might be is asked beside what is, and nothing changes."""

from __future__ import annotations

import threading

from knowledge import Article, Fit, Outcome, Searcher
from knowledge.encoder import FakeEncoder

from .conftest import ArticleFactory
from .test_searcher import CountingEncoder

ASKED = "coursers running dogs on the farm"


class TestRehearse:
    """A candidate beside the running index."""

    def test_nothing_changes(self, searcher: Searcher, article: ArticleFactory) -> None:
        """Neither the version nor what is found."""
        version, held = searcher.index_version, dict(searcher.articles)
        thief = article("dog-walking", sample_questions=(ASKED,))
        searcher.rehearse([ASKED], [thief], ["hare-coursing"])
        assert (searcher.index_version, dict(searcher.articles)) == (version, held)
        assert searcher.search(ASKED).hits[0].slug == "hare-coursing"

    def test_an_article_is_added(self, searcher: Searcher, article: ArticleFactory) -> None:
        """It is found in the candidate alone."""
        thief = article("dog-walking", sample_questions=(ASKED,))
        rehearsal = searcher.rehearse([ASKED], [thief])
        assert rehearsal.before[0].hits[0].slug == "hare-coursing"
        assert rehearsal.after[0].hits[0].slug == "dog-walking"
        assert rehearsal.after[0].outcome is Outcome.answered

    def test_says_what_publishing_then_does(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """The same results as search gives once it is published, score for score."""
        changed = article("shop-theft", sample_questions=("dogs that steal meat from shops",))
        asked = [ASKED, "stealing meat", "dogs that steal meat from shops", "anything"]
        rehearsal = searcher.rehearse(asked, [changed])
        searcher.publish(changed)
        for question, after in zip(asked, rehearsal.after, strict=True):
            found = searcher.search(question)
            assert (found.outcome, found.confidence, found.hits, found.index_version) == (
                after.outcome,
                after.confidence,
                after.hits,
                after.index_version,
            )

    def test_an_article_is_withdrawn(self, searcher: Searcher) -> None:
        """Nothing of it is found in the candidate; one that is not there is nobody's loss."""
        rehearsal = searcher.rehearse([ASKED], withdraw=["hare-coursing", "no-such"])
        assert rehearsal.after[0].hits[0].slug != "hare-coursing"
        assert len(rehearsal.after[0].hits) == 3

    def test_tells_what_it_was_compared_with(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """So that whoever publishes can see whether that still stands."""
        assert searcher.rehearse([ASKED]).published == dict(searcher.articles)
        searcher.publish(article("geese"))
        assert "geese" in searcher.rehearse([ASKED]).published

    def test_sees_what_was_published_meanwhile(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """What is remembered of the present is forgotten with it."""
        searcher.rehearse([ASKED])
        searcher.publish(article("dog-walking", sample_questions=(ASKED,)))
        assert searcher.rehearse([ASKED]).before[0].hits[0].slug == "dog-walking"

    def test_a_question_is_encoded_once(
        self, five_articles: tuple[Article, ...], fake_fit: Fit, article: ArticleFactory
    ) -> None:
        """Encoding is most of what asking costs; a second change asks the same questions."""
        encoder = CountingEncoder()
        searcher = Searcher.build(five_articles, encoder, fake_fit)
        asked = [ASKED, "stealing meat from the shop"]
        searcher.rehearse(asked, [article("geese")])
        encoder.calls = 0
        searcher.rehearse(asked, [article("geese")])
        searcher.rehearse(asked, withdraw=["shop-theft"])
        assert encoder.calls == 0

    def test_from_many_threads(self, searcher: Searcher, article: ArticleFactory) -> None:
        """Two curators check at once; each gets the answer to their own change."""
        found: dict[str, str] = {}

        def ask(slug: str) -> None:
            rehearsal = searcher.rehearse([ASKED], [article(slug, sample_questions=(ASKED,))])
            found[slug] = rehearsal.after[0].hits[0].slug

        slugs = [f"article-{n}" for n in range(8)]
        threads = [threading.Thread(target=ask, args=(slug,)) for slug in slugs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == {slug: slug for slug in slugs}

    def test_an_empty_knowledge_base(
        self, fake: FakeEncoder, fake_fit: Fit, article: ArticleFactory
    ) -> None:
        """The first article can be rehearsed as well."""
        rehearsal = Searcher.build((), fake, fake_fit).rehearse([ASKED], [article("geese")])
        assert rehearsal.before[0].hits == ()
        assert rehearsal.after[0].hits[0].slug == "geese"
