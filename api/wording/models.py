"""The shape of the wording file; an unknown, missing or wrongly filled entry is refused."""

from api.wording.answers import Answered, Choices, EvidenceWording
from api.wording.context import AboutShown, ContextWording
from api.wording.failures import Degraded, Failed
from api.wording.feedback import FeedbackWording
from api.wording.hub_only import HubOnlyWording
from api.wording.notices import MailWording, NoticesWording
from api.wording.parts import Part
from api.wording.recall import RecallWording
from api.wording.redaction import Redaction
from api.wording.retention import RetentionWording
from api.wording.tickets import TicketWording
from api.wording.unanswered import OutOfScope, Unanswered
from api.wording.urgent import UrgentWording
from api.wording.worksheets import WorksheetWording


class Wording(Part):
    """The whole file."""

    redaction: Redaction
    answered: Answered
    choices: Choices
    about_shown: AboutShown
    context: ContextWording
    unanswered: Unanswered
    out_of_scope: OutOfScope
    urgent: UrgentWording
    degraded: Degraded
    error: Failed
    evidence: EvidenceWording
    feedback: FeedbackWording
    ticket: TicketWording
    worksheet: WorksheetWording
    retention: RetentionWording
    notices: NoticesWording
    mail: MailWording
    hub_only: HubOnlyWording
    recall: RecallWording
