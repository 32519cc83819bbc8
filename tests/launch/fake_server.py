"""A small program for the supervisor's tests: answers GET / with 200 on the port given.

`--ignore-term` makes it deaf to SIGTERM, `--grandchild FILE` starts a process of its own and
writes its id, `--crash` ends at once with code 3, `--mute` never answers.
"""

import argparse
import http.server
import signal
import subprocess
import sys
import time
from pathlib import Path


class Answer(http.server.BaseHTTPRequestHandler):
    """200 for everything."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Do as the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--ignore-term", action="store_true")
    parser.add_argument("--grandchild", type=Path)
    parser.add_argument("--crash", action="store_true")
    parser.add_argument("--mute", action="store_true")
    chosen = parser.parse_args()
    print("a fake server speaks", flush=True)
    if chosen.crash:
        sys.exit(3)
    if chosen.ignore_term:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if chosen.grandchild:
        sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        chosen.grandchild.write_text(str(sleeper.pid))
    if chosen.mute:
        time.sleep(600)
    http.server.HTTPServer(("127.0.0.1", chosen.port), Answer).serve_forever()


if __name__ == "__main__":
    main()
