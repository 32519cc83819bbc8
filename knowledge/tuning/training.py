"""Tunes the encoder: questions of one topic come together, away from its neighbours."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
import torch.nn.functional as F  # noqa: N812 (torch's own name for it)

from knowledge.tuning.lessons import QUESTIONS, TOPICS, Batch, Lessons
from knowledge.tuning.low_rank import LowRank, attach

TEMPERATURE: Final = 0.05
LEARNING_RATE: Final = 3e-4
WEIGHT_DECAY: Final = 0.01
PASSAGE_WEIGHT: Final = 0.5
MAX_TOKENS: Final = 64  # enough for 99 in 100 questions; passages are cut
_WARM_UP: Final = 60  # steps
_CHUNKS: Final = 4  # a batch is encoded in so many parts of like length: less padding
_TELL_EVERY: Final = 20

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What may be varied. One epoch is every question once."""

    rank: int = 16
    epochs: float = 3.0
    seed: int = 20261123

    @property
    def options(self) -> str:
        """As written on the command line."""
        return f"--rank {self.rank} --epochs {self.epochs:g} --seed {self.seed}"


def tune(
    model: Any, tokenizer: Any, lessons: Lessons, recipe: Recipe, tell: Progress
) -> tuple[Mapping[str, LowRank], int]:
    """The learned layers by name, and the number of steps. `model` is changed.

    Repeatable on one kind of processor: bfloat16 sums differ between kinds.
    """
    torch.manual_seed(recipe.seed)
    layers = attach(model, recipe.rank)
    steps = max(1, round(recipe.epochs * lessons.count / (TOPICS * QUESTIONS)))
    parameters = [p for layer in layers.values() for p in (layer.a, layer.b)]
    optimiser = torch.optim.AdamW(parameters, lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    model.train()
    started, mean = time.monotonic(), 0.0
    for step, batch in enumerate(lessons.batches(steps)):
        for group in optimiser.param_groups:
            group["lr"] = LEARNING_RATE * _pace(step, steps)
        loss = _loss(batch, lambda texts: _encode(model, tokenizer, texts))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        mean = loss.item() if not step else 0.95 * mean + 0.05 * loss.item()
        if step % _TELL_EVERY == 0:
            left = (time.monotonic() - started) / (step + 1) * (steps - step - 1) / 60
            tell(f"Step {step} of {steps}, loss {mean:.3f}, about {left:.0f} min left")
    model.eval()
    return layers, steps


def _pace(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / _WARM_UP) * max(0.02, 1.0 - step / steps)


def _loss(batch: Batch, encode: Callable[[Sequence[str]], torch.Tensor]) -> torch.Tensor:
    """Each question is to be likest the other of its topic, among questions, then passages."""
    vectors = encode((*batch.questions, *batch.outsiders, *batch.passages))
    asked, rest = len(batch.questions), len(batch.questions) + len(batch.outsiders)
    questions, passages = vectors[:asked], vectors[rest:]
    topics, passage_topics = torch.tensor(batch.topics), torch.tensor(batch.passage_topics)
    itself = torch.eye(asked, rest, dtype=torch.bool)
    alike = (questions @ vectors[:rest].T / TEMPERATURE).masked_fill(itself, -1e9)
    same = torch.zeros(asked, rest, dtype=torch.bool)
    same[:, :asked] = topics[:, None] == topics[None]
    among_questions = -F.log_softmax(alike, dim=1)[same & ~itself].mean()
    fits = questions @ passages.T / TEMPERATURE
    right = topics[:, None] == passage_topics[None]
    among_passages = -F.log_softmax(fits, dim=1)[right].mean()
    return among_questions + PASSAGE_WEIGHT * among_passages


def _encode(model: Any, tokenizer: Any, texts: Sequence[str]) -> torch.Tensor:
    """`(len(texts), dim)`, L2-normalised, the mean over tokens as the encoder takes it."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    size = -(-len(order) // _CHUNKS)
    vectors: list[torch.Tensor] = [torch.empty(0)] * len(texts)
    for start in range(0, len(order), size):
        part = order[start : start + size]
        encoded = _run(model, tokenizer, [texts[number] for number in part])
        for number, vector in zip(part, encoded, strict=True):
            vectors[number] = vector
    return torch.stack(vectors)


def _run(model: Any, tokenizer: Any, texts: list[str]) -> torch.Tensor:
    inputs = tokenizer(
        texts, return_tensors="pt", padding=True, truncation=True, max_length=MAX_TOKENS
    )
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model(**inputs).last_hidden_state.float()
    kept = inputs["attention_mask"].unsqueeze(-1).float()
    return F.normalize((hidden * kept).sum(dim=1) / kept.sum(dim=1), dim=1)
