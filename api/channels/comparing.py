"""Articles side by side, by what they themselves say: no winner where they name none."""

from collections import Counter
from typing import Final

from api.articles import rendering as article_rendering
from api.channels.rendering import Rendering
from api.conversations.schemas import ComparedArticle, ComparisonReply, EvidenceShown
from api.wording import wording
from knowledge import Article, EvidenceGrade, Outcome
from knowledge.follow_ups import aspect_of, headings_on, passages

BY_EVIDENCE: Final = "evidence"
BEST_FIRST: Final = tuple(EvidenceGrade)
SECTION_CHARS: Final = 280


def compare(rendering: Rendering, shown: list[Article], question: str) -> None:
    """Add the articles side by side by what `question` asks of them, else by their evidence."""
    aspect = aspect_of(question) or BY_EVIDENCE
    rows = [_row(rendering, article, aspect) for article in shown]
    intro = _intro(shown, aspect)
    lines = [f"{row.title} {_in_words(row, aspect)}" for row in rows]
    reply = ComparisonReply(text="\n\n".join([intro, *lines]), intro=intro, rows=rows)
    rendering.add(reply, Outcome.dialogue)


def _row(rendering: Rendering, article: Article, aspect: str) -> ComparedArticle:
    words = wording().evidence.grade(article.evidence.grade)
    evidence = EvidenceShown(
        grade=str(article.evidence.grade),
        label=words.label,
        reason=article_rendering.plain(article.evidence.reason),
    )
    button = rendering.button(article.title, f'/choose{{"article": "{article.slug}"}}')
    return ComparedArticle(
        slug=article.slug,
        title=article.title,
        warning=words.warning,
        evidence=evidence,
        said=[] if aspect == BY_EVIDENCE else _said(article, aspect),
        silent=_silent(article, aspect),
        payload=button.payload,
    )


def _said(article: Article, aspect: str) -> list[str]:
    """Return what the article says of it: its own section, else the sentences that speak of it."""
    headings = headings_on(article, aspect)
    own = [section for section in article.sections if section.heading in headings]
    if own:
        return [_cut(article_rendering.plain(section.body_markdown)) for section in own]
    return list(passages(article, aspect))


def _silent(article: Article, aspect: str) -> str | None:
    if aspect == BY_EVIDENCE or _said(article, aspect):
        return None
    what = getattr(wording().context.aspects, aspect)
    return wording().about_shown.silent.format(what=what)


def _intro(shown: list[Article], aspect: str) -> str:
    words = wording().about_shown
    if aspect != BY_EVIDENCE:
        return words.not_ranked.format(what=getattr(wording().context.aspects, aspect))
    if len(shown) == 1:
        return words.only_one
    grades = Counter(article.evidence.grade for article in shown)
    best = next(grade for grade in BEST_FIRST if grades[grade])
    label = wording().evidence.grade(best).label
    if grades[best] > 1:
        return words.none_ahead.format(label=label)
    ahead = next(article for article in shown if article.evidence.grade is best)
    return words.strongest.format(title=ahead.title, label=label)


def _in_words(row: ComparedArticle, aspect: str) -> str:
    said = row.silent or " ".join(f"“{passage}”" for passage in row.said)
    return said or f"{row.evidence.label}: {row.evidence.reason}"


def _cut(text: str) -> str:
    if len(text) <= SECTION_CHARS:
        return text
    return text[:SECTION_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
