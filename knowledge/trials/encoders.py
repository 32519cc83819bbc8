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
    contenders = _contenders(folder, tell)
    found = []
    for contender in contenders:
        tell(f"{contender.name}: encoding {len(articles)} articles")
        found.append(shares(contender.whole, articles, asked))
    tell("Timing")
    paces = _paces([contender.single for contender in contenders])
    return [
        Standing(contender.name, contender.megabytes, pace, *quality)
        for contender, pace, quality in zip(contenders, paces, found, strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Contender:
    """An encoder on all cores, for articles, and on one, as a question finds it."""

    name: str
    megabytes: float
    whole: Encoder
    single: Encoder


def _contenders(folder: Path, tell: Progress) -> list[_Contender]:
    adapter = read_adapter()
    wanted = {
        "MiniLM, int8": Source(EncoderName.minilm),
        "mpnet, int8": Source(EncoderName.mpnet),
        "mpnet tuned, int8 (shipped)": Source(EncoderName.mpnet, adapter=adapter),
    }
    contenders = []
    for number, (name, source) in enumerate(wanted.items()):
        out = folder / f"{number}"
        wanted_adapter = "" if source.adapter is None else source.adapter.sha256
        if not (out / "adapter").is_file() or (out / "adapter").read_text() != wanted_adapter:
            export_encoder(out, source, tell)
            (out / "adapter").write_text(wanted_adapter)
        megabytes = (out / MODEL_FILE).stat().st_size / _MEGABYTE
        contenders.append(
            _Contender(name, megabytes, OnnxEncoder(out, threads=2), OnnxEncoder(out))
        )
    weights, _ = packaged_folder(EncoderName.mpnet, folder / "source")
    reference = ReferenceEncoder(weights, adapter)
    megabytes = (weights / WEIGHTS).stat().st_size / _MEGABYTE
    contenders.append(_Contender("mpnet tuned, fp32 (torch)", megabytes, reference, reference))
    return contenders


def shares(
    encoder: Encoder, articles: Sequence[Article], cases: Sequence[Case]
) -> tuple[float, float, float, float]:
    """hit@1 and hit@3 by `nearest` alone, then of the sum, over `cases`, which expect articles."""
    entries = [make_entry(article, encoder) for article in articles]
    base = Base.build(entries, encoder.dim)
    state = make_state(base, {entry.article.slug: entry for entry in entries}, "trial")
    slugs = [entry.article.slug for entry in state.entries]
    nearest, fused = [], []
    for case in cases:
        by_nearest, by_all = _scores(case, state, encoder)
        right = np.isin(slugs, case.expect)
        nearest.append(_place(by_nearest, right))
        fused.append(_place(by_all, right))
    hits = [np.mean([p < n for p in places]) for places in (nearest, fused) for n in (1, 3)]
    return float(hits[0]), float(hits[1]), float(hits[2]), float(hits[3])


def _scores(case: Case, state: State, encoder: Encoder) -> tuple[Floats, Floats]:
    reading = read_question(clean(case.question), state, load_glossary())
    signals = read_signals(state, encoder.encode([reading.text])[0], reading)
    fused: Floats = standard(signals.nearest) + signals.classifier + standard(signals.lexical)
    return signals.nearest, fused


def _place(scores: Floats, right: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """How many articles stand before the first right one."""
    return int(np.argmax(right[np.argsort(-scores, kind="stable")]))


def _paces(encoders: Sequence[Encoder]) -> list[float]:
    """Milliseconds of each for SENTENCE on one thread: the median of calls in turns."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        took: list[list[float]] = [[] for _ in encoders]
        for _ in range(_CALLS):
            for encoder, times in zip(encoders, took, strict=True):
                started = perf_counter()
                encoder.encode([SENTENCE])
                times.append((perf_counter() - started) * 1e3)
    finally:
        torch.set_num_threads(threads)
    return [float(np.median(times)) for times in took]
