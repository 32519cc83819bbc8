"""The officers' pages."""

from fastapi import APIRouter

from api.portal import (
    articles,
    chat,
    deletion,
    glossary,
    privacy,
    requests,
    sign_in,
    worksheets,
)

router = APIRouter(include_in_schema=False)
for module in (sign_in, chat, deletion, requests, worksheets, articles, glossary, privacy):
    router.include_router(module.router)
