"""Days and moments as a request brings them: in words of ISO 8601, never as a number of seconds."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator

NUMBER = re.compile(r"\s*[+-]?[0-9]*\.?[0-9]+\s*")


def _no_number(value: Any) -> Any:
    if isinstance(value, int | float) or (isinstance(value, str) and NUMBER.fullmatch(value)):
        raise ValueError("must be a date, such as 2027-04-30")
    return value


Day = Annotated[date, BeforeValidator(_no_number)]
Moment = Annotated[AwareDatetime, BeforeValidator(_no_number)]
