"""What the routes of articles share."""

from typing import Annotated

from fastapi import Path, Response

from api.articles.schemas import ArticleShown

SlugPath = Annotated[str, Path(max_length=100)]


def tagged(article: ArticleShown, response: Response) -> ArticleShown:
    """Return the article, its ETag in the response's headers."""
    response.headers["ETag"] = article.etag
    return article
