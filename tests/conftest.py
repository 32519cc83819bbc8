"""What every test may use."""

import os
import shutil
from pathlib import Path

import pytest

OFFICE_PROGRAMS = ("soffice", "pdftoppm", "pdftotext")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> Path | None:
    """Return the Chromium named by CHROMIUM, else the first one in PATH, None if there is none."""
    for name in (os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES):
        if name and (found := shutil.which(name)):
            return Path(found)
    return None


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium to test pages with; without one the test is skipped here and fails in CI."""
    found = find_chromium()
    if found is None and os.environ.get("CI"):
        pytest.fail("CI has no Chromium: .ci/run installs it, so the pages went untested.")
    if found is None:
        pytest.skip("no Chromium in PATH (install it, or set CHROMIUM): the pages are not tested")
    return found


@pytest.fixture(scope="session")
def office() -> None:
    """LibreOffice and poppler; without them the test is skipped here and fails in CI."""
    missing = ", ".join(name for name in OFFICE_PROGRAMS if shutil.which(name) is None)
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI lacks {missing}: .ci/run installs them.")
    if missing:
        pytest.skip(f"not in PATH: {missing}; no exported plan was opened")
