"""What could be asked from here: the embedded model, the key, the endpoint and what it lists."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from quoth.errors import ModelError
from quoth.llm.cache import cache_folder
from quoth.llm.connecting import LOCAL, endpoint_of
from quoth.llm.endpoint import listed_models
from quoth.llm.profiles import hosted_profile, user_table
from quoth.llm.weights import EMBEDDED, find_parts, joined_file


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """One model, whether it can be used now, and in one line why or why not."""

    name: str
    usable: bool
    detail: str


def usable(environ: Mapping[str, str] | None = None, *, base_url: str | None = None) -> list[ModelStatus]:
    """The embedded model first, then the models that the configured endpoint lists, if one is configured.

    Asks nobody but that endpoint, and it only for its list. Raises nothing: what is wrong is in the details.
    """
    environ = os.environ if environ is None else environ
    return [_local(environ), *_hosted(base_url, environ)]


def _local(environ: Mapping[str, str]) -> ModelStatus:
    if find_spec("xllamacpp") is None:
        return ModelStatus(LOCAL, False, "the extra `local` is not installed: pip install 'quoth[local]'")
    folder = cache_folder(environ) / "models"
    try:
        if (folder / EMBEDDED.file).exists():
            joined_file(EMBEDDED, folder)
            return ModelStatus(LOCAL, True, f"{EMBEDDED.file}, digest checked")
        find_parts(EMBEDDED)
    except ModelError as problem:
        return ModelStatus(LOCAL, False, str(problem))
    return ModelStatus(LOCAL, True, f"{EMBEDDED.file}, to be joined at its first use")


def _hosted(base_url: str | None, environ: Mapping[str, str]) -> list[ModelStatus]:
    try:
        endpoint = endpoint_of(base_url, environ)
        if endpoint is None:
            return [ModelStatus("endpoint", False, "no OPENAI_API_KEY and no --base-url")]
        models = asyncio.run(listed_models(endpoint))
        if not models:
            return [ModelStatus("endpoint", True, f"{endpoint.shown} answers, but lists no models: name one")]
        return [ModelStatus(model.name, True, _detail(model.name, endpoint.shown, environ)) for model in models]
    except ModelError as problem:
        return [ModelStatus("endpoint", False, str(problem))]


def _detail(name: str, shown: str, environ: Mapping[str, str]) -> str:
    profile = hosted_profile(name, user_table(environ))
    if profile.price_in is None or profile.price_out is None:
        return f"at {shown}, price not known"
    return f"at {shown}, ${profile.price_in:g} in and ${profile.price_out:g} out per million tokens"
