"""Days and moments as JSON brings them: text, never a number of seconds since some day."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator


def _no_number(value: Any) -> Any:
    if isinstance(value, int | float):
        raise ValueError("must be a date as text, such as 2027-04-30")
    return value


Day = Annotated[date, BeforeValidator(_no_number)]
Moment = Annotated[datetime, BeforeValidator(_no_number)]
