"""What redaction must reach on the generated corpus, on both seeds (docs/evaluation.md)."""

import pytest

from api.redaction.service import redact
from tests.api.redaction.corpus import Seed, build
from tests.api.redaction.evaluate import results_of

NUMBERED, NAMES, FALSE = 0.98, 0.90, 0.01


@pytest.mark.slow
@pytest.mark.parametrize("seed", list(Seed))
class TestTargets:
    """Recall of numbers and names, and how many clean sentences are touched."""

    def test_what_is_removed(self, seed: Seed) -> None:
        """Numbered kinds together, and names."""
        results = results_of(build(seed), lambda text: redact(text).text)
        names = [one.removed for one in results if one.planted.kind == "name"]
        numbers = [one.removed for one in results if one.planted.kind != "name"]
        assert len(names) > 1000
        assert sum(names) / len(names) >= NAMES
        assert sum(numbers) / len(numbers) >= NUMBERED

    def test_clean_sentences_stay(self, seed: Seed) -> None:
        """Those written as traps are half of them."""
        corpus = build(seed)
        clean = (*corpus.written, *corpus.questions)
        assert sum(redact(text).text != text for text in clean) / len(clean) <= FALSE
