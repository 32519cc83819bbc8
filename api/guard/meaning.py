"""The encoder that tells the guard what a message is about.

How something is said tells an emergency from a question; what it is about tells a hedge round a
playground from both. The encoder is the dialogue's, which no adapter changes.
"""

import structlog

from api.settings import get_settings
from knowledge.encoder import Encoder, OnnxEncoder
from knowledge.errors import EncoderError

log = structlog.get_logger(__name__)


def load_encoder(source_hash: str) -> Encoder | None:
    """Return the encoder that the weights were fitted with; None, and an event, if it is missing.

    Another one is as good as none: its vectors mean something else.
    """
    try:
        found = OnnxEncoder(get_settings().small_encoder_dir)
    except EncoderError as error:
        log.error("guard_without_encoder", problem=str(error))
        return None
    if found.source_hash != source_hash:
        log.error("guard_without_encoder", problem="fitted with another: run make fit-guard")
        return None
    return found
