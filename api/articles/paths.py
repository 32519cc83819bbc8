"""What the routes of articles share."""

from typing import Annotated

from fastapi import Path, Response
from starlette.convertors import StringConvertor, register_url_convertor

from api.articles.schemas import ArticleShown

SlugPath = Annotated[str, Path(max_length=100)]


class SlugConvertor(StringConvertor):
    """Matches a slug, and not one with an ending such as `.md`, which is another route's."""

    regex = "[^/.]+"


register_url_convertor("slug", SlugConvertor())


def tagged(article: ArticleShown, response: Response) -> ArticleShown:
    """Return the article, its ETag in the response's headers."""
    response.headers["ETag"] = article.etag
    return article
