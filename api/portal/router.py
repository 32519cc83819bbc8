"""The officers' pages."""

from fastapi import APIRouter

from api.portal import articles, chat, glossary, requests, sign_in, worksheets

router = APIRouter(include_in_schema=False)
for module in (sign_in, chat, requests, worksheets, articles, glossary):
    router.include_router(module.router)
