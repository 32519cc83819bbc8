"""A version's way to publication: submitted, sent back, discarded; a retired article revived."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from api.articles import repository, versions
from api.articles.changing import SUBMITTED, changed, require_move, require_version, row_of
from api.articles.documents import read_content, shown, write_content
from api.articles.models import StoredArticle
from api.articles.remarks import RemarkKind, remark, require_reason
from api.articles.schemas import ArticleShown
from api.articles.states import MOVES, Move
from api.articles.versions import Kind
from api.identity.roles import Principal
from api.notifications.notice import Notice, NoticeKind
from api.notifications.service import notify


def submit(
    session: Session,
    principal: Principal,
    slug: str,
    *,
    note: str = "",
    expected_version: int | None = None,
    reviewers: Iterable[str] = (),
) -> ArticleShown:
    """Have the draft wait for a review; a second time changes nothing.

    `reviewers` are the ids of those who could review it: all but the author are told.
    """
    row = row_of(session, slug)
    if _moved(row, Move.SUBMIT, expected_version):
        remark(session, row, RemarkKind.SUBMITTED, note, principal.user_id)
        changed(session, row, principal, SUBMITTED)
        author = versions.last_saved_by(session, row)
        others = [one for one in reviewers if one not in (author, principal.user_id)]
        _tell(session, row, NoticeKind.IN_REVIEW, others)
    return shown(row)


def send_back(
    session: Session,
    principal: Principal,
    slug: str,
    *,
    reason: str,
    expected_version: int | None = None,
) -> ArticleShown:
    """Have the version in review be a draft again, and its author told why; 422 without a reason.

    A second time changes nothing.
    """
    row = row_of(session, slug)
    why = require_reason(reason, "say what has to change")
    if _moved(row, Move.SEND_BACK, expected_version):
        remark(session, row, RemarkKind.SENT_BACK, why, principal.user_id)
        changed(session, row, principal, "article_sent_back")
        author = versions.last_saved_by(session, row)
        _tell(session, row, NoticeKind.SENT_BACK, [author] if author else [])
    return shown(row)


def discard(
    session: Session, principal: Principal, slug: str, *, expected_version: int | None = None
) -> ArticleShown:
    """Have the newest version say what the published one does; a second time changes nothing."""
    row = row_of(session, slug)
    if _moved(row, Move.DISCARD, expected_version):
        assert row.published_number is not None  # the move needs one
        version = repository.find_version(session, slug, row.published_number)
        assert version is not None  # the published one is kept
        write_content(row, slug, read_content(version))
        versions.keep(session, row, Kind.DISCARDED, saved_by=principal.user_id)
        row.published_number = row.number  # the same words; what withholds it stands
        changed(session, row, principal, "article_changes_discarded")
    return shown(row)


def revive(
    session: Session, principal: Principal, slug: str, *, expected_version: int | None = None
) -> ArticleShown:
    """Have a retired article be a draft again; a second time changes nothing."""
    row = row_of(session, slug)
    if _moved(row, Move.REVIVE, expected_version):
        changed(session, row, principal, "article_revived")
    return shown(row)


def _tell(session: Session, row: StoredArticle, kind: NoticeKind, to: Iterable[str]) -> None:
    notice = Notice(
        kind=kind,
        about=row.slug,
        link=f"/console/articles/{row.slug}",
        words={"title": row.title},
        key=f"{kind}:{row.slug}:{row.version}",
    )
    notify(session, to, notice)


def _moved(row: StoredArticle, move: Move, expected_version: int | None) -> bool:
    """Make the move; False if the article is where it leads already."""
    target = MOVES[move][1]
    if row.state == target:
        return False
    require_move(row, move)
    require_version(row, expected_version)
    row.state = target
    return True
