"""Which encoder: what each finds by itself and beside BM25, against its milliseconds and megabytes.

Ranked by nothing that was fitted, so that each stands on its own: mean of the three nearest sample
questions, logistic regression over them, and BM25, each in deviations from its mean, summed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np

from knowledge.encoder.adapter import read_adapter
from knowledge.encoder.export import Source, export_encoder
from knowledge.encoder.onnx import MODEL_FILE, OnnxEncoder
from knowledge.encoder.protocol import Encoder
from knowledge.encoder.reference import ReferenceEncoder
from knowledge.encoder.source import WEIGHTS, EncoderName, packaged_folder
from knowledge.evaluation.cases import Case, Kind
from knowledge.glossary import load_glossary
from knowledge.index.entry import make_entry
from knowledge.index.segments import Base
from knowledge.index.state import State, make_state
from knowledge.models import Article
from knowledge.reading import read_question
from knowledge.signals import Floats, read_signals, standard
from knowledge.text import clean

SENTENCE: Final = "kids on off road bikes keep tearing up the park and residents are fuming"  # 16
_CALLS: Final = 60
_MEGABYTE: Final = 1e6

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """One encoder: share right first and among three, by `nearest` alone and beside the others."""

    name: str
    megabytes: float
    milliseconds: float  # one question of 16 tokens on one thread, the median
    nearest_at_1: float
    nearest_at_3: float
    fused_at_1: float
    fused_at_3: float


def compare_encoders(
    articles: Sequence[Article], cases: Sequence[Case], folder: Path, tell: Progress
) -> list[Standing]:
    """A row an encoder. What is exported is kept in `folder`."""
    asked = [case for case in cases if case.kind is Kind.answerable]
    adapter = read_adapter()
    wanted = {
        "MiniLM, int8": Source(EncoderName.minilm),
        "mpnet, int8": Source(EncoderName.mpnet),
        "mpnet tuned, int8 (shipped)": Source(EncoderName.mpnet, adapter=adapter),
    }
    standings = []
    for number, (name, source) in enumerate(wanted.items()):
        out = folder / f"{number}"
        if not (out / MODEL_FILE).is_file():
            export_encoder(out, source, tell)
        tell(f"{name}: encoding {len(articles)} articles")
        megabytes = (out / MODEL_FILE).stat().st_size / _MEGABYTE
        fast = OnnxEncoder(out)
        standings.append(
            stand(name, megabytes, OnnxEncoder(out, threads=2), _pace(fast), articles, asked)
        )
    whole, _ = packaged_folder(EncoderName.mpnet, folder / "source")
    reference = ReferenceEncoder(whole, adapter)
    tell("mpnet tuned, fp32: encoding")
    megabytes = (whole / WEIGHTS).stat().st_size / _MEGABYTE
    name = "mpnet tuned, fp32 (torch)"
    standings.append(stand(name, megabytes, reference, _pace_torch(reference), articles, asked))
    return standings


def stand(
    name: str,
    megabytes: float,
    encoder: Encoder,
    milliseconds: float,
    articles: Sequence[Article],
    cases: Sequence[Case],
) -> Standing:
    """The row of `encoder`, over `cases`, which expect articles."""
    entries = [make_entry(article, encoder) for article in articles]
    base = Base.build(entries, encoder.dim)
    state = make_state(base, {entry.article.slug: entry for entry in entries}, name)
    nearest, fused = [], []
    for case in cases:
        by_nearest, by_all = _scores(case, state, encoder)
        slugs = [entry.article.slug for entry in state.entries]
        right = np.isin(slugs, case.expect)
        nearest.append(_place(by_nearest, right))
        fused.append(_place(by_all, right))
    shares = [
        float(np.mean([p < n for p in places])) for places in (nearest, fused) for n in (1, 3)
    ]
    return Standing(name, megabytes, milliseconds, *shares)


def _scores(case: Case, state: State, encoder: Encoder) -> tuple[Floats, Floats]:
    reading = read_question(clean(case.question), state, load_glossary())
    signals = read_signals(state, encoder.encode([reading.text])[0], reading)
    fused: Floats = standard(signals.nearest) + signals.classifier + standard(signals.lexical)
    return signals.nearest, fused


def _place(scores: Floats, right: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """How many articles stand before the first right one."""
    return int(np.argmax(right[np.argsort(-scores, kind="stable")]))


def _pace(encoder: Encoder) -> float:
    encoder.encode([SENTENCE])
    took = []
    for _ in range(_CALLS):
        started = perf_counter()
        encoder.encode([SENTENCE])
        took.append((perf_counter() - started) * 1e3)
    return float(np.median(took))


def _pace_torch(encoder: Encoder) -> float:
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return _pace(encoder)
    finally:
        torch.set_num_threads(threads)
