"""Articles shown in chat and on pages: nothing a curator writes is executed."""

import pytest

from api.articles import rendering
from api.conversations.schemas import AnswerReply, SourceShown
from knowledge import Evidence, EvidenceGrade, Section, Source
from tests.api.conftest import make_article


class TestRendered:
    """Markdown in, sanitised HTML out, citations as superscripts."""

    @pytest.mark.parametrize(
        "markdown",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "![x](https://example.org/x.png)",
            "<a href='https://example.org' onclick=alert(1)>x</a>",
        ],
    )
    def test_no_markup_of_the_curators_own(self, markdown: str) -> None:
        shown = rendering.rendered(markdown)
        assert "<script" not in shown and "<img" not in shown
        assert 'href="javascript' not in shown and "<a href='" not in shown

    def test_a_link_gives_nothing_away(self) -> None:
        shown = rendering.rendered("[x](https://example.org)")
        assert 'href="https://example.org"' in shown and "noopener" in shown

    def test_citations_are_superscripts_but_not_within_an_address(self) -> None:
        shown = rendering.rendered("So [1][12]. [a](https://example.org/?q=[3])")
        assert "<sup>[1]</sup><sup>[12]</sup>" in shown
        assert "<sup>[3]</sup>" not in shown

    def test_steps_are_a_list(self) -> None:
        assert rendering.rendered("1. Walk\n2. Fit").count("<li>") == 2

    def test_a_short_form_says_its_meaning_and_keeps_its_citation(self) -> None:
        shown = rendering.rendered("Serve a CPN [1].")
        assert 'title="community protection notice"' in shown and "<sup>[1]</sup>" in shown

    def test_the_same_part_is_rendered_once(self) -> None:
        rendering.rendered("A part of its own.")
        before = rendering.rendered.cache_info()
        rendering.rendered("A part of its own.")
        assert rendering.rendered.cache_info().hits == before.hits + 1


class TestPlain:
    """The words alone, readable without markup."""

    def test_words_without_citations_or_markup(self) -> None:
        assert rendering.plain("Fit *A & B* [1][2].\n\nThen <b> go [3].") == (
            "Fit A & B. Then <b> go."
        )


class TestAnswerSections:
    """An answer shows "What to do" and the section that matched, in the article's order."""

    sections = tuple(Section(h, "x") for h in ("Why", "What to do", "Who to involve"))

    @pytest.mark.parametrize(
        ("best", "headings"),
        [
            ("", ["What to do"]),
            ("What to do", ["What to do"]),
            ("Who to involve", ["What to do", "Who to involve"]),
            ("Why", ["Why", "What to do"]),
            ("No such", ["What to do"]),
        ],
    )
    def test_which(self, best: str, headings: list[str]) -> None:
        article = make_article(sections=self.sections)
        assert [s.heading for s in rendering.answer_sections(article, best)] == headings

    def test_the_first_stands_in_for_what_to_do(self) -> None:
        article = make_article(sections=(Section("Advice", "x"), Section("More", "y")))
        assert [s.heading for s in rendering.answer_sections(article)] == ["Advice"]

    def test_an_article_may_have_none(self) -> None:
        assert rendering.answer_sections(make_article(sections=()), "Why") == []


class TestShown:
    """What `shown` gives is what the chat's answer takes."""

    def test_fits_the_reply(self) -> None:
        article = make_article()
        reply = AnswerReply.model_validate(
            {
                **rendering.shown(article),
                "text": rendering.plain(article.summary),
                "sections": [
                    rendering.section_shown(s) for s in rendering.answer_sections(article)
                ],
                "url": "/articles/x",
            }
        )
        assert reply.evidence.label == "Promising"
        assert [source.n for source in reply.sources] == [1, 2]
        assert reply.text == "Close the gaps they ride through. Then enforce."

    def test_only_https_sources_are_linked(self) -> None:
        sources = (Source("P", "T", "http://example.org"), Source("P", "T", "https://example.org"))
        shown = rendering.shown(make_article(sources=sources))
        assert [source["url"] for source in shown["sources"]] == [None, "https://example.org"]

    def test_a_source_says_its_date_and_whether_it_was_opened(self) -> None:
        """A reply stored before there were these is read as not opened."""
        sources = (Source("P", "T", None, "2015-03", True), Source("P", "T"))
        shown = rendering.shown(make_article(sources=sources))["sources"]
        assert [(row["as_of"], row["checked"]) for row in shown] == [
            ("2015-03", True),
            (None, False),
        ]
        old = SourceShown.model_validate({"n": 1, "publisher": "P", "title": "T", "url": None})
        assert (old.as_of, old.checked) == (None, False)

    @pytest.mark.parametrize("grade", list(EvidenceGrade))
    def test_only_what_did_not_work_warns(self, grade: EvidenceGrade) -> None:
        warning = rendering.shown(make_article(evidence=Evidence(grade, "x")))["warning"]
        assert bool(warning) == (grade is EvidenceGrade.did_not_work)
