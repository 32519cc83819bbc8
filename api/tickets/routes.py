"""Every route of tickets: everybody's, the Hub's queue and its own, the templates of answers."""

from fastapi import APIRouter

from api.tickets import (
    file_router,
    hub_router,
    outcome_router,
    queue_router,
    template_router,
)
from api.tickets import router as everybodys

router = APIRouter()
router.include_router(queue_router.router)
router.include_router(hub_router.router)  # before /v1/tickets/{ref}
router.include_router(everybodys.router)
router.include_router(outcome_router.router)
router.include_router(file_router.router)
router.include_router(template_router.router)
