"""Security headers on every response."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response

CSP = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STATIC = ("/assets/", "/static/")


def install(app: FastAPI) -> None:
    """Add the headers, and keep personal pages out of caches.

    Signing out is a form that leads on to the force's sign-in service, if there is one.
    """
    origin = app.state.settings.sign_in_origin
    headers = {"Content-Security-Policy": f"{CSP} {origin}" if origin else CSP, **HEADERS}

    @app.middleware("http")
    async def guard(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        response = await call_next(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith(STATIC):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
