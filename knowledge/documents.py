"""Articles as files: Markdown with front matter, and sample questions beside it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from knowledge.errors import ArticleError
from knowledge.models import (
    OBJECTIVES,
    PROBLEM_TYPES,
    STAGES,
    Article,
    Evidence,
    EvidenceGrade,
    Section,
    Source,
)

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^## [ \t]*([^ \t\n].*)$", re.MULTILINE)
MAX_QUOTED_CHARS: Final = 80

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\n]*$")]
AS_OF: Final = r"^\d{4}(-\d{2}(-\d{2})?)?$"
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _EvidenceMatter(_Strict):
    grade: EvidenceGrade
    reason: Line


class _SourceMatter(_Strict):
    publisher: Line
    title: Line
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    as_of: Annotated[str, StringConstraints(pattern=AS_OF)] | None = None
    checked: bool = False


class _FrontMatter(_Strict):
    slug: Slug
    title: Line
    group: Slug
    evidence: _EvidenceMatter
    stages: Annotated[list[Literal[*STAGES]], Field(min_length=1)]  # type: ignore[valid-type]
    problem_type: Literal[*PROBLEM_TYPES]  # type: ignore[valid-type]
    objectives: list[Literal[*OBJECTIVES]] = []  # type: ignore[valid-type]
    owner: Line
    review_date: date
    sources: list[_SourceMatter] = []
    related: list[Slug] = []


class _QuestionsFile(_Strict):
    questions: list[Line]


def parse_article(text: str, questions: Sequence[str]) -> Article:
    """The article that `text` (front matter, summary, `##` sections) and its questions make.

    Raises ArticleError naming the field and what is accepted. Only the shape is judged here;
    the house rules for a good article are `knowledge.rules.check_article`.
    """
    matter, body = _split_front_matter(text)
    summary, sections = _split_sections(body)
    return Article(
        slug=matter.slug,
        title=matter.title,
        group=matter.group,
        summary=summary,
        sections=sections,
        evidence=Evidence(matter.evidence.grade, matter.evidence.reason),
        stages=tuple(matter.stages),
        problem_type=matter.problem_type,
        objectives=tuple(matter.objectives),
        owner=matter.owner,
        review_date=matter.review_date,
        sources=tuple(Source(**source.model_dump()) for source in matter.sources),
        related=tuple(matter.related),
        sample_questions=tuple(q.strip() for q in questions if q.strip()),
    )


def format_article(article: Article) -> str:
    """The file text of `article`, without its sample questions.

    `parse_article(format_article(a), a.sample_questions) == a` for every article that
    `parse_article` made.
    """
    matter: dict[str, Any] = {
        "slug": article.slug,
        "title": article.title,
        "group": article.group,
        "evidence": {
            "grade": str(article.evidence.grade),
            "reason": article.evidence.reason,
        },
        "stages": [str(stage) for stage in article.stages],
        "problem_type": str(article.problem_type),
        "objectives": [str(objective) for objective in article.objectives],
        "owner": article.owner,
        "review_date": article.review_date,
        "sources": [_source_matter(source) for source in article.sources],
        "related": list(article.related),
    }
    head = yaml.safe_dump(matter, sort_keys=False, allow_unicode=True, width=100)
    parts = [article.summary.strip()]
    parts += [f"## {s.heading}\n{s.body_markdown}".rstrip() for s in article.sections]
    return f"---\n{head}---\n" + "\n\n".join(parts) + "\n"


def format_questions(article: Article) -> str:
    """The text of the `<slug>.questions.yml` beside the article."""
    questions = {"questions": list(article.sample_questions)}
    return yaml.safe_dump(questions, allow_unicode=True, width=1000)


def content_hash(article: Article) -> str:
    """A sha256 in hex over everything the article says, its sample questions included."""
    text = format_article(article) + "\0" + "\0".join(article.sample_questions)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def load_articles(folder: Path) -> tuple[Article, ...]:
    """Every article under `folder` (`<group>/<slug>.md`), by slug.

    Raises ArticleError if a file cannot be read, a slug or group differs from the file's place,
    or a slug is used twice.
    """
    if not folder.is_dir():
        raise ArticleError("no such folder", file=str(folder), accepted="a folder of articles")
    articles = [load_article(file) for file in sorted(folder.rglob("*.md"))]
    return tuple(sorted(_distinct(articles), key=lambda article: article.slug))


def load_article(file: Path) -> Article:
    """The article of one Markdown file and of the questions file beside it, if there is one."""
    try:
        article = parse_article(file.read_text(encoding="utf-8"), _load_questions(file))
    except (UnicodeDecodeError, OSError) as error:
        raise ArticleError(str(error), file=str(file), accepted="readable UTF-8") from error
    except ArticleError as error:
        raise error if error.file else error.in_file(str(file)) from error
    _require_place(article, file)
    return article


def _load_questions(article_file: Path) -> list[str]:
    file = article_file.with_name(f"{article_file.stem}.questions.yml")
    if not file.exists():
        return []
    try:
        loaded = _loaded(file.read_text(encoding="utf-8"), "questions")
        return [str(question) for question in _QuestionsFile.model_validate(loaded).questions]
    except ArticleError as error:
        raise error.in_file(str(file)) from error
    except ValidationError as error:
        raise _first_problem(error).in_file(str(file)) from error


def _require_place(article: Article, file: Path) -> None:
    for name, said, place in (
        ("slug", article.slug, file.stem),
        ("group", article.group, file.parent.name),
    ):
        if said != place:
            raise ArticleError(f"is {said!r}", file=str(file), field=name, accepted=repr(place))


def _distinct(articles: Iterable[Article]) -> list[Article]:
    by_slug: dict[str, Article] = {}
    for article in articles:
        if article.slug in by_slug:
            groups = f"{by_slug[article.slug].group} and {article.group}"
            raise ArticleError(f"{article.slug!r} is used twice, in {groups}", field="slug")
        by_slug[article.slug] = article
    return list(by_slug.values())


def _split_front_matter(text: str) -> tuple[_FrontMatter, str]:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    match = _FRONT_MATTER.match(text)
    if match is None:
        accepted = "a first line ---, YAML, a line ---, then Markdown"
        raise ArticleError("there is no front matter", field="front matter", accepted=accepted)
    loaded = _loaded(f"\n{match[1]}", "front matter")  # lines are counted as in the file
    try:
        return _FrontMatter.model_validate(loaded), match[2]
    except ValidationError as error:
        raise _first_problem(error) from error


class _NoAliases(yaml.SafeLoader):
    """YAML of which every value is written out: an alias of aliases grows without bound."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            raise ArticleError(f"line {line}: an alias (*name)", accepted="the value itself")
        return super().compose_node(parent, index)


def _loaded(text: str, field: str) -> object:
    """What the YAML says, or ArticleError."""
    try:
        return yaml.load(text, _NoAliases)  # a SafeLoader
    except ArticleError as error:
        raise ArticleError(error.problem, field=field, accepted=error.accepted) from error
    except RecursionError as error:
        raise ArticleError("is nested too deeply", field=field, accepted="YAML") from error
    # All but the first are what PyYAML lets out of a value that is not what its tag says.
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        problem = f"not YAML: {' '.join(str(error).split())[:300]}"
        raise ArticleError(problem, field=field, accepted="YAML") from error


def _split_sections(body: str) -> tuple[str, tuple[Section, ...]]:
    pieces = _HEADING.split(body)
    summary = pieces[0].strip()
    if not summary:
        accepted = "two or three sentences before the first ## heading"
        raise ArticleError("is empty", field="summary", accepted=accepted)
    headings, bodies = [heading.rstrip(" \t") for heading in pieces[1::2]], pieces[2::2]
    for heading, times in Counter(headings).items():
        if times > 1:
            raise ArticleError(f"{heading!r} stands twice", field="sections", accepted="once each")
    pairs = zip(headings, bodies, strict=True)
    return summary, tuple(Section(heading, body.strip()) for heading, body in pairs)


def _source_matter(source: Source) -> dict[str, str | bool]:
    matter: dict[str, str | bool] = {"publisher": source.publisher, "title": source.title}
    for name, value in (("url", source.url), ("as_of", source.as_of)):
        if value:
            matter[name] = value
    return matter | {"checked": source.checked}


def _first_problem(error: ValidationError) -> ArticleError:
    """The first thing pydantic found, in our words; how many more there are is said."""
    first, *others = error.errors()
    field = ".".join(str(part) for part in first["loc"]) or "front matter"
    more = f"; {len(others)} more problem(s)" if others else ""
    given = "" if first["type"] == "missing" else _quoted(first.get("input"))
    return ArticleError(f"{first['msg']}{given}{more}", field=field, accepted=_accepted(field))


def _quoted(given: object) -> str:
    """What was given, for a message; only what is short to write out."""
    short = isinstance(given, str | date) or (isinstance(given, int) and abs(given) < 10**18)
    said = given[:MAX_QUOTED_CHARS] if isinstance(given, str) else str(given) if short else ""
    return f", not {said!r}" if short else ""


def _accepted(field: str) -> str | None:
    name = field.split(".")[0]
    known: dict[str, str] = {
        "stages": ", ".join(STAGES),
        "problem_type": ", ".join(PROBLEM_TYPES),
        "objectives": ", ".join(OBJECTIVES),
        "evidence": "grade (" + ", ".join(EvidenceGrade) + ") and reason (one line)",
        "review_date": "a date, YYYY-MM-DD",
        "slug": "lower-case words joined by hyphens",
        "group": "lower-case words joined by hyphens",
        "related": "a list of slugs",
        "sources": "a list of publisher, title, checked (true or false) and, where there are any, "
        "url (http or https) and as_of (a quoted year, YYYY-MM or YYYY-MM-DD)",
        "questions": "a list of lines of text",
    }
    if name in known:
        return known[name]
    fields = list(_FrontMatter.model_fields)
    return "one line of text" if name in fields else "the fields " + ", ".join(fields)
