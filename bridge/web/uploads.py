"""`POST /upload`: a file from a browser for one session. The body is the file; what it is called comes in headers."""

import asyncio
from collections.abc import Mapping
from urllib.parse import unquote

from aiohttp import web

from bridge.errors import LimitError, MessageError, RequestError
from bridge.web.services import Services
from bridge.workspace.uploads import MAX_FILE_BYTES

SESSION_HEADER = "Agent-Bridge-Session"
NAME_HEADER = "Agent-Bridge-Name"
IMAGE_HEADER = "Agent-Bridge-Image"
"""Percent-encoded UTF-8: the session's id, and the file's name. The third, if it is there: take images only."""

_BODY_SECONDS = 60.0
_STATUS = {
    "upload_too_large": 413,
    "not_an_image": 415,
    "unknown_session": 404,
    "session_ended": 409,
    "upload_failed": 507,
    "bad_field": 400,
}


async def upload(services: Services, request: web.BaseRequest, headers: Mapping[str, str]) -> web.Response:
    """Keep the file and answer `{uploadId, name, size, image}`; else `{code, message}`. The token was checked."""
    try:
        session = services.sessions.get(_header(request, SESSION_HEADER))
        if session.ended.is_set():
            raise RequestError("session_ended", "the session has ended")
        name = _header(request, NAME_HEADER)
        content = await _body(request)
        kept = await asyncio.to_thread(
            services.uploads.save, session.handle, name, content, only_images=IMAGE_HEADER in request.headers
        )
    except RequestError as error:
        response = web.json_response(
            {"code": error.code, "message": str(error)}, status=_STATUS.get(error.code, 400), headers=headers
        )
        response.force_close()  # what is left of the body is not read
        return response
    answer = {"uploadId": kept.id, "name": kept.path.name, "size": kept.size, "image": kept.is_image}
    return web.json_response(answer, headers=headers)


def _header(request: web.BaseRequest, name: str) -> str:
    text = unquote(request.headers.get(name, ""))
    if not text:
        raise MessageError("bad_field", f"an upload needs the header {name}", field=name)
    return text


async def _body(request: web.BaseRequest) -> bytes:
    too_large = LimitError("upload_too_large", f"a file may have {MAX_FILE_BYTES >> 20} MB at most")
    if (request.content_length or 0) > MAX_FILE_BYTES:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for piece in request.content.iter_any():
                body += piece
                if len(body) > MAX_FILE_BYTES:
                    raise too_large
    except TimeoutError:
        raise RequestError("upload_failed", "the file did not come in time") from None
    if not body:
        raise MessageError("bad_field", "the file is empty", field=NAME_HEADER)
    return bytes(body)
