"""Is the log as it was written? Every entry, the links between them, and the head outside."""

from sqlalchemy.orm import Session

from api.audit import repository
from api.audit.head_file import HeadFile
from api.audit.keys import Keyring
from api.audit.links import Links
from api.audit.report import Report
from api.audit.witness import Witness


def verify(session: Session, keys: Keyring, head_file: HeadFile) -> Report:
    """Look at the whole log as it is at this moment; the session has read nothing yet."""
    size = head_file.size()  # first: what is committed from here on may be in neither
    repository.snapshot(session)
    head, anchor = repository.head(session), repository.anchor(session)
    report = Report()
    links = Links(keys, report, anchor)
    witness = Witness(head_file.heads(size), report, anchor)
    for row in repository.entries(session):
        links.look_at(row)
        witness.look_at(row)
    links.end(head)
    witness.end(max(report.last, report.purged_through))
    return report
