"""The purge that api runs by itself, once a day."""

import asyncio
from datetime import timedelta

import structlog
from starlette.concurrency import run_in_threadpool

from api.db import Database, utc_now
from api.retention import repository
from api.retention.purging import purge
from api.settings import Settings

log = structlog.get_logger(__name__)
EVERY = timedelta(days=1)
LOOK_S = 600.0
FIRST_LOOK_S = 30.0  # a start is busy enough


async def purge_daily(database: Database, settings: Settings) -> None:
    """Purge whenever the last run is a day ago, for as long as this task lives.

    A fault is logged and tried again at the next look; `python -m api purge` does it at once.
    """
    await asyncio.sleep(FIRST_LOOK_S)
    while True:
        try:
            if await run_in_threadpool(is_due, database):
                await run_in_threadpool(purge, database, settings)
        except Exception as error:  # the edge of this task: log, wait, go on
            log.error("purge_failed", error=type(error).__name__)
        await asyncio.sleep(LOOK_S)


def is_due(database: Database) -> bool:
    """Say whether the system has not purged for a day."""
    with database.reading() as session:
        last = repository.last_run_at(session)
    return last is None or utc_now() - last >= EVERY
