"""Makes the fast encoder from source weights, and proves it equal to them within a tolerance."""

from __future__ import annotations

import json
import logging
import shutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import numpy as np

from knowledge.encoder.adapter import Adapter
from knowledge.encoder.onnx import EXPORT_FILE, MODEL_FILE, TOKENIZER_FILE, Export, OnnxEncoder
from knowledge.encoder.reference import ReferenceEncoder
from knowledge.encoder.source import EncoderName, file_sha256, packaged_folder
from knowledge.errors import EncoderError

# int8 loses up to .02 on the processors measured (MiniLM .987 to .994, mpnet .980 to .99); further
# off is another model, not rounding.
TOLERANCE_COSINE: Final = 0.97
# From so many layers on, the later half of the feed-forward outputs stays in fp32: mpnet's
# activations have outliers there, and with all of it in int8 the least cosine is .86.
_DEEP: Final = 12
# What onnxruntime 1.23, which the Rasa environment has, reads with room to spare.
OPSET: Final = 18
SENTENCES: Final = (
    "off-road bikes",
    "kids on off road bikes keep tearing up the rec, residents are fuming, what actually works??",
    "Does street lighting reduce crime, and how strong is the evidence?",
    "same nominal calling 999 forty times a month, nothing ever comes of it",
    "How do I apply for a closure order?",
    "third burglary on Elm Close in a fortnight",
    "PSP template",
    "what is SARA",
    "She has been followed home twice this week and he keeps sending flowers to her work.",
    "Is property marking worth the money, or does it only move thieves on to the next street?",
    "cuckooing next door to the school, tenant is terrified",
    "Which partners must sit at the table when we plan an ASB case review?",
    "s136 again, four hours in A&E, two officers",
    "how do i know it worked",
    "Courier fraud: an elderly man has been told by 'the police' to withdraw four thousand pounds",
    "fuel card pin for the van",
    "What does not work in crime prevention, and how would I tell my superintendent so?",
    "Hare coursers cut across drilled wheat at first light, then drove off over the county border",
)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """What to export: a packaged encoder, or the one in `folder`; `adapter` is merged into it."""

    name: EncoderName = EncoderName.mpnet
    folder: Path | None = None
    adapter: Adapter | None = None


def export_encoder(out: Path, source: Source, tell: Progress = print) -> Export:
    """Writes the fast encoder of `source` to `out`.

    `out` then holds a model, a tokenizer and export.json that says what they came from and how
    close they are. Raises EncoderError, leaving `out` as it was, if the result is further from
    its source than TOLERANCE_COSINE on any of SENTENCES.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        tell("Reading and checking the source weights")
        folder = source.folder or packaged_folder(source.name, beside / "source")[0]
        reference = ReferenceEncoder(folder, source.adapter)
        _write_model(reference, beside, tell)
        # without padding and truncation: whoever encodes cuts the text himself
        reference.tokenizer.save(str(beside / TOKENIZER_FILE))
        export = _describe(reference, beside)
        _write_description(beside, export)
        tell(f"Comparing with the source on {len(SENTENCES)} sentences")
        export = _measured(export, reference, OnnxEncoder(beside))
        _write_description(beside, export)
        _replace(out, beside)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return export


def _write_model(reference: ReferenceEncoder, folder: Path, tell: Progress) -> None:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    full = folder / "model.fp32.onnx"
    # two tensors: given one twice, the exporter makes the two inputs one
    token_ids, mask = (torch.ones((2, 16), dtype=torch.long) for _ in range(2))
    axes = {0: torch.export.Dim("batch", max=4096), 1: torch.export.Dim("tokens", min=2, max=512)}
    tell("Exporting to ONNX")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecations
        torch.onnx.export(
            _unit_vector_module(reference.model),
            (token_ids, mask),
            str(full),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_vector"],
            dynamic_shapes=(axes, axes),
            dynamo=True,
            opset_version=OPSET,
            external_data=False,
            verbose=False,
        )
    tell("Quantising to int8")
    logging.disable(logging.WARNING)  # it advises a pre-processing that changes nothing here
    try:
        quantize_dynamic(
            str(full),
            str(folder / MODEL_FILE),
            per_channel=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=_kept_in_full(full),
        )
    finally:
        logging.disable(logging.NOTSET)
    full.unlink()


def _kept_in_full(model_file: Path) -> list[str]:
    """Names of the matrix products that are not quantised."""
    import onnx

    graph = onnx.load(str(model_file)).graph
    shapes = {weights.name: tuple(weights.dims) for weights in graph.initializer}
    narrowing = [
        node.name
        for node in graph.node
        if node.op_type == "MatMul"
        and (shape := shapes.get(node.input[1])) is not None
        and shape[0] > shape[1]
    ]
    return narrowing[len(narrowing) // 2 :] if len(narrowing) >= _DEEP else []


def _unit_vector_module(model: Any) -> Any:
    """The whole of `model` from token ids to a unit vector, as one module."""
    import torch

    class UnitVector(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            vector = self.model(features)["sentence_embedding"]
            return torch.nn.functional.normalize(vector, p=2.0, dim=1)

    return UnitVector().eval()


def _describe(reference: ReferenceEncoder, folder: Path) -> Export:
    names = ("torch", "onnx", "onnxruntime", "sentence-transformers", "tokenizers")
    return Export(
        source_sha256=reference.source_hash,
        model_sha256=file_sha256(folder / MODEL_FILE),
        tokenizer_sha256=file_sha256(folder / TOKENIZER_FILE),
        dim=reference.dim,
        start_token_id=reference.model.tokenizer.cls_token_id,
        end_token_id=reference.model.tokenizer.sep_token_id,
        tolerance_cosine=TOLERANCE_COSINE,
        parity_min_cosine=0.0,
        parity_mean_cosine=0.0,
        parity_sentences=len(SENTENCES),
        versions={name: version(name) for name in names},
    )


def _measured(export: Export, reference: ReferenceEncoder, fast: OnnxEncoder) -> Export:
    cosines = np.sum(reference.encode(SENTENCES) * fast.encode(SENTENCES), axis=1)
    if cosines.min() < TOLERANCE_COSINE:
        raise EncoderError(
            f"the quantised model is too far from its source: cosine {cosines.min():.4f} on "
            f"{SENTENCES[int(cosines.argmin())]!r}",
            accepted=f"at least {TOLERANCE_COSINE}",
        )
    measured = {
        "parity_min_cosine": round(float(cosines.min()), 4),
        "parity_mean_cosine": round(float(cosines.mean()), 4),
    }
    return export.model_copy(update=measured)


def _write_description(folder: Path, export: Export) -> None:
    text = json.dumps(export.model_dump(), indent=2) + "\n"
    (folder / EXPORT_FILE).write_text(text, encoding="utf-8")


def _replace(out: Path, beside: Path) -> None:
    """`out` becomes `beside`, in the order that lets a reader see a missing export at worst."""
    out.mkdir(exist_ok=True)
    (out / EXPORT_FILE).unlink(missing_ok=True)
    for name in (MODEL_FILE, TOKENIZER_FILE, EXPORT_FILE):
        (beside / name).replace(out / name)
