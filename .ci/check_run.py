"""Check the outputs of the main job: every photo is finished, and nothing outside its mask has changed."""

import json
import sys
from pathlib import Path

out, photos = Path(sys.argv[1]), Path(sys.argv[2])
expected = sorted(path.stem for path in photos.glob("*.jpg"))
finished = sorted(path.parent.name for path in out.rglob("final-1.png"))
if finished != expected:
    sys.exit(f"finished {finished}, but the photos are {expected}")
audits = [json.loads(path.read_text()) for path in out.rglob("audit-1.json")]
leaks = [audit["pixels_changed_outside"] for audit in audits]
if len(leaks) != len(expected) or any(leaks):
    sys.exit(f"pixels changed outside the masks: {leaks}")
if not (out / "report.html").stat().st_size:
    sys.exit("the report is empty")
sys.stdout.write(f"{len(finished)} rooms finished, 0 pixels changed outside their masks\n")
