"""Which examples a step sees: a pure function of seed and step, so that a stopped run goes on as it would have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor
from torch.utils.data import Dataset

from training.network.augment import varied
from training.network.examples import Example
from training.network.targets import batch_of

SMALL = ((320, 256), (256, 320), (288, 288))
LARGE = ((512, 384), (384, 512), (448, 448))
SMALL_SHARE = 0.75
LENT_SHARE = 0.4


@dataclass(frozen=True)
class Source:
    """Examples of one kind and how large a part of a batch they make at the start and at the end of training."""

    examples: Sequence[Example]
    share_first: float
    share_last: float


class Steps(Dataset[dict[str, Tensor]]):
    """The batches of a run by their number, from ``first`` on."""

    def __init__(self, sources: Sequence[Source], *, seed: int, batch: int, first: int, steps: int) -> None:
        self.sources = [source for source in sources if source.examples]
        self.seed, self.batch, self.first, self.steps = seed, batch, first, steps

    def __len__(self) -> int:
        return self.steps - self.first

    def __getitem__(self, index: int) -> dict[str, Tensor]:
        step = self.first + index
        rng = np.random.default_rng([self.seed, step])
        done = step / self.steps
        sizes = SMALL if done < SMALL_SHARE else LARGE
        size_wh = sizes[rng.choice(len(sizes), p=(0.5, 0.25, 0.25))]
        shares = np.array([source.share_first * (1 - done) + source.share_last * done for source in self.sources])
        picked = rng.choice(len(self.sources), self.batch, p=shares / shares.sum())
        return batch_of([self._one(int(which), size_wh, rng) for which in picked])

    def _one(self, which: int, size_wh: tuple[int, int], rng: np.random.Generator) -> Example:
        examples = self.sources[which].examples
        example = examples[rng.integers(len(examples))]
        lender = None
        if rng.random() < LENT_SHARE:
            lenders = self.sources[rng.integers(len(self.sources))].examples
            lender = lenders[rng.integers(len(lenders))]
        return varied(example, size_wh, rng, lender=lender)
