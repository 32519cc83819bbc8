"""The public door: what is published is found, what is withdrawn is not, any text is safe."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import Article, Fit, Outcome, Searcher
from knowledge import searcher as searcher_module
from knowledge.encoder import FakeEncoder
from knowledge.index.segments import Base

from .conftest import ArticleFactory


class CountingEncoder(FakeEncoder):
    """Counts its calls."""

    calls = 0

    def encode(self, texts):  # type: ignore[no-untyped-def]
        self.calls += 1
        return super().encode(texts)


class TestSearch:
    """One question."""

    def test_finds_the_article(self, searcher: Searcher) -> None:
        """With all that a reader is shown of it."""
        hit = searcher.search("coursers running dogs on the farm").hits[0]
        assert hit.slug == "hare-coursing"
        assert hit.title == "What works on hare coursing?"
        assert hit.evidence.grade == "promising"
        assert hit.review_date.year == 2027
        assert "[1]" not in hit.excerpt

    def test_a_sample_question_is_answered(
        self, five_articles: tuple[Article, ...], searcher: Searcher
    ) -> None:
        """Word for word, whatever its case and marks, with high confidence, every one."""
        for article in five_articles:
            for question in (article.title, *article.sample_questions):
                result = searcher.search(f"  {question.upper()} ??")
                assert result.outcome is Outcome.answered
                assert result.hits[0].slug == article.slug
                assert result.confidence >= 0.99
                assert result.served == 1

    def test_a_question_two_articles_claim_is_a_choice(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """Nobody can know which; both are offered, first."""
        searcher.publish(article("lamp-posts", sample_questions=("brighter lamps on the estate",)))
        result = searcher.search("brighter lamps on the estate")
        assert result.outcome is Outcome.choices
        assert result.served == 2
        assert {hit.slug for hit in result.hits[:2]} == {"lamp-posts", "street-lighting"}

    @pytest.mark.parametrize("text", ["", "   ", "🚓🚨", "?!", "\0", "\n\t", "\ud800"])
    def test_no_word_is_unanswered(self, searcher: Searcher, text: str) -> None:
        """Nothing was asked, so nothing is answered or signposted."""
        result = searcher.search(text)
        assert result.outcome is Outcome.unanswered
        assert (result.confidence, result.served) == (0.0, 0)
        assert len(result.hits) == 3

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(text=st.text(max_size=2500), limit=st.integers(-1, 30))
    def test_any_text_is_safe(self, searcher: Searcher, text: str, limit: int) -> None:
        """A result of the promised shape, whatever was typed."""
        result = searcher.search(text, limit)
        assert 0.0 <= result.confidence <= 1.0
        assert len(result.hits) == min(max(limit, 1), 5)
        assert 0 <= result.served <= len(result.hits)
        assert result.outcome in {
            Outcome.answered,
            Outcome.choices,
            Outcome.unanswered,
            Outcome.out_of_scope,
        }
        assert (result.signpost is not None) == (result.outcome is Outcome.out_of_scope)
        assert len({hit.slug for hit in result.hits}) == len(result.hits)

    def test_exact_before_better_scored(self, searcher: Searcher, article: ArticleFactory) -> None:
        """Hits are in order of score otherwise."""
        scores = [hit.score for hit in searcher.search("something about cars and dogs", 5).hits]
        assert all(first >= second for first, second in pairwise(scores))
        searcher.publish(article("odd", title="Dogs dogs?", sample_questions=("dogs",)))
        assert searcher.search("dogs").hits[0].slug == "odd"

    def test_one_call_of_the_encoder(
        self, five_articles: tuple[Article, ...], fake_fit: Fit
    ) -> None:
        """It is most of what a search costs."""
        encoder = CountingEncoder()
        searcher = Searcher.build(five_articles, encoder, fake_fit)
        encoder.calls = 0
        searcher.search("dogs on the farm")
        assert encoder.calls == 1

    def test_says_what_each_step_took(self, searcher: Searcher) -> None:
        """The steps make up the total, but for what lies between them."""
        took = dict(searcher.search("dogs on the farm").timings_ms)
        total = took.pop("total")
        assert set(took) == {"encode", "retrieve", "decide", "parts"}
        assert sum(took.values()) == pytest.approx(total, abs=1.0)

    def test_an_empty_knowledge_base(self, fake: FakeEncoder, fake_fit: Fit) -> None:
        """Has nothing to say, and says so."""
        result = Searcher.build((), fake, fake_fit).search("anything at all")
        assert (result.outcome, result.hits, result.served) == (Outcome.unanswered, (), 0)


class TestPublish:
    """From the next search on."""

    def test_a_new_article_answers_its_question(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """With one sample question, no rebuild, no classifier training."""
        question = "otters escaping through the culvert"
        before = searcher.search(question)
        assert before.outcome is not Outcome.answered
        searcher.publish(article("otters", sample_questions=(question,)))
        after = searcher.search(question)
        assert (after.outcome, after.hits[0].slug) == (Outcome.answered, "otters")
        assert after.index_version != before.index_version

    def test_a_new_version_takes_the_place_of_the_old(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """One row an article, and it is the new one."""
        changed = article("hare-coursing", title="Coursing, again?")
        searcher.publish(changed)
        hits = searcher.search("coursers running dogs", 20).hits
        assert [hit.title for hit in hits if hit.slug == "hare-coursing"] == ["Coursing, again?"]
        assert len(hits) == 5

    def test_publishing_the_same_changes_nothing(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """The version covers content, not how often a button was pressed."""
        version = searcher.index_version
        searcher.publish(article("hare-coursing"))
        assert searcher.index_version == version

    def test_into_an_empty_knowledge_base(
        self, fake: FakeEncoder, fake_fit: Fit, article: ArticleFactory
    ) -> None:
        """The first article of all is found."""
        searcher = Searcher.build((), fake, fake_fit)
        searcher.publish(article("shop-theft"))
        assert searcher.search("stealing meat from shops").outcome is Outcome.answered


class TestWithdraw:
    """From the next search on."""

    def test_of_the_base(self, searcher: Searcher) -> None:
        """It is in no ranking and claims no question."""
        searcher.withdraw("hare-coursing")
        result = searcher.search("hare coursers on the farm again", 20)
        assert "hare-coursing" not in {hit.slug for hit in result.hits}
        assert len(result.hits) == 4
        assert result.outcome is not Outcome.answered
        assert "hare-coursing" not in searcher.articles

    def test_of_the_delta(self, searcher: Searcher, article: ArticleFactory) -> None:
        """All is as it was before it was published."""
        version = searcher.index_version
        searcher.publish(article("otters"))
        searcher.withdraw("otters")
        assert searcher.index_version == version

    def test_of_nothing(self, searcher: Searcher) -> None:
        """Withdrawing twice is no error."""
        version = searcher.index_version
        searcher.withdraw("never-was")
        assert searcher.index_version == version


class TestSynchronise:
    """What a database says is what is found."""

    def test_exactly_these(
        self,
        five_articles: tuple[Article, ...],
        searcher: Searcher,
        article: ArticleFactory,
    ) -> None:
        """New ones in, changed ones replaced, others out."""
        changed = article("shop-theft", title="Shops?")
        searcher.synchronise([*five_articles[:2], changed, article("otters")])
        assert set(searcher.articles) == {
            "street-lighting",
            "hare-coursing",
            "shop-theft",
            "otters",
        }
        assert searcher.search("shops").hits[0].title == "Shops?"

    def test_encodes_only_what_differs(
        self, five_articles: tuple[Article, ...], fake_fit: Fit, article: ArticleFactory
    ) -> None:
        """A start with an up-to-date index costs nothing."""
        encoder = CountingEncoder()
        searcher = Searcher.build(five_articles, encoder, fake_fit)
        encoder.calls = 0
        searcher.synchronise(five_articles)
        assert encoder.calls == 0
        searcher.synchronise([*five_articles, article("hare-coursing", summary="New. Words.")])
        assert encoder.calls == 1


class TestMerge:
    """The base takes in the delta; nobody notices."""

    def test_changes_nothing_that_is_found(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """The same articles, version and order, with nothing left in the delta."""
        searcher.publish(article("otters", sample_questions=("otters in the culvert",)))
        searcher.withdraw("closure-powers")
        before = searcher.search("dogs on the farm", 20)
        searcher.merge()
        after = searcher.search("dogs on the farm", 20)
        assert searcher._state.changes == 0
        assert after.index_version == before.index_version
        assert {hit.slug for hit in after.hits} == {hit.slug for hit in before.hits}
        assert after.hits[0].slug == before.hits[0].slug

    def test_happens_by_itself(
        self, searcher: Searcher, article: ArticleFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """After enough changes, in the background."""
        monkeypatch.setattr(searcher_module, "MERGE_AFTER", 3)
        for number in range(3):
            searcher.publish(article(f"new-{number}"))
        searcher.close()
        assert searcher._state.changes == 0
        assert len(searcher.articles) == 8

    def test_is_left_on_disk(
        self,
        searcher: Searcher,
        fake: FakeEncoder,
        fake_fit: Fit,
        article: ArticleFactory,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The next start begins where this one was."""
        monkeypatch.setattr(searcher_module, "load_fit", lambda _: fake_fit)
        searcher.save(tmp_path)
        opened = Searcher.open(tmp_path, fake)
        opened.publish(article("otters"))
        opened.merge()
        assert Searcher.open(tmp_path, fake).articles == opened.articles

    def test_keeps_what_was_published_meanwhile(
        self, searcher: Searcher, article: ArticleFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A merge works from what was published when it began; what came since is not lost."""
        build = Base.build

        def slow_build(*args: object) -> object:
            base = build(*args)  # type: ignore[arg-type]
            searcher.publish(article("meanwhile"))
            searcher.withdraw("shop-theft")
            return base

        monkeypatch.setattr(Base, "build", slow_build)
        searcher.merge()
        found = {hit.slug for hit in searcher.search("anything", 20).hits}
        assert "meanwhile" in found
        assert "shop-theft" not in found


class TestThreads:
    """Searches go on while articles come and go."""

    def test_every_search_sees_one_whole_state(
        self, searcher: Searcher, article: ArticleFactory
    ) -> None:
        """Never an error, a half-published article, or a ranking of another length than allowed."""
        stop, faults = threading.Event(), []

        def keep_searching() -> None:
            while not stop.is_set():
                try:
                    hits = searcher.search("otters and dogs in the culvert", 20).hits
                    assert len(hits) in (5, 6)
                    assert len({hit.slug for hit in hits}) == len(hits)
                except Exception as fault:
                    faults.append(fault)
                    return

        threads = [threading.Thread(target=keep_searching) for _ in range(3)]
        for thread in threads:
            thread.start()
        for round_number in range(30):
            searcher.publish(article("otters", title=f"Otters {round_number}?"))
            if round_number % 10 == 0:
                searcher.merge()
            searcher.withdraw("otters")
        stop.set()
        for thread in threads:
            thread.join(10)
        assert faults == []
