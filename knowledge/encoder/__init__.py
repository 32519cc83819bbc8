"""Text to vectors: one Protocol, the fast encoder, the reference it is held to, and a fake."""

from knowledge.encoder.fake import FakeEncoder
from knowledge.encoder.onnx import OnnxEncoder
from knowledge.encoder.protocol import Encoder, Vectors
from knowledge.encoder.reference import ReferenceEncoder

__all__ = ["Encoder", "FakeEncoder", "OnnxEncoder", "ReferenceEncoder", "Vectors"]
