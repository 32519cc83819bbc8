"""The one family of errors this package raises on purpose."""

from __future__ import annotations


class KnowledgeError(Exception):
    """Something handed to this package is not acceptable.

    The message stands alone: it names the file and the field where there are such, says what is
    wrong and what is accepted. The parts are attributes, for a caller that renders its own words.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        field: str | None = None,
        accepted: str | None = None,
    ) -> None:
        self.problem = problem
        self.file = file
        self.field = field
        self.accepted = accepted
        place = ": ".join(part for part in (file, field) if part)
        message = f"{place}: {problem}" if place else problem
        super().__init__(f"{message} (accepted: {accepted})" if accepted else message)

    def in_file(self, file: str) -> KnowledgeError:
        """The same error, naming the file it was found in."""
        return type(self)(self.problem, file=file, field=self.field, accepted=self.accepted)


class ArticleError(KnowledgeError):
    """An article, or its sample questions, cannot be read."""


class EncoderError(KnowledgeError):
    """Encoder weights or files are missing, altered, or not equal to their reference."""


class IndexFolderError(KnowledgeError):
    """An index folder is missing, incomplete, altered, or made for another encoder or fit."""


class FitError(KnowledgeError):
    """A fit file is missing, altered, or was fitted for another encoder."""
