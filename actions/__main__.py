"""`python -m actions`: the action server."""

import logging
import sys
import warnings

import structlog
from pydantic import ValidationError

from actions.server import serve
from actions.settings import Settings


def main() -> None:
    """Read the settings and serve; a wrong setting is named, without its value."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    logging.basicConfig(level=logging.WARNING)
    # The SDK warns on every call that rasa 3.6 is older than itself: docs/decisions/0001.
    warnings.filterwarnings("ignore", message=r"Your versions of rasa and rasa_sdk")
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"{'_'.join(str(part) for part in row['loc']).upper()}: {row['msg']}"
            for row in error.errors()
        )
        sys.exit(f"The action server cannot start. {wrong}. See docs/settings.md.")
    serve(settings)


if __name__ == "__main__":
    main()
