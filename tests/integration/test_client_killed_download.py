"""A process that is killed while it downloads leaves either the whole file under its name, or none."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from maskkit.net.addresses import LOOPBACK
from maskkit.net.download import download
from maskkit.net.guard import Guard, GuardPolicy
from maskkit.testing import faults
from maskkit.testing.fake_api import flat_png
from maskkit.testing.server import LoopbackServer, Received, Reply

PICTURE = flat_png((64, 64), "killed") + b"\0" * 400_000
PROGRAM = """
import sys
from pathlib import Path
from maskkit.net.addresses import LOOPBACK
from maskkit.net.download import download
from maskkit.net.guard import Guard, GuardPolicy
print("ready", flush=True)
for number in range(10_000):
    download(sys.argv[1], Path(sys.argv[2]) / "out.png", guard=Guard(GuardPolicy(allow=LOOPBACK)), overwrite=True)
"""


class Slow(LoopbackServer):
    """Gives the picture; every second answer breaks off, so that resuming is killed as well."""

    def answer(self, _: Received) -> Reply:
        if self.count["/out.png"] % 2:
            self.script("/out.png", faults.cut(200_000))
        return Reply(200, PICTURE, {"ETag": '"one"'})


@pytest.mark.kill
def test_kill_9_never_leaves_a_torn_file(tmp_path: Path) -> None:
    chance = random.Random(17)
    target = tmp_path / "out.png"
    with Slow() as server:
        for _ in range(8):
            command = [sys.executable, "-c", PROGRAM, server.url + "/out.png", str(tmp_path)]
            with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
                assert process.stdout
                assert process.stdout.readline() == b"ready\n"
                time.sleep(chance.uniform(0.0, 0.15))
                process.kill()
            assert not target.exists() or target.read_bytes() == PICTURE
        download(server.url + "/out.png", target, guard=Guard(GuardPolicy(allow=LOOPBACK)), overwrite=True)
    assert target.read_bytes() == PICTURE
    leftovers = [path.name for path in tmp_path.iterdir() if path != target]
    assert all(name.startswith(".out.png.") and name.endswith(".part") for name in leftovers)
