"""How a reply goes over the wire: in time, in pieces, or not to its end."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping

from aiohttp import web

from benchmarks.endpoint.answering import Reply

_RESET_AT_ONCE = struct.pack("ii", 1, 0)
_UNTIL_READ = 0.02
"""Seconds that the half of a body gets to be read: a reset makes the other side forget what it did not read."""

Headers = Callable[[], Mapping[str, str]]


async def send(
    request: web.BaseRequest, reply: Reply, first_byte: float | None, now: Headers
) -> tuple[web.StreamResponse, bool]:
    """Sends the reply as its fault wants it; the second value says whether all of it went out.

    `now` gives the headers that change with time: it is asked when they are sent.
    Raises ConnectionError where the caller hung up.
    """
    name = reply.rule.name if reply.rule else ""
    if name == "timeout":
        await asyncio.Event().wait()  # ended by the caller: a hang-up cancels
    if name == "reset_before":
        _reset(request)
        return web.Response(), False
    await asyncio.sleep(reply.seconds if first_byte is None else min(first_byte, reply.seconds))
    if name == "reset_midbody":
        response = await _opened(request, reply, now)
        await response.write(reply.body[: len(reply.body) // 2])
        await asyncio.sleep(_UNTIL_READ)
        _reset(request)
        return response, False
    if name == "slow_drip":
        assert reply.rule is not None
        return await _dripped(request, reply, now, reply.rule.number), True
    if first_byte is not None:
        response = await _opened(request, reply, now)
        await asyncio.sleep(max(0.0, reply.seconds - first_byte))
        await response.write_eof(reply.body)
        return response, True
    whole = web.Response(
        status=reply.status, body=reply.body, content_type=reply.content_type, headers={**reply.headers, **now()}
    )
    await whole.prepare(request)
    await whole.write_eof()
    return whole, True


async def _opened(request: web.BaseRequest, reply: Reply, now: Headers) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers={**reply.headers, **now()})
    response.content_type = reply.content_type
    response.content_length = len(reply.body)
    await response.prepare(request)
    await response.write(b"")
    return response


async def _dripped(request: web.BaseRequest, reply: Reply, now: Headers, pause: float) -> web.StreamResponse:
    response = await _opened(request, reply, now)
    for place in range(len(reply.body)):
        await response.write(reply.body[place : place + 1])
        await asyncio.sleep(pause)
    await response.write_eof()
    return response


def _reset(request: web.BaseRequest) -> None:
    transport = request.transport
    if transport is None:
        return
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_ONCE)
    transport.abort()
