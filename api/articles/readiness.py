"""What stands between an article and its publication."""

from sqlalchemy.orm import Session

from api.articles import repository
from api.articles.golden.service import require_none_golden
from api.articles.keys import key_of
from api.articles.models import StoredArticle
from api.articles.schemas import ArticleContent
from api.articles.versions import last_saved_by
from api.db import utc_now
from api.errors import Problem
from api.identity.roles import Principal


def require_ready(content: ArticleContent) -> None:
    """Refuse what lacks something that officers need, with what that is at each field."""
    wanted = content.missing_for_publishing(utc_now().date())
    if wanted:
        raise Problem(
            422,
            "not_ready",
            f"Before it can be published: {'; '.join(message for _, message in wanted)}.",
            errors=[{"field": field, "message": message} for field, message in wanted],
        )


def require_fit(session: Session, slug: str, content: ArticleContent) -> None:
    """Refuse what is not ready for officers; claim its questions when it is."""
    require_ready(content)
    keys = {key_of(question): question for question in content.sample_questions}
    require_none_golden(session, keys)
    taken = repository.claimed_by_others(session, slug, list(keys))
    if taken:
        raise _question_taken({keys[key]: owner for key, owner in taken.items()})
    repository.claim(session, slug, keys)


def is_own_work(session: Session, row: StoredArticle, principal: Principal) -> bool:
    """Say whether `principal` saved the newest version, and so is not another pair of eyes."""
    return last_saved_by(session, row) == principal.user_id


def require_other_eyes(session: Session, row: StoredArticle, principal: Principal) -> None:
    """Refuse with 403 who saved the newest version."""
    if is_own_work(session, row, principal):
        raise Problem(
            403,
            "four_eyes",
            "You saved this version, so somebody else has to publish it. Submit it for review.",
        )


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
