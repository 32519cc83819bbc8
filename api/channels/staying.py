"""Staying with the article that was shown: what it says of what is asked next."""

from api.conversations.context import ContextUsed
from api.search.schemas import SearchResponse
from knowledge import Article, Outcome
from knowledge.follow_ups import (
    Found,
    aspect_of,
    coverage,
    headings_on,
    new_words,
    passages,
    read_message,
)

Taken = tuple[SearchResponse, ContextUsed | None]


def stay(
    text: str,
    used: ContextUsed,
    article: Article,
    alone: SearchResponse,
    together: SearchResponse,
) -> Taken:
    """Stay with the article shown: with what it says of the new words, or that it says nothing.

    The nearest section is shown where search offers the article for the words alone, or they ask
    nothing by name. If another article answers the words by themselves, it is offered for those
    that are missing here.
    """
    words = new_words(read_message(text), used.earlier)
    aspect = None if words else aspect_of(text)
    said = coverage(article, words)
    elsewhere = bool(said.missing) and alone.outcome is Outcome.answered
    headings = headings_on(article, aspect) if aspect else said.headings
    nearest = False
    if elsewhere:
        headings = ()
    elif not headings and not aspect:
        near = alone.hits[: alone.served] if words else [*alone.hits, *together.hits]
        headings = tuple(hit.section for hit in near if hit.slug == article.slug)[:1]
        nearest = bool(headings)
    used = used.model_copy(
        update={
            "topic": used.earlier,
            "about": article.slug,
            "headings": headings,
            "aspect": aspect,
            "missing": said.missing,
            "nearest": nearest,
        }
    )
    if headings or (aspect and passages(article, aspect)):
        return _only(together, article.slug), used
    return _without(alone, article.slug, together.question), used


def _only(result: SearchResponse, slug: str) -> SearchResponse:
    hits = [hit for hit in result.hits if hit.slug == slug]
    changes = {"outcome": Outcome.answered, "hits": hits, "served": len(hits)}
    return result.model_copy(update=changes)


def _without(result: SearchResponse, slug: str, question: str) -> SearchResponse:
    """Return the others that are offered, if any are: the article itself says nothing of it."""
    hits = [hit for hit in result.hits if hit.slug != slug]
    offered = len([hit for hit in result.hits[: result.served] if hit.slug != slug])
    outcome = Outcome.choices if offered else Outcome.unanswered
    changes = {"outcome": outcome, "hits": hits, "served": offered, "question": question}
    return result.model_copy(update=changes)


def nothing(outcome: Outcome = Outcome.dialogue) -> SearchResponse:
    """Return a result for which nothing was looked up."""
    return SearchResponse(
        outcome=outcome, confidence=0.0, served=0, hits=[], timings_ms={}, index_version=""
    )


def found_in(result: SearchResponse) -> Found:
    return Found(result.outcome, result.confidence, tuple(hit.slug for hit in result.hits))
