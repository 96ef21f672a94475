"""The composition root: the application, and the process that serves it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from maskkit.errors import StorageError
from maskkit.service.api import sandbox
from maskkit.service.api.documents import openapi_of
from maskkit.service.api.edge import Edge
from maskkit.service.api.openapi import ROUTERS
from maskkit.service.api.sandbox import Misfortune
from maskkit.service.core import Service, open_service
from maskkit.service.engine_check import require_engine
from maskkit.service.logs import log_to_stderr
from maskkit.service.problems import FieldError, Problem, unavailable
from maskkit.service.server import Ready, listen, print_ready, run, url_of_listener
from maskkit.service.settings import ServiceSettings
from maskkit.version import __version__

log = logging.getLogger(__name__)


def build_app(service: Service, *, on_start: Callable[[], None] = lambda: None) -> FastAPI:
    """The application for a service, which starts and stops with it."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(service.start)
        on_start()
        yield
        await run_in_threadpool(service.stop)

    silent: Any = {"telemetry": {"auto_configure": False}}  # nothing is exported, whatever the environment says
    app = FastAPI(title="maskkit", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, **silent)
    app.state.service = service
    for router in ROUTERS:
        app.include_router(router)
    if service.sandbox is not None:
        app.include_router(sandbox.router)
        app.add_middleware(Misfortune, sandbox=service.sandbox)
    app.add_middleware(Edge, settings=service.parts.settings, metrics=service.parts.metrics)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(StorageError, _storage_failed)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.openapi = lambda: openapi_of(app)  # type: ignore[method-assign]
    return app


def serve(settings: ServiceSettings, *, on_ready: Callable[[Ready], None] = print_ready) -> None:
    """Serve until SIGTERM or SIGINT; blocks. ``on_ready`` is called once, when requests are answered.

    Raises:
        ServiceNotStarted: the data folder or the port is taken.
        UnknownChoice: there is no such engine, or it cannot be loaded.
    """
    log_to_stderr(settings.log_format, settings.log_level)
    require_engine(settings.engine)
    listener = listen(settings.host, settings.port)
    with contextlib.closing(listener):
        service = open_service(settings, base_url=url_of_listener(listener))
        ready = Ready(service.parts.base_url, service.owner.user_id, service.owner.api_key)
        try:
            service.start()
            run(build_app(service, on_start=lambda: on_ready(ready)), listener, settings, on_stop=service.drain)
        finally:
            service.stop()


async def _problem(request: Request, error: Exception) -> Response:
    problem = error if isinstance(error, Problem) else unavailable("the service is not available")
    document = problem.to_json(request.state.request_id)
    return JSONResponse(document, status_code=int(problem.status), headers=problem.to_headers())


async def _storage_failed(request: Request, error: Exception) -> Response:
    log.error("the storage failed", exc_info=error)
    return await _problem(request, unavailable("the service cannot read or write its data at the moment"))


async def _http_problem(request: Request, error: Exception) -> Response:
    known: Any = error
    status = HTTPStatus(known.status_code)
    headers = {name.lower(): value for name, value in (known.headers or {}).items()}
    detail = f"{request.method[:16]} {request.url.path[:200]}: {status.phrase}"
    return await _problem(request, Problem(status, status.name.lower(), detail, headers=headers))


async def _invalid(request: Request, error: Exception) -> Response:
    known: Any = error
    errors = tuple(FieldError("#/" + "/".join(map(str, each["loc"][1:])), each["msg"]) for each in known.errors())
    return await _problem(
        request, Problem(HTTPStatus.BAD_REQUEST, "invalid_request", "the request is wrong", errors=errors)
    )
