"""The knowledge base: articles, search over them, and the decision to answer or not.

A plain library: it imports nothing of ours, no web framework and no ORM, and reads no
environment variable. What other packages may import stands in `__all__`.
"""

from knowledge.documents import content_hash, format_article, load_articles, parse_article
from knowledge.encoder import Encoder, OnnxEncoder, Vectors
from knowledge.errors import KnowledgeError
from knowledge.fit_file import DEFAULT_FIT, Fit, load_fit
from knowledge.golden import Golden, GoldenKind, load_golden
from knowledge.models import (
    Article,
    Evidence,
    EvidenceGrade,
    Hit,
    Outcome,
    SearchResult,
    Section,
    Source,
)
from knowledge.nearness import Contradiction, Nearby, NearPassage
from knowledge.rehearsal import Rehearsal
from knowledge.searcher import Searcher
from knowledge.text import terms

__all__ = [
    "DEFAULT_FIT",
    "Article",
    "Contradiction",
    "Encoder",
    "Evidence",
    "EvidenceGrade",
    "Fit",
    "Golden",
    "GoldenKind",
    "Hit",
    "KnowledgeError",
    "NearPassage",
    "Nearby",
    "OnnxEncoder",
    "Outcome",
    "Rehearsal",
    "SearchResult",
    "Searcher",
    "Section",
    "Source",
    "Vectors",
    "content_hash",
    "format_article",
    "load_articles",
    "load_fit",
    "load_golden",
    "parse_article",
    "terms",
]
