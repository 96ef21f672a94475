"""The OpenAPI document without a running service: ``python -m maskkit.service.api.openapi`` prints it."""

from __future__ import annotations

import json
import sys

from fastapi import FastAPI

from maskkit.service.api import account, files, health, rooms, webhooks
from maskkit.service.api.documents import openapi_of

ROUTERS = (rooms.router, account.router, webhooks.router, files.router, health.router)


def document() -> str:
    """The document, as it lies in ``docs/openapi.json``."""
    silent = {"telemetry": {"auto_configure": False}}
    app = FastAPI(docs_url=None, redoc_url=None, **silent)  # type: ignore[arg-type]
    for router in ROUTERS:
        app.include_router(router)
    return json.dumps(openapi_of(app), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
