"""What api does by itself, again and again: sweeps, reminders, what was set for a later time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.db import Database

log = structlog.get_logger(__name__)
FIRST_RUN_S = 15.0  # a start is busy enough


@dataclass(frozen=True)
class Job:
    """Something done every `every_s` seconds, in one writing transaction.

    `run` returns how many things it did. It asks the database what is due by `api.db.utc_now()`
    and leaves nothing due that it has done: so that a second run at once does nothing, and one
    that a crash cut off is made up for by the next. It commits nothing itself.
    """

    name: str
    every_s: float
    run: Callable[[Session], int]


def run_once(database: Database, job: Job) -> int:
    """Run the job; how much it did is logged, unless it was nothing. Raises what the job raises."""
    with database.writing() as session:
        done = job.run(session)
    if done:
        log.info("job_done", job=job.name, done=done)
    return done


async def keep(database: Database, jobs: Sequence[Job]) -> None:
    """Run each job at its pace, for as long as this task lives; one job's fault holds up no other.

    A fault is logged, and the job tried again when it is next due.
    """
    await asyncio.sleep(FIRST_RUN_S)
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_again_and_again(database, job))


async def _again_and_again(database: Database, job: Job) -> None:
    while True:
        try:
            await run_in_threadpool(run_once, database, job)
        except Exception as error:  # the edge of this task: log, wait, go on
            log.error("job_failed", job=job.name, error=type(error).__name__)
        await asyncio.sleep(job.every_s)
