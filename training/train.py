"""Train the room network; a stopped run goes on from its last checkpoint.

    python -m training.train RUN --photos DATASET … --names FILE [--rendered FOLDER …] [--redressed FOLDER …]
                             [--size 0] [--seed 1] [--steps 6000] [--batch 8] [--minutes 40]

RUN is a folder: ``last.pt`` (everything to go on), ``average.pt`` (the averaged weights), ``log.jsonl``. Besides
maskkit it needs the ``training`` extra.
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import time
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader

from training.network.backbone import load_imagenet
from training.network.examples import evaluation_rows, read_photos, read_redressed, read_rendered
from training.network.measure import measure, scores
from training.network.model import RoomNet
from training.network.sampling import Source, Steps
from training.network.targets import loss

RATE = 1.2e-3
BACKBONE_RATE = 0.4
WARM_STEPS = 200
DECAY = 0.998
SAVE_STEPS = 100


def main() -> None:
    """Read the options, train, and say what the averaged weights are worth."""
    options = read_options()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    sources = read_sources(options)
    print({index: len(source.examples) for index, source in enumerate(sources)}, flush=True)
    state = Run(options)
    state.train(sources, options)
    if state.step >= options.steps and options.judge:
        report(state.average, options)


class Run:
    """The weights, the optimiser and the step of a run in its folder."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.folder: Path = options.run
        self.folder.mkdir(parents=True, exist_ok=True)
        self.net = RoomNet(options.size).to(memory_format=torch.channels_last)
        load_imagenet(self.net.backbone, options.size)
        if options.start:
            self.net.load_state_dict(torch.load(options.start, weights_only=True))
        self.average = copy.deepcopy(self.net).eval()
        inner, outer = parts_of(self.net)
        groups = [{"params": inner, "scale": BACKBONE_RATE}, {"params": outer, "scale": 1.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.02)
        self.step = 0
        if (self.folder / "last.pt").exists():
            self._resume()

    def train(self, sources: list[Source], options: argparse.Namespace) -> None:
        """Go on to the last step, or until the minutes are over."""
        steps = Steps(sources, seed=options.seed, batch=options.batch, first=self.step, steps=options.steps)
        began, mean = time.monotonic(), 0.0
        for batch in DataLoader(steps, batch_size=None, num_workers=1, prefetch_factor=4):
            mean = 0.98 * mean + 0.02 * self.learn(batch, options.steps)
            if self.step % SAVE_STEPS == 0 or self.step == options.steps:
                self.save()
                self.note({"step": self.step, "loss": round(mean, 4), "took_s": round(time.monotonic() - began)})
            if time.monotonic() - began > options.minutes * 60:
                break
        self.save()

    def learn(self, batch: dict[str, torch.Tensor], steps: int) -> float:
        """One step."""
        rate = min(1.0, (self.step + 1) / WARM_STEPS) * 0.5 * (1 + math.cos(math.pi * self.step / steps)) + 0.01
        for group in self.optimizer.param_groups:
            group["lr"] = RATE * rate * group["scale"]
        self.net.train()
        pixels = batch["pixels"].to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            answers = self.net(pixels)
        value = loss(answers, batch)
        self.optimizer.zero_grad(set_to_none=True)
        value.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
        self.optimizer.step()
        self.step += 1
        follow(self.average, self.net, min(DECAY, (1 + self.step) / (10 + self.step)))
        return float(value)

    def save(self) -> None:
        """Write everything; a half-written file never replaces a whole one."""
        whole = {"net": self.net.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step}
        for name, content in (("average.pt", self.average.state_dict()), ("last.pt", whole)):
            torch.save(content, self.folder / f"{name}.part")
            (self.folder / f"{name}.part").replace(self.folder / name)

    def note(self, row: dict[str, Any]) -> None:
        """Add a row to the log and show it."""
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)

    def _resume(self) -> None:
        stored = torch.load(self.folder / "last.pt", weights_only=True)
        self.net.load_state_dict(stored["net"])
        self.optimizer.load_state_dict(stored["optimizer"])
        self.average.load_state_dict(torch.load(self.folder / "average.pt", weights_only=True))
        self.step = stored["step"]


def follow(average: nn.Module, net: nn.Module, decay: float) -> None:
    """Move the averaged weights a little towards those of now."""
    with torch.no_grad():
        for mean, now in zip(average.state_dict().values(), net.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(now, 1 - decay)
            else:
                mean.copy_(now)


def parts_of(net: RoomNet) -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    """The weights of the backbone and all others."""
    inner = {id(weight) for weight in net.backbone.parameters()}
    return list(net.backbone.parameters()), [weight for weight in net.parameters() if id(weight) not in inner]


def read_sources(options: argparse.Namespace) -> list[Source]:
    """The examples by kind: photos, photos with surfaces laid anew, rendered rooms."""
    names = options.names.read_text("utf-8").split()
    photos = [example for folder in options.photos for example in read_photos(folder, names)]
    redressed = [example for folder in options.redressed for example in read_redressed(folder)]
    rendered = [example for folder in options.rendered for example in read_rendered(folder)]
    return [Source(photos, 0.35, 0.5), Source(redressed, 0.25, 0.2), Source(rendered, 0.4, 0.3)]


def report(net: nn.Module, options: argparse.Namespace) -> None:
    """Print the scores on the photos that are not learnt from."""
    names = frozenset(options.names.read_text("utf-8").split())
    rows = evaluation_rows(options.judge, without=names, half=options.half)
    found = scores(measure(net.eval(), options.judge, rows))
    print(json.dumps({"judged": len(rows), "half": options.half, **found}), flush=True)


def read_options() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--photos", type=Path, action="append", default=[])
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--rendered", type=Path, action="append", default=[])
    parser.add_argument("--redressed", type=Path, action="append", default=[])
    parser.add_argument("--start", type=Path, help="weights to start from instead of ImageNet's")
    parser.add_argument("--judge", type=Path, help="a data set to measure on at the end")
    parser.add_argument("--half", default="dev", choices=("dev", "held-out", "all"))
    parser.add_argument("--size", type=int, default=0, choices=range(5))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=math.inf)
    return parser.parse_args()


if __name__ == "__main__":
    main()
