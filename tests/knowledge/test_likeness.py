"""What says nearly the same is found, what is only of one topic is not."""

from __future__ import annotations

from knowledge import Article, Section
from knowledge.likeness import (
    ALIKE_ARTICLES,
    AlikeQuestions,
    alike_articles,
    alike_questions,
)

from .conftest import ArticleFactory


def about(article: ArticleFactory, slug: str, text: str) -> Article:
    """An article of `text` and nothing else."""
    return article(slug, title=text, summary=text, sections=(Section("What to do", text),))


class TestAlikeArticles:
    """Two articles that should be one."""

    def test_finds_the_pair(self, article: ArticleFactory) -> None:
        """Whatever the order of the words; once, with how like they are."""
        made = [
            about(article, "lamps", "brighter lamps on dark estates and paths"),
            about(article, "dogs", "hare coursers run dogs over drilled wheat"),
            about(article, "lights", "paths and estates, dark: brighter lamps"),
            about(article, "cars", "relay thieves steal keyless cars at night"),
        ]
        (pair,) = alike_articles(made)
        assert {pair.first, pair.second} == {"lamps", "lights"}
        assert pair.likeness > 0.9

    def test_the_likest_first(self, article: ArticleFactory) -> None:
        """Where to begin."""
        made = [
            about(article, "a", "brighter lamps dark estates"),
            about(article, "b", "brighter lamps dark footpaths"),
            about(article, "c", "brighter lamps dark estates"),
            about(article, "d", "coursers dogs wheat farms"),
            about(article, "e", "relay keyless cars pouch"),
            about(article, "f", "closure notice court hearing"),
            about(article, "g", "shoplifter meat supermarket theft"),
        ]
        found = [pair.likeness for pair in alike_articles(made)]
        assert len(found) == 3
        assert found == sorted(found, reverse=True)
        assert found[0] == 1.0
        assert all(likeness >= ALIKE_ARTICLES for likeness in found)

    def test_words_that_all_share_do_not_count(self, five_articles: tuple[Article, ...]) -> None:
        """Five topics in one form of words are five articles."""
        assert alike_articles(five_articles) == ()

    def test_none_and_one(self, article: ArticleFactory) -> None:
        """Nothing to be like."""
        assert alike_articles([]) == alike_articles([article()]) == ()


class TestAlikeQuestions:
    """Sample questions that two articles would fight over."""

    def test_finds_the_pair(self, article: ArticleFactory) -> None:
        """Endings, order and small words make no difference."""
        one = article("a", sample_questions=("kids lighting fires behind the shops at night",))
        two = article("b", sample_questions=("at night a kid lights fires behind our shop",))
        assert alike_questions([one, two]) == (
            AlikeQuestions("b", two.sample_questions[0], "a", one.sample_questions[0]),
        )

    def test_four_terms_in_five(self, article: ArticleFactory) -> None:
        """Fewer in common are two questions."""
        one = article("a", sample_questions=("lamps dogs cars shops",))
        two = article("b", sample_questions=("lamps dogs cars shops parks",))
        three = article("c", sample_questions=("lamps dogs cars shops pubs doors",))
        found = {(pair.first, pair.second) for pair in alike_questions([one, two, three])}
        assert found == {("b", "a")}

    def test_within_an_article_it_is_wanted(self, article: ArticleFactory) -> None:
        """An article is asked for in many ways."""
        asked = ("lamps dogs cars shops", "shops cars dogs lamps")
        assert alike_questions([article("a", sample_questions=asked)]) == ()

    def test_short_questions_share_words_by_chance(self, article: ArticleFactory) -> None:
        """Three words say too little."""
        made = [article(slug, sample_questions=("dogs in cars", "cars dogs")) for slug in "ab"]
        assert alike_questions(made) == ()

    def test_misses_none(self, article: ArticleFactory) -> None:
        """The short cut finds what comparing every pair finds."""
        subjects = "lamps dogs cars shops parks pubs doors bags boats trains"
        words = subjects.split(" ")
        made = [
            article(
                f"a{n}",
                sample_questions=tuple(
                    " ".join(words[(n * k + j) % 10] for j in range(5)) for k in range(4)
                ),
            )
            for n in range(8)
        ]
        rows = [(a.slug, q, frozenset(q.split())) for a in made for q in a.sample_questions]
        wanted = {
            frozenset({(one[0], one[1]), (two[0], two[1])})
            for i, one in enumerate(rows)
            for two in rows[:i]
            if one[0] != two[0]
            and min(len(one[2]), len(two[2])) >= 4
            and len(one[2] & two[2]) / len(one[2] | two[2]) >= 0.8
        }
        found = {
            frozenset({(p.first, p.first_question), (p.second, p.second_question)})
            for p in alike_questions(made)
        }
        assert wanted
        assert found == wanted
