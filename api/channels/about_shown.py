"""What is asked of the guidance shown last: the rest, it in short, its sources, a comparison."""

import json
import re
from typing import Final, Literal

from api.articles import rendering as article_rendering
from api.articles import service as articles
from api.channels import comparing
from api.channels.past import Past
from api.channels.rendering import Rendering, answer_reply
from api.conversations import repository
from api.conversations import service as conversations
from api.conversations.models import Turn
from api.conversations.schemas import TextReply
from api.wording import wording
from knowledge import Article, Outcome

Asks = Literal["more", "shorter", "source", "compare"]
MAX_WORDS_ABOUT_SHOWN: Final = 8
ENOUGH_CHARS: Final = 40  # a first sentence shorter than this says too little alone
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")


def render(rendering: Rendering, asks: Asks, slug: str | None = None) -> None:
    """Render it, or say that nothing was shown yet.

    `slug` is the article whose own button was tapped, however long ago it was shown.
    """
    if rendering.only_the_hub:
        rendering.offer_the_hub_only()
        return
    turn = rendering.session.get_one(Turn, rendering.turn_id)
    past = Past(rendering.session, turn)
    slugs = past.to_compare if asks == "compare" else past.last_articles
    if slug is not None:
        slugs = (slug,)
    shown = [articles.find_published(rendering.session, slug) for slug in slugs]
    there = [article for article in shown if article is not None]
    if not there:
        _nothing_there(rendering, turn, past)
        return
    rendering.outcomes.add(Outcome.answered)
    if asks == "compare":
        comparing.compare(rendering, there, turn.question)
        return
    for article in there:
        {"more": _more, "shorter": _shorter, "source": _source}[asks](rendering, article)
    rendering.be_about(there[0])


def _nothing_there(rendering: Rendering, turn: Turn, past: Past) -> None:
    """Say that nothing was shown yet; more than a few words were a question of their own."""
    words, search = wording().about_shown, rendering.search
    many = len(turn.question.split()) > MAX_WORDS_ABOUT_SHOWN
    if past.just_listed:
        rendering.add(TextReply(text=words.pick_first), Outcome.dialogue)
    elif search is not None and search.ready and many:
        found = search.search(turn.question)
        conversations.remember_search(
            rendering.session, turn.id, json.loads(found.model_dump_json()), None
        )
        rendering.search_result(found)
    else:
        rendering.add(TextReply(text=words.nothing_shown), Outcome.dialogue)


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


def _shorter(rendering: Rendering, article: Article) -> None:
    """Add the beginning of the summary, and how good the evidence for it is."""
    grade = wording().evidence.grade(article.evidence.grade)
    short = in_short(article_rendering.plain(article.summary))
    text = wording().about_shown.in_short.format(text=short, grade=grade.label)
    rendering.serve(article)
    words = " ".join(filter(None, (grade.warning, text)))
    rendering.add(TextReply(text=words), Outcome.dialogue)


def in_short(summary: str) -> str:
    """Return the first sentence of a summary, and the second if that one says too little."""
    first, *others = _SENTENCE_END.split(summary)
    return f"{first} {others[0]}" if others and len(first) < ENOUGH_CHARS else first


def _source(rendering: Rendering, article: Article) -> None:
    """Add what the article rests on: its evidence, its sources, when it is due for review."""
    words, total = wording().about_shown, len(article.sources)
    checked = sum(source.checked for source in article.sources)
    template = words.sources if total else words.no_sources
    text = template.format(title=article.title, checked=checked, total=total)
    rendering.serve(article)
    rendering.add(TextReply(text=text), Outcome.dialogue)
    grade = wording().evidence.grade(article.evidence.grade)
    alone = f"{grade.label}: {article_rendering.plain(article.evidence.reason)}"
    reply = answer_reply(article, [], text=alone, buttons=[])
    rendering.add(reply.model_copy(update={"summary_html": ""}), Outcome.dialogue)
