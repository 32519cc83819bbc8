"""Where the set-up writes what is built, and every command looks for it if it is told no place.

All is below the working directory. The launcher, which moves `var`, names its own by option.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

ENCODER: Final = Path("var/models/encoder")
"""The large one, tuned: search."""

SMALL_ENCODER: Final = Path("var/models/intent-encoder")
"""The small one, as its authors published it: intents, and what is compared with search."""

INDEX: Final = Path("var/index")
