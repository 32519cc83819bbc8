"""The officers' pages."""

from fastapi import APIRouter

from api.portal import articles, chat, glossary, requests, sign_in

router = APIRouter(include_in_schema=False)
for module in (sign_in, chat, requests, articles, glossary):
    router.include_router(module.router)
