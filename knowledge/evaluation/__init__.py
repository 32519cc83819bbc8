"""How good search, or a chat built on it, is on questions whose right articles are known.

The same functions measure both: whoever ran the questions hands over what came back.
"""

from knowledge.evaluation.asking import search_rows
from knowledge.evaluation.cases import (
    CHECK_SET,
    FIT_SET,
    Case,
    Kind,
    Response,
    Row,
    read_cases,
)
from knowledge.evaluation.command import Wanted, evaluate_search
from knowledge.evaluation.diagram import draw_reliability
from knowledge.evaluation.floors import FLOORS, Bound, Floors, fallen_short, read_floors
from knowledge.evaluation.intervals import Interval
from knowledge.evaluation.measuring import Metrics, measure
from knowledge.evaluation.noise import MIN_KEPT, Kept, kept, noisy_cases
from knowledge.evaluation.reliability import Bin, Reliability, reliability_of
from knowledge.evaluation.reporting import LABELS, kept_line, reliability_lines, report, table_lines

__all__ = [
    "CHECK_SET",
    "FIT_SET",
    "FLOORS",
    "LABELS",
    "MIN_KEPT",
    "Bin",
    "Bound",
    "Case",
    "Floors",
    "Interval",
    "Kept",
    "Kind",
    "Metrics",
    "Reliability",
    "Response",
    "Row",
    "Wanted",
    "draw_reliability",
    "evaluate_search",
    "fallen_short",
    "kept",
    "kept_line",
    "measure",
    "noisy_cases",
    "read_cases",
    "read_floors",
    "reliability_lines",
    "reliability_of",
    "report",
    "search_rows",
    "table_lines",
]
