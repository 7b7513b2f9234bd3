"""The errors that an endpoint answers with a status of their own, in OpenAI's words and shape."""

from __future__ import annotations

import json
from dataclasses import dataclass

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class HttpError:
    status: int
    body: bytes
    content_type: str = _JSON


def http_error(status: int, message: str, *, kind: str = "invalid_request_error", code: str | None = None) -> HttpError:
    told = {"error": {"message": message, "type": kind, "param": None, "code": code}}
    return HttpError(status, json.dumps(told, ensure_ascii=False).encode())


_PAGE = b"""<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
"""


def fault_error(name: str, model: str, key: str) -> HttpError | None:
    """The error of the fault of this name; None where the fault is no status of its own.

    Like the real one, it repeats the key that it refuses: a client must not pass that on.
    """
    match name:
        case "rate_limit" | "rate_limit_bare":
            return rate_limited(f"Rate limit reached for {model} on requests per min (RPM). Please try again later.")
        case "overloaded":
            return overloaded()
        case "server_error":
            message = "The server had an error while processing your request. Sorry about that!"
            return http_error(500, message, kind="server_error")
        case "bad_gateway":
            return HttpError(502, _PAGE, "text/html")
        case "content_filter_400":
            message = "The response was filtered due to the prompt triggering the content management policy."
            return http_error(400, message, code="content_filter")
        case "unauthorized":
            message = f"Incorrect API key provided: {key}. You can find your API key in your account's settings."
            return http_error(401, message, code="invalid_api_key")
        case "forbidden":
            return http_error(403, f"Project does not have access to model `{model}`", code="model_not_found")
        case "not_found":
            return http_error(404, "Invalid URL (POST /v1/chat/completions)")
        case "not_found_model":
            message = f"The model `{model}` does not exist or you do not have access to it."
            return http_error(404, message, code="model_not_found")
        case "bad_request":
            return http_error(400, "Unsupported value: 'temperature' does not support 0 with this model.")
        case "quota":
            message = "You exceeded your current quota, please check your plan and billing details."
            return http_error(429, message, kind="insufficient_quota", code="insufficient_quota")
    return None


def rate_limited(message: str) -> HttpError:
    return http_error(429, message, kind="requests", code="rate_limit_exceeded")


def overloaded() -> HttpError:
    message = "The server is currently overloaded with other requests. Please retry later."
    return http_error(503, message, kind="server_error", code="overloaded")
