"""The officers' pages."""

from fastapi import APIRouter

from api.portal import (
    account,
    articles,
    chat,
    deletion,
    force_sign_in,
    glossary,
    notices,
    privacy,
    recalls,
    requests,
    sign_in,
    submissions,
    worksheets,
)

router = APIRouter(include_in_schema=False)
for module in (
    account, sign_in, force_sign_in, chat, deletion, requests, worksheets, submissions, articles,
    glossary, privacy, notices, recalls,
):  # fmt: skip
    router.include_router(module.router)
router.include_router(requests.uploads)
