"""Having rasa forget what was deleted or is no longer used: deliveries of the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from api.channels.rasa_client import RasaMemory
from api.db import Database, utc_now
from api.outbox.couriers import Finish, OutsideCourier
from api.retention import repository
from api.retention.deletion import FORGET_DIALOGUE
from api.retention.purging import FORGET_UNUSED_DIALOGUE


def forgetting(database: Database, rasa: RasaMemory) -> dict[str, OutsideCourier]:
    """Return what delivers each kind; every failure leaves the entry to be tried again."""

    def forget(payload: Mapping[str, Any]) -> None:
        database.empty_log()
        rasa.forget(payload["sender_id"])

    def forget_unused(payload: Mapping[str, Any]) -> Finish:
        before = datetime.fromisoformat(payload["before"])
        count = rasa.forget_unused(before)

        def write_receipt(session: Session) -> None:
            repository.add_to_receipt(
                session, payload["run_id"], "dialogue", payload["by"], utc_now(), (), count=count
            )

        return write_receipt

    return {
        FORGET_DIALOGUE: OutsideCourier(forget),
        FORGET_UNUSED_DIALOGUE: OutsideCourier(forget_unused),
    }
