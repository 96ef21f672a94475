"""The service keeps what its OpenAPI document says, and nothing that comes in breaks it: by schemathesis.

``MASKKIT_SCHEMATHESIS_EXAMPLES`` says how many examples are tried with every route; 1000 take about half an hour.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from maskkit.testing.sandbox import RoomSandbox

COMMAND = Path(sys.executable).with_name("schemathesis")
CONTRACT = Path(__file__).with_name("contract")
EXAMPLES = os.environ.get("MASKKIT_SCHEMATHESIS_EXAMPLES", "4")


@pytest.mark.timeout(7200)
@pytest.mark.skipif(not COMMAND.exists(), reason="schemathesis is not installed")
def test_every_route_keeps_its_word(tmp_path: Path) -> None:
    with RoomSandbox(tmp_path / "data", settings={"allow_loopback": "false", "log_level": "warning"}) as service:
        done = subprocess.run(
            [
                *(COMMAND, "--config-file", CONTRACT / "schemathesis.toml", "run", service.url + "/openapi.json"),
                *("--header", f"x-api-key: {service.api_key}", "--max-examples", EXAMPLES, "--seed", "1"),
                *("--phases", "coverage,fuzzing,stateful", "--suppress-health-check", "all", "--no-color"),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(CONTRACT),
                "SCHEMATHESIS_HOOKS": "hooks",
                "MASKKIT_USER_ID": service.user_id,
            },
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "Tested: 13" in done.stdout
