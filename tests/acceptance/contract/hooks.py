"""What schemathesis cannot know of the service: who is calling, and how many pixels there may be."""

from __future__ import annotations

import os
import re

import schemathesis

USER_ID = os.environ.get("MASKKIT_USER_ID", "")
MOST_PIXELS = 40_000_000
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@schemathesis.hook
def map_body(context: schemathesis.HookContext, body: object) -> object:
    """Any user is made the one that the key belongs to, and a room no larger than rooms may be."""
    if not isinstance(body, dict):
        return body
    if isinstance(body.get("user_id"), str) and UUID.fullmatch(body["user_id"]):
        body["user_id"] = USER_ID
    sides = [body.get(side) for side in ("width", "height")]
    if all(isinstance(side, int | float) and side > 0 for side in sides) and sides[0] * sides[1] > MOST_PIXELS:
        body["height"] = 1
    return body
