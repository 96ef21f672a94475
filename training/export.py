"""Write trained weights as the ONNX file that the package ships.

    python -m training.export RUN/average.pt [MORE.pt …] --out maskkit/masks/models/rooms-lite.onnx [--size 0]

Several files of weights that were trained from the same start are averaged. The file is checked against PyTorch before
it is written: the largest difference of a logit is printed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from training.network.model import RoomNet

OPSET = 17
CHECK_WH = (256, 192)
LEAST_HALVED = 256


def main() -> None:
    """Read weights, export, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", type=int, default=0, choices=range(5))
    options = parser.parse_args()
    net = read_net(options.weights, options.size)
    part = options.out.with_suffix(".part")
    write_onnx(net, part)
    halve(part)
    print(f"largest difference of a logit: {largest_difference(net, part):.2e}")
    part.replace(options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB")


def read_net(paths: list[Path], size: int) -> RoomNet:
    """The net with the mean of the stored weights."""
    stored = [torch.load(path, weights_only=True) for path in paths]
    mean = {name: sum(part[name].double() for part in stored) / len(stored) for name in stored[0]}
    net = RoomNet(size).eval()
    own = net.state_dict()
    net.load_state_dict({name: mean[name].to(own[name].dtype) for name in own})
    return net


class WithSoftmax(nn.Module):
    """The net as it is shipped: shares of the classes and of the edges, logits of the facings."""

    def __init__(self, net: RoomNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of the classes (N, 12, h, w), shares of the edges and of the facings."""
        answers = self.net(picture)
        return answers.classes, answers.edges.sigmoid(), answers.facings.softmax(1)


def write_onnx(net: RoomNet, path: Path) -> None:
    """The net as ONNX, for pictures of any size whose sides are multiples of 32."""
    picture = torch.zeros(1, 3, CHECK_WH[1], CHECK_WH[0])
    names = ["classes", "edges", "facings"]
    axes = {"picture": {2: "height", 3: "width"}} | {name: {2: f"{name}_height", 3: f"{name}_width"} for name in names}
    torch.onnx.export(
        WithSoftmax(net).eval(), (picture,), path, opset_version=OPSET, dynamo=False,
        input_names=["picture"], output_names=names, dynamic_axes=axes,
    )  # fmt: skip
    onnx.checker.check_model(onnx.load(path), full_check=True)


def halve(path: Path) -> None:
    """Store the weights in half precision: half the file; onnxruntime widens them once, when it loads the net."""
    model = onnx.load(path)
    casts = []
    for stored in model.graph.initializer:
        if stored.data_type == onnx.TensorProto.FLOAT and np.prod(stored.dims) >= LEAST_HALVED:
            values = onnx.numpy_helper.to_array(stored).astype(np.float16)
            name = stored.name
            stored.CopyFrom(onnx.numpy_helper.from_array(values, f"{name}.half"))
            casts.append(onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    for place, cast in enumerate(casts):
        model.graph.node.insert(place, cast)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def largest_difference(net: RoomNet, path: Path) -> float:
    """How far the exported net's logits are from PyTorch's, on a picture of another size than it was exported with."""
    picture = np.random.default_rng(0).normal(0, 0.5, (1, 3, 352, 480)).astype(np.float32)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    found = session.run(["classes"], {"picture": picture})[0]
    with torch.inference_mode():
        wanted = net(torch.from_numpy(picture)).classes.numpy()
    return float(np.abs(found - wanted).max())


if __name__ == "__main__":
    main()
