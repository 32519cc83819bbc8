"""The whole tuning: from articles and outside questions to the adapter that is committed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from sentence_transformers import SentenceTransformer

from knowledge.encoder.adapter import Description, write_adapter
from knowledge.encoder.protocol import Encoder
from knowledge.encoder.source import EncoderName, packaged_folder
from knowledge.fitting.making import OutsideQuestions
from knowledge.models import Article
from knowledge.tuning.lessons import Lessons, questions_sha256
from knowledge.tuning.low_rank import SCALE, factors
from knowledge.tuning.training import Progress, Recipe, tune


def make_adapter(
    out: Path,
    base: EncoderName,
    articles: Sequence[Article],
    outside: OutsideQuestions,
    plain: Encoder,
    recipe: Recipe,
    tell: Progress = print,
) -> Description:
    """`out` holds an adapter of `base` for `articles`; `plain` says which topics are neighbours."""
    torch.set_num_threads(os.cpu_count() or 1)
    tell("Finding neighbouring topics")
    lessons = Lessons(articles, [q.question for q in outside.questions], plain, recipe.seed)
    with TemporaryDirectory() as scratch:
        folder, sha256 = packaged_folder(base, Path(scratch))
        whole = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        layers, steps = tune(whole[0].auto_model, whole.tokenizer, lessons, recipe, tell)
    about = {
        "base": str(base),
        "base_sha256": sha256,
        "scale": SCALE,
        "rank": recipe.rank,
        "seed": recipe.seed,
        "steps": steps,
        "questions": lessons.count,
        "questions_sha256": questions_sha256(lessons.questions),
        "outside_sha256": outside.sha256,
        "command": f"python -m knowledge tune-encoder --model {base} {recipe.options}",
        "versions": {name: version(name) for name in ("torch", "transformers")},
    }
    return write_adapter(out, factors(layers), about)
