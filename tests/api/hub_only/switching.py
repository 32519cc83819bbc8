"""Switching it, as a lead does."""

from api.db import Database
from api.hub_only import service
from api.hub_only.schemas import HubOnlyChange, HubOnlyState

PUBLIC = "We are checking our guidance today."
SECRET = "The custody article may be wrong."


def switch(database: Database, on: bool = True, public: str | None = PUBLIC) -> HubOnlyState:
    """Switch it, in a transaction of its own."""
    change = HubOnlyChange(on=on, reason=SECRET, public=public)
    with database.writing() as session:
        return service.switch(session, "lead-id", "Chris Hale", change)
