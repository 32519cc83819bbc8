"""More of what was shown, against a scripted rasa over real HTTP."""

from tests.api.channels.talking import say


class TestTellMeMore:
    """The rest of an article, and nothing twice."""

    def test_only_what_was_not_shown_comes(self, client, officer, rasa, searcher):
        """First what to do, then the other sections without the summary, then the end."""
        slug = next(iter(searcher.articles))
        first, more = (
            [{"custom": directive}]
            for directive in (
                {"kind": "article", "slug": slug},
                {"kind": "about_shown", "asks": "more"},
            )
        )
        rasa.script = lambda body: first
        body = say(client, officer, "that one")
        shown = [section["heading"] for section in body["replies"][0]["sections"]]
        rasa.script = lambda body: more
        conversation_id = body["conversation_id"]
        rest = say(client, officer, "more", conversation_id=conversation_id)["replies"][0]
        headings = [section["heading"] for section in rest["sections"]]
        assert rest["summary_html"] == ""
        assert sorted(shown + headings) == sorted(
            section.heading for section in searcher.articles[slug].sections
        )
        last = say(client, officer, "more", conversation_id=conversation_id)["replies"][0]
        assert (last["kind"], last["code"]) == ("notice", "no_more")
