"""What is asked of the guidance shown last: the rest, it in short, its sources, a comparison."""

from typing import Literal

from api.articles import service as articles
from api.channels.past import Past
from api.channels.rendering import Rendering, answer_reply
from api.conversations import repository
from api.conversations.models import Turn
from api.conversations.schemas import TextReply
from api.wording import wording
from knowledge import Article, Outcome

Asks = Literal["more", "shorter", "source", "compare"]


def render(rendering: Rendering, asks: Asks) -> None:
    """Render it, or say that nothing was shown yet."""
    turn = rendering.session.get_one(Turn, rendering.turn_id)
    slugs = Past(rendering.session, turn).last_articles
    shown = [articles.find_published(rendering.session, slug) for slug in slugs]
    there = [article for article in shown if article is not None]
    if not there:
        rendering.add(TextReply(text=wording().about_shown.nothing_shown), Outcome.dialogue)
        return
    rendering.outcomes.add(Outcome.answered)
    for article in there:
        _more(rendering, article)
    rendering.be_about(there[0])


def _more(rendering: Rendering, article: Article) -> None:
    """Add the sections that do not stand in the conversation yet."""
    words = wording().answered
    seen = repository.headings_shown(rendering.session, rendering.conversation_id, article.slug)
    rest = [section for section in article.sections if section.heading not in seen]
    rendering.serve(article)
    if not rest:
        rendering.notice("no_more", words.no_more, Outcome.dialogue)
        return
    text = words.part_heading.format(title=article.title)
    reply = answer_reply(article, rest, text=text, buttons=[])
    changes = {"summary_html": "", "warning": None}
    rendering.add(reply.model_copy(update=changes), Outcome.dialogue)
