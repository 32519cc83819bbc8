"""A process that has the api's modules read and starts the api by forking, for many quick starts.

For each line on stdin it forks a child, which is an api of its own from `create_app` on: its own
settings, database, threads, start and server. Two things are not as `python -m api serve` has
them: reading the modules is spared, and search is its in-memory twin, which no ticket needs. The
child's process id is written to stdout.
"""

import os
import signal
import sys

import uvicorn

from api.main import create_app
from api.search.memory import InMemorySearch
from api.settings import get_settings


def main() -> None:
    """Start an api for each line that comes, until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever asked looks after them
    print("read", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setsid()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            serve()
            os._exit(0)
        print(child, flush=True)


def serve() -> None:
    """Serve as the api's own command does."""
    sys.stdin.close()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    settings = get_settings()
    uvicorn.run(
        create_app(settings, InMemorySearch()),
        host=settings.api_host,
        port=settings.api_port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
