"""Whose business a kind of delivery is: the Hub's, or an administrator's."""

from typing import Final

OF_TICKETS: Final = ("ticket_answer", "subscriber_answer")
"""Deliveries of tickets' answers, which curators see to; all others are the administrators'."""
