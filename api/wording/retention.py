"""What is said of what is kept, and of deleting it."""

from typing import Annotated

from api.wording.parts import Part, Plain, Words, exactly


class RetentionWording(Part):
    """What is kept and who can see it, in short; and what is said around deleting."""

    privacy: Annotated[Words, exactly("conversation", "ticket")]
    privacy_link: Plain
    no_longer_kept: Plain
    delete_ask: Plain
    deleted: Plain
