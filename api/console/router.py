"""The Hub's pages."""

from fastapi import APIRouter

from api.console import (
    answer_templates,
    articles,
    audit,
    deliveries,
    gaps,
    gate,
    golden,
    hub_only,
    importing,
    insight,
    people,
    queue,
    recalls,
    retention,
    running,
    sorting,
    staffing,
    ticket_files,
    ticket_papers,
    tickets,
    webhooks,
)

router = APIRouter(include_in_schema=False)
router.include_router(queue.router)
router.include_router(tickets.router)
router.include_router(sorting.router)
router.include_router(staffing.router)
router.include_router(ticket_papers.router)
router.include_router(ticket_files.router)
router.include_router(answer_templates.router)
router.include_router(importing.router)  # before /articles/{slug}
router.include_router(gate.router)
router.include_router(recalls.router)
router.include_router(golden.router)
router.include_router(articles.router)
router.include_router(retention.router)
router.include_router(running.router)
router.include_router(deliveries.router)
router.include_router(audit.router)
router.include_router(hub_only.router)
router.include_router(webhooks.router)
router.include_router(gaps.router)
router.include_router(insight.router)
router.include_router(people.router)
