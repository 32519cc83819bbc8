"""What is kept and who can see it, with the figures of the record classes."""

from api.channels.rendering import Rendering
from api.conversations.schemas import LinkShown
from api.retention.classes import record_classes
from api.settings import get_settings
from api.wording import wording
from knowledge import Outcome

PAGE = "/privacy"


def render(rendering: Rendering) -> None:
    """Add the short answer and the link to the page that has it all."""
    words, classes = wording().retention, record_classes().classes
    periods = {key: classes[key].keep.words(get_settings()) for key in ("conversation", "ticket")}
    link = LinkShown(label=words.privacy_link, url=PAGE)
    rendering.notice("privacy", words.privacy.format(**periods), Outcome.dialogue, [link])
