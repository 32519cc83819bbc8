"""The committed fit: whole, of this version, and of the data beside it, or refused."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from knowledge import DEFAULT_FIT, KnowledgeError, load_fit
from knowledge.encoder.adapter import read_adapter
from knowledge.fit_file import OUTSIDE_NAME, FitDocument, write_fit
from knowledge.ranking import DECISION_FEATURES, FUSION_FEATURES


def committed() -> dict[str, Any]:
    """The file as it is."""
    loaded: dict[str, Any] = json.loads(DEFAULT_FIT.read_text())
    return loaded


class TestLoadFit:
    """Reading it."""

    def test_the_committed_fit_is_for_the_pinned_encoder(self) -> None:
        """By the hash of weights and adapter: int8 bytes differ from processor to processor."""
        fit, adapter = load_fit(), read_adapter()
        both = f"{adapter.description.base_sha256} {adapter.sha256}"
        assert fit.encoder_hash == hashlib.sha256(both.encode()).hexdigest()
        assert fit.fusion.shape == (len(FUSION_FEATURES),)
        assert fit.first_right.weights.shape == (len(DECISION_FEATURES),)
        fit.require_encoder(fit.encoder_hash)

    def test_refuses_another_encoder(self) -> None:
        """And says what to run."""
        with pytest.raises(KnowledgeError, match="python -m knowledge fit"):
            load_fit().require_encoder("another")

    def test_refuses_other_outside_questions(self, tmp_path: Path) -> None:
        """The negatives beside the file are those it was fitted on."""
        shutil.copytree(DEFAULT_FIT.parent, tmp_path / "fit")
        with (tmp_path / "fit" / OUTSIDE_NAME).open("a") as stream:
            stream.write('{"question": "one more", "kind": "near_miss"}\n')
        with pytest.raises(KnowledgeError, match="outside_sha256"):
            load_fit(tmp_path / "fit" / DEFAULT_FIT.name)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"fusion": {"nearest": 1.0}}, "fusion"),
            ({"thresholds": {}}, "thresholds"),
            ({"surprise": 1}, "surprise"),
        ],
    )
    def test_refuses_another_shape(self, tmp_path: Path, change: dict[str, Any], said: str) -> None:
        """Features of another version, missing parts, unknown parts."""
        file = tmp_path / "fit.json"
        file.write_text(json.dumps(committed() | change))
        with pytest.raises(KnowledgeError, match=said):
            load_fit(file)

    def test_refuses_a_missing_file(self, tmp_path: Path) -> None:
        """And says what writes it."""
        with pytest.raises(KnowledgeError, match="python -m knowledge fit"):
            load_fit(tmp_path / "fit.json")


class TestWriteFit:
    """Writing it."""

    def test_round_trip(self, tmp_path: Path) -> None:
        """The same fit with the same hash."""
        file = tmp_path / "fit.json"
        write_fit(FitDocument.model_validate(committed()), file)
        assert load_fit(file).fit_hash == load_fit().fit_hash
        assert file.read_text() == DEFAULT_FIT.read_text()
