"""Messages that lean on what was said before them: whether they do, on what, and what to show.

Pure: nothing is looked up here. What other packages may import stands in `__all__`.
"""

from knowledge.follow_ups.coverage import (
    SUMMARY,
    Coverage,
    aspect_of,
    aspects,
    coverage,
    headings_on,
    passages,
)
from knowledge.follow_ups.leaning import (
    Found,
    Leaning,
    Message,
    leaning,
    new_words,
    read_message,
    serves_more,
    stays,
)
from knowledge.follow_ups.references import (
    LAST,
    Choice,
    Correction,
    Return,
    best_match,
    choice_by_words,
    corrected,
    read_about_shown,
    read_choice,
    read_correction,
    read_return,
    return_to,
)

__all__ = [
    "LAST",
    "SUMMARY",
    "Choice",
    "Correction",
    "Coverage",
    "Found",
    "Leaning",
    "Message",
    "Return",
    "aspect_of",
    "aspects",
    "best_match",
    "choice_by_words",
    "corrected",
    "coverage",
    "headings_on",
    "leaning",
    "new_words",
    "passages",
    "read_about_shown",
    "read_choice",
    "read_correction",
    "read_message",
    "read_return",
    "return_to",
    "serves_more",
    "stays",
]
