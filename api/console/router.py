"""The Hub's pages."""

from fastapi import APIRouter

from api.console import articles, tickets

router = APIRouter(include_in_schema=False)
router.include_router(tickets.router)
router.include_router(articles.router)
