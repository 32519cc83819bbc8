"""What stands between an article and its publication."""

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.keys import key_of
from api.articles.schemas import ArticleContent
from api.db import utc_now
from api.errors import Problem


def require_fit(session: Session, slug: str, content: ArticleContent) -> None:
    """Refuse what is not ready for officers; claim its questions when it is."""
    wanted = content.missing_for_publishing(utc_now().date())
    if wanted:
        raise Problem(
            422,
            "not_ready",
            f"Before it can be published: {'; '.join(message for _, message in wanted)}.",
            errors=[{"field": field, "message": message} for field, message in wanted],
        )
    keys = {key_of(question): question for question in content.sample_questions}
    taken = repository.claimed_by_others(session, slug, list(keys))
    if taken:
        raise _question_taken({keys[key]: owner for key, owner in taken.items()})
    repository.claim(session, slug, keys)


def _question_taken(owners: dict[str, str]) -> Problem:
    return Problem(
        409,
        "question_taken",
        "Another published article answers one of the sample questions: "
        f"{', '.join(sorted(set(owners.values())))}.",
        errors=[
            {"field": "sample_questions", "message": f"{question!r} is answered by {owner}"}
            for question, owner in owners.items()
        ],
    )
