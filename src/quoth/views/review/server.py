"""The review page served on loopback. A token in the address lets in who started it, and no other origin may write."""

from __future__ import annotations

import hmac
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from quoth.errors import InputError
from quoth.views.review.desk import Desk
from quoth.views.review.journal import Conflict, Decision

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_LARGEST = 1_000_000
"""Bytes of a decision."""


def application(desk: Desk, token: str, port: int) -> Starlette:
    """The page and its data: `/`, `/articles`, `/article?id=`, and `/decide`, to which decisions are posted."""
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    def refused(request: Request, *, writes: bool = False) -> Response | None:
        # The name that was asked for is held to ours: another site could have its own name point here.
        if request.headers.get("host") not in hosts:
            return Response("wrong host", 403, _HEADERS)
        given = request.headers.get("x-quoth-token") or ""
        if not hmac.compare_digest(given.encode(), token.encode()):
            return Response("wrong token: open the address that quoth review printed", 403, _HEADERS)
        origin = request.headers.get("origin")
        if writes and origin not in {f"http://{host}" for host in hosts}:
            return Response("another origin may not write", 403, _HEADERS)
        return None

    def shipped(name: str, kind: str) -> Any:
        content = files("quoth.views.review").joinpath(name).read_bytes()

        async def answer(request: Request) -> Response:
            if request.headers.get("host") not in hosts:
                return Response("wrong host", 403, _HEADERS)
            return Response(content, headers=_HEADERS, media_type=kind)

        return answer

    async def articles(request: Request) -> Response:
        return refused(request) or JSONResponse(desk.listed(), headers=_HEADERS)

    async def article(request: Request) -> Response:
        try:
            return refused(request) or JSONResponse(desk.article(request.query_params.get("id", "")), headers=_HEADERS)
        except InputError as error:
            return Response(str(error), 404, _HEADERS)

    async def decide(request: Request) -> Response:
        if (no := refused(request, writes=True)) is not None:
            return no
        body = await request.body()
        if len(body) > _LARGEST:
            return Response("a decision is no longer than a megabyte", 413, _HEADERS)
        try:
            decision = Decision.model_validate_json(body)
            desk.decide(decision, int(request.query_params.get("seen", "-1")))
        except Conflict:
            return Response("decided elsewhere", 409, _HEADERS)
        except ValidationError as error:
            first = error.errors()[0]
            return Response(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", 400, _HEADERS)
        except ValueError as error:
            return Response(str(error), 400, _HEADERS)
        except InputError as error:
            return Response(str(error), 400, _HEADERS)
        return JSONResponse(desk.article(decision.article), headers=_HEADERS)

    return Starlette(
        routes=[
            Route("/", shipped("page.html", "text/html")),
            Route("/page.js", shipped("page.js", "text/javascript")),
            Route("/page.css", shipped("page.css", "text/css")),
            Route("/articles", articles),
            Route("/article", article),
            Route("/decide", decide, methods=["POST"]),
        ]
    )
