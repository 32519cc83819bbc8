"""What is said when there is no answer, and who to ask instead."""

from typing import Annotated

from pydantic import AfterValidator

from api.wording.parts import Notice, Part, Plain

GENERAL = "general"


class Unanswered(Part):
    """Nothing good enough was found: first time, and after that."""

    first: Plain
    again: Plain
    ask_the_hub: Plain
    use_the_form: Plain


def _with_general(signposts: dict[str, Notice]) -> dict[str, Notice]:
    if GENERAL not in signposts:
        raise ValueError(f"must have the key {GENERAL}, which stands for any other")
    return signposts


class OutOfScope(Part):
    """Not prevention: who to ask instead, by the key that search names."""

    intro: Plain
    not_right: Plain
    signposts: Annotated[dict[str, Notice], AfterValidator(_with_general)]

    def signpost(self, key: str | None) -> Notice:
        """Return the signpost of `key`, or the general one."""
        return self.signposts.get(key or GENERAL, self.signposts[GENERAL])
