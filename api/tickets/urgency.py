"""How soon the Hub must answer a ticket."""

from enum import StrEnum


class Urgency(StrEnum):
    """Set by the Hub, the highest first. (`urgent` is the guard's word: that is never a ticket.)"""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"
