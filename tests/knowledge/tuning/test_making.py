"""From articles to an adapter that can be merged, and that says how it was made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from knowledge import Article
from knowledge.encoder import FakeEncoder, ReferenceEncoder
from knowledge.encoder.adapter import read_adapter
from knowledge.encoder.source import EncoderName, weights_sha256
from knowledge.fitting.making import OutsideQuestions
from knowledge.fitting.simulation import OutsideQuestion
from knowledge.tuning import making
from knowledge.tuning.lessons import Lessons, questions_sha256
from knowledge.tuning.making import make_adapter
from knowledge.tuning.training import Recipe


class TestMakeAdapter:
    """The small model in the place of the packaged one."""

    def test_makes_one_that_the_encoder_takes(
        self,
        tiny_model: Path,
        topics: tuple[Article, ...],
        outsiders: tuple[str, ...],
        fake: FakeEncoder,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Described by what it was made of; merged, it is another encoder than the plain one."""
        packaged = (tiny_model, weights_sha256(tiny_model))
        monkeypatch.setattr(making, "packaged_folder", lambda name, scratch: packaged)
        monkeypatch.setattr(torch, "set_num_threads", lambda count: None)
        questions = tuple(OutsideQuestion(text, "out_of_scope") for text in outsiders)
        outside = OutsideQuestions(questions, "hash of the outside questions")
        recipe = Recipe(rank=2, epochs=1.0, seed=3)
        described = make_adapter(
            tmp_path, EncoderName.minilm, topics, outside, fake, recipe, lambda _: None
        )
        lessons = Lessons(topics, outsiders, fake, recipe.seed)
        assert described.base_sha256 == packaged[1]
        assert described.questions == lessons.count
        assert described.questions_sha256 == questions_sha256(lessons.questions)
        assert described.outside_sha256 == outside.sha256
        assert described.command.endswith(f"--model minilm {recipe.options}")
        adapter = read_adapter(tmp_path)
        assert adapter.description == described
        plain, ours = ReferenceEncoder(tiny_model), ReferenceEncoder(tiny_model, adapter)
        assert ours.source_hash != plain.source_hash
        assert not np.array_equal(ours.encode(["bikes"]), plain.encode(["bikes"]))
