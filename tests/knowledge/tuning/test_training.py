"""Tuning: the loss goes down, what is frozen stays, and the same seed learns the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import torch
from sentence_transformers import SentenceTransformer

from knowledge import Article
from knowledge.encoder import FakeEncoder
from knowledge.tuning import training
from knowledge.tuning.lessons import QUESTIONS, TOPICS, Lessons
from knowledge.tuning.low_rank import factors
from knowledge.tuning.training import Recipe, tune

RECIPE = Recipe(rank=4, epochs=8.0, seed=1)


def tuned(
    folder: Path, lessons: Lessons, recipe: Recipe = RECIPE
) -> tuple[Any, Any, int, list[str]]:
    """The model, its layers, the steps and what was told."""
    told: list[str] = []
    whole = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    layers, steps = tune(whole[0].auto_model, whole.tokenizer, lessons, recipe, told.append)
    return whole, layers, steps, told


def as_published(whole: Any) -> dict[str, torch.Tensor]:
    """The weights of a model by name."""
    return dict(whole[0].auto_model.named_parameters())


def loss_on(whole: Any, lessons: Lessons) -> float:
    """The loss on ten batches, without learning."""
    model, tokenizer = whole[0].auto_model.eval(), whole.tokenizer
    with torch.inference_mode():
        losses = [
            training._loss(batch, lambda texts: training._encode(model, tokenizer, texts)).item()
            for batch in lessons.batches(10)
        ]
    return sum(losses) / len(losses)


class TestTune:
    """On the small model."""

    @pytest.fixture
    def lessons(
        self, topics: tuple[Article, ...], outsiders: tuple[str, ...], fake: FakeEncoder
    ) -> Lessons:
        """On twenty topics."""
        return Lessons(topics, outsiders, fake, RECIPE.seed)

    def test_lowers_the_loss(
        self,
        tiny_model: Path,
        topics: tuple[Article, ...],
        outsiders: tuple[str, ...],
        fake: FakeEncoder,
        lessons: Lessons,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """By a tenth on batches drawn anew; the published weights are as they were."""
        monkeypatch.setattr(training, "_WARM_UP", 1)
        monkeypatch.setattr(training, "LEARNING_RATE", 0.01)
        before = SentenceTransformer(str(tiny_model), device="cpu", local_files_only=True)
        after, layers, _, _ = tuned(tiny_model, lessons)
        first, second = (
            loss_on(model, Lessons(topics, outsiders, fake, seed=7)) for model in (before, after)
        )
        assert second < 0.9 * first
        published = as_published(before)
        for name, layer in layers.items():
            assert torch.equal(layer.frozen.weight, published[f"{name}.weight"])
            assert layer.b.abs().max() > 0

    def test_the_same_seed_learns_the_same(
        self, tiny_model: Path, topics: tuple[Article, ...], outsiders: tuple[str, ...],
        fake: FakeEncoder
    ) -> None:  # fmt: skip
        """On one processor; another seed otherwise."""
        short = [Recipe(rank=2, epochs=0.5, seed=seed) for seed in (1, 1, 2)]
        first, second, other = (
            factors(tuned(tiny_model, Lessons(topics, outsiders, fake, r.seed), r)[1])
            for r in short
        )
        assert all((a == b).all() for name in first for a, b in
                   zip(first[name], second[name], strict=True))  # fmt: skip
        assert any((first[name][0] != other[name][0]).any() for name in first)

    def test_an_epoch_is_every_question_once(self, tiny_model: Path, lessons: Lessons) -> None:
        """And it says how far it is."""
        *_, steps, told = tuned(tiny_model, lessons, Recipe(rank=1, epochs=2.0, seed=1))
        assert steps == round(2 * lessons.count / (TOPICS * QUESTIONS))
        assert told
        assert re.match(rf"Step 0 of {steps}, loss \d+\.\d+", told[0])


class TestRecipe:
    """What may be varied."""

    def test_as_written_on_the_command_line(self) -> None:
        """What the adapter's description holds can be typed again."""
        assert Recipe(8, 0.5, 3).options == "--rank 8 --epochs 0.5 --seed 3"
