"""The replies of a message that was taken with what was said before it."""

from api.articles import service as articles
from api.articles.rendering import plain
from api.channels.rendering import Rendering, answer_reply
from api.conversations import repository
from api.conversations import service as conversations
from api.conversations.context import ContextUsed
from api.conversations.schemas import ReplyButton, TextReply
from api.search.schemas import SearchResponse
from api.wording import wording
from knowledge import Article, Outcome
from knowledge.follow_ups import passages

EARLIER_CHARS = 80


def search_result(rendering: Rendering, words: str | None = None) -> None:
    """Render what search made of this turn, and say so if it was taken with an earlier one.

    `words` stand in the place of our own when the Hub is offered for a question by itself.
    """
    turn = repository.find_turn(rendering.session, rendering.turn_id)
    if turn is None or turn.search is None:
        rendering.notice("api_unavailable", wording().degraded.search, Outcome.degraded)
        rendering.offer_ticket(wording().degraded.search)
        return
    if rendering.only_the_hub:
        rendering.offer_the_hub_only()
        return
    found = SearchResponse.model_validate(turn.search)
    used = conversations.context_of(turn)
    if used is None or used.kind == "as_typed":
        rendering.search_result(found, words=words)
        return
    match used.kind:
        case "follow_up" | "correction":
            _say_with_what(rendering, used)
            _follow_up(rendering, found, used)
        case "return":
            _back(rendering, found, used)
        case "choice":
            _show(rendering, used)
        case "none_of_them":
            text = wording().context.none_of_them.format(earlier=shortened(used.topic))
            rendering.offer_ticket(text)
            rendering.outcomes.add(Outcome.unanswered)
        case "nothing":
            _no_list(rendering)


def _no_list(rendering: Rendering) -> None:
    """Say so; the second time that a turn comes to nothing, offer the Hub instead."""
    if conversations.was_unclear(rendering.session, rendering.conversation_id):
        rendering.offer_ticket(wording().unanswered.again)
        rendering.outcomes.add(Outcome.unanswered)
    else:
        rendering.add(TextReply(text=wording().context.no_list), Outcome.dialogue)


def shortened(question: str) -> str:
    """Return an earlier question as it is quoted: its beginning, ended at a word."""
    line = " ".join(question.split())
    if len(line) <= EARLIER_CHARS:
        return line.rstrip(" ?.!,;")
    return line[:EARLIER_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _say_with_what(rendering: Rendering, used: ContextUsed) -> None:
    words = wording().context
    if used.kind == "correction":
        text = words.correction.format(question=shortened(used.topic))
    else:
        text = words.follow_up.format(earlier=shortened(used.earlier))
    rendering.notice("in_context", text, Outcome.dialogue, buttons=[_only_typed(rendering)])


def _only_typed(rendering: Rendering) -> ReplyButton:
    payload = f'/ask_guidance{{"typed_in": "{rendering.turn_id}"}}'
    return rendering.button(wording().context.only_what_i_typed, payload)


def _follow_up(rendering: Rendering, found: SearchResponse, used: ContextUsed) -> None:
    article = articles.find_published(rendering.session, used.about) if used.about else None
    if article is None:
        rendering.search_result(found)
    elif used.headings:
        rendering.confidence = found.confidence
        _part(rendering, article, used)
    elif used.aspect and passages(article, used.aspect):
        rendering.confidence = found.confidence
        _passages(rendering, article, used.aspect)
    else:
        _says_nothing(rendering, found, article, used)


def _part(rendering: Rendering, article: Article, used: ContextUsed) -> None:
    """Add the sections that speak of what was asked; of the summary, the article's answer."""
    words = wording().context
    missing = listed(used.missing)
    if used.nearest:
        template = words.nearest_without if missing else words.nearest
        text = template.format(title=article.title, words=missing)
    else:
        text = words.part.format(title=article.title)
        text += f" {words.part_without.format(words=missing)}" if missing else ""
    rows = [section for section in article.sections if section.heading in used.headings]
    alone = " ".join(plain(row.body_markdown) for row in rows) or plain(article.summary)
    reply = answer_reply(article, rows, text=alone, buttons=[], more=True)
    if rows:
        reply = reply.model_copy(update={"summary_html": ""})
    rendering.add(TextReply(text=text), Outcome.answered)
    rendering.serve(article)
    rendering.add(reply, Outcome.answered)


def _passages(rendering: Rendering, article: Article, aspect: str) -> None:
    """Add the sentences that have to do with it, and that they are no more than that."""
    words = wording().context
    said = " ".join(f"“{passage}”" for passage in passages(article, aspect))
    what = getattr(words.aspects, aspect)
    text = words.passages.format(title=article.title, what=what)
    rendering.be_about(article)
    rendering.add(TextReply(text=f"{text}\n\n{said}"), Outcome.answered)


def _says_nothing(
    rendering: Rendering, found: SearchResponse, article: Article, used: ContextUsed
) -> None:
    """Own up that the article is silent; offer what else there is, and the Hub."""
    words = wording().context
    if used.missing:
        text = words.does_not_mention.format(title=article.title, words=listed(used.missing))
    elif used.aspect:
        what = getattr(words.aspects, used.aspect)
        text = words.does_not_say.format(title=article.title, what=what)
    else:
        text = words.does_not_cover.format(title=article.title)
    rendering.be_about(article)
    if found.outcome is Outcome.choices:
        rendering.add(TextReply(text=text), Outcome.dialogue)
        rendering.search_result(found, intro=words.others)
        return
    rendering.confidence = found.confidence
    rendering.offer_ticket(text)
    rendering.outcomes.add(Outcome.unanswered)


def _back(rendering: Rendering, found: SearchResponse, used: ContextUsed) -> None:
    text = wording().context.back_to.format(earlier=shortened(used.earlier))
    rendering.add(TextReply(text=text), Outcome.dialogue)
    if used.again:
        _show(rendering, used)
    elif found.outcome in (Outcome.choices, Outcome.out_of_scope):
        rendering.search_result(found)
    else:
        rendering.offer_ticket(wording().context.back_unanswered)
        rendering.outcomes.add(Outcome.unanswered)


def _show(rendering: Rendering, used: ContextUsed) -> None:
    for slug in used.again:
        rendering.article(slug)


def listed(words: tuple[str, ...]) -> str:
    """Return words in quotation marks, the last two joined by "or"."""
    quoted = [f"“{word}”" for word in words]
    return " or ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))
