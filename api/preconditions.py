"""If-Match: a change is made to the version that was read, or not at all."""

from typing import Annotated

from fastapi import Header
from pydantic.json_schema import SkipJsonSchema

from api.errors import Problem

MAX_DIGITS = 9
IfMatch = Annotated[
    str | SkipJsonSchema[None],
    Header(
        max_length=40,
        json_schema_extra={"pattern": rf'^(\*|(W/)?"?[0-9]{{1,{MAX_DIGITS}}}"?)$'},
    ),
]


def version_of(if_match: str | None) -> int | None:
    """Return the version an If-Match header names; None without one or for `*`; 400 if unknown."""
    if if_match is None or if_match.strip() == "*":
        return None
    digits = if_match.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > MAX_DIGITS:
        raise Problem(400, "bad_if_match", 'If-Match takes the ETag of the last read, such as "3".')
    return int(digits)
