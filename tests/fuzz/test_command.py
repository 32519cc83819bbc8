"""The OpenAPI document is kept, whoever asks: no 5xx, no breach, every check of schemathesis."""

from collections.abc import Iterator

import pytest

from tests.fuzz.command import found, fuzz
from tests.fuzz.running import ROLES, Api, api_alone

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]
EXAMPLES, SEED = 3, 1


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The real api by itself."""
    with api_alone(tmp_path_factory.mktemp("fuzz") / "var") as running:
        yield running


class TestFuzz:
    """Few requests here; `make fuzz` makes more."""

    @pytest.mark.parametrize("role", ROLES)
    def test_nothing_is_found(self, api: Api, role: str) -> None:
        """As each role."""
        assert found(fuzz(api, role, EXAMPLES, SEED)) == ""


class TestFound:
    """What a run found."""

    @pytest.mark.parametrize(
        "output",
        [
            "=== FAILURES ===\nGET /x\n2 generated, 1 found",
            "=== ERRORS ===\nGET /x\n2 generated, 2 errored",
            "Error: no such file",
        ],
    )
    def test_neither_failures_nor_errors_nor_silence_pass(self, output: str) -> None:
        """Each of them is something found."""
        assert found(output)

    def test_a_clean_run(self) -> None:
        """Nothing."""
        assert found("Test cases:\n  9 generated, 9 passed") == ""
