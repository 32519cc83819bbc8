"""What officers are told when an article is recalled."""

from typing import Annotated

from api.wording.parts import Part, Plain, Words, exactly


class RecallWording(Part):
    """The message in the conversation, its link, and the label on the earlier answer."""

    message: Annotated[Words, exactly("title", "instead")]
    link: Plain
    label: Annotated[Words, exactly("date", "instead")]
