"""`make fault`: kill the api at random moments while people open and answer tickets."""

import argparse
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from launch.settings import Settings
from tests.fault.trial import run


def main() -> int:
    """Run the trial, print what came of it, and keep it in var/fault/; 0 if nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.fault", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--warm", action="store_true", help="quick starts: see tests/fault/warm.py")
    chosen = parser.parse_args()
    target = Settings().var / "fault"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix="running-") as name:
        folder = Path(name) / "var"
        result = run(folder, chosen.kills, chosen.seed, chosen.clients, _say, warm=chosen.warm)
    print("\n".join(result.summary()))
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **vars(chosen),
        "in_flight": result.in_flight,
        "kinds": dict(result.kinds),
        "summary": result.summary(),
        "holds": result.holds,
    }
    (target / "last.json").write_text(json.dumps(kept, indent=1) + "\n")
    return 0 if result.holds else 1


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
