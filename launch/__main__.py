"""`python -m launch COMMAND`: what the Makefile calls."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (read by whatever Python there is)
    sys.exit(
        "Prevention Assistant needs Python 3.11 or later to set itself up; this is "
        + sys.version.split()[0]
        + " ("
        + sys.executable
        + ").\nInstall one, or name it: make PYTHON=/path/to/python3.11 ..."
    )

from launch.cli import main

sys.exit(main(sys.argv[1:]))
