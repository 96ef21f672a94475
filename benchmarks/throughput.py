"""How fast photos are decoded, normalised, composited and audited, beside Pillow, OpenCV and pyvips.

All contenders run in one process on the same bytes with the same number of threads, in turns: every round runs each of
them once, in an order that moves on from round to round, so that a busy moment of the machine hits all of them.

    python benchmarks/throughput.py                      # one thread, a 12 MP picture
    python benchmarks/throughput.py --photo room.jpg --rounds 9 --threads 2 --json

pyvips is optional: ``pip install 'maskkit[bench]'``.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

Work = Callable[[], object]


class Timing(NamedTuple):
    """Seconds of one contender at one task."""

    task: str
    name: str
    minimum_s: float
    median_s: float
    written_bytes: int | None = None


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photo", help="a photo to measure with; left out, a 4000x3000 picture is made")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    options = parser.parse_args()
    limit_threads(options.threads)
    tasks, megapixels = make_tasks(options.photo)
    timings = [timing for task, works in tasks.items() for timing in measure(task, works, options.rounds)]
    if options.json:
        print(json.dumps(as_document(timings, megapixels, options), indent=2))
    else:
        print_table(timings, megapixels, options)


def limit_threads(threads: int) -> None:
    """The same number of threads for everybody; some libraries read it only when they are loaded."""
    for name in ("OMP_NUM_THREADS", "VIPS_CONCURRENCY", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(threads)
    import cv2

    cv2.setNumThreads(threads)


def measure(task: str, works: dict[str, Work], rounds: int) -> list[Timing]:
    """Run every contender once a round, each round beginning with another one."""
    names, taken = list(works), {name: [] for name in works}
    results = {name: work() for name, work in works.items()}
    written = {name: len(result) if isinstance(result, bytes) else None for name, result in results.items()}
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = time.perf_counter()
            works[name]()
            taken[name].append(time.perf_counter() - start)
    return [
        Timing(task, name, min(seconds), statistics.median(seconds), written[name]) for name, seconds in taken.items()
    ]


def make_tasks(photo: str | None) -> tuple[dict[str, dict[str, Work]], float]:
    """What is measured: for each task its contenders, all doing the same work on the same bytes."""
    pixels = make_picture() if photo is None else load(photo)
    megapixels = pixels.shape[0] * pixels.shape[1] / 1e6
    tasks: dict[str, dict[str, Work]] = {}
    for name, data in files(pixels).items():
        tasks[f"decode {name}"] = decoders(data)
    tasks["encode PNG"] = encoders(pixels)
    tasks["normalize to 1024 px"] = normalizers(pixels)
    tasks["composite"] = compositors(pixels)
    tasks["audit"] = auditors(pixels)
    return tasks, megapixels


def make_picture() -> Any:
    """A 4000x3000 picture with smooth surfaces, edges and a little noise, as photos have."""
    import cv2
    import numpy as np

    generator = np.random.default_rng(0)
    surfaces = cv2.resize(
        generator.integers(30, 220, (9, 12, 3), np.uint8), (4000, 3000), interpolation=cv2.INTER_CUBIC
    )
    edges = cv2.resize(generator.integers(0, 60, (60, 80, 3), np.uint8), (4000, 3000), interpolation=cv2.INTER_NEAREST)
    noise = generator.integers(-3, 4, surfaces.shape, np.int16)
    return np.clip(surfaces.astype(np.int16) + edges // 3 + noise, 0, 255).astype(np.uint8)


def load(path: str) -> Any:
    """The pixels of a photo."""
    from maskkit.images.decode import decode

    return decode(path).pixels


def files(pixels: Any) -> dict[str, bytes]:
    """The picture in three formats, written by Pillow."""
    from PIL import Image

    found = {}
    for name, output, options in (
        ("JPEG", "JPEG", {"quality": 90}),
        ("PNG", "PNG", {"compress_level": 3}),
        ("WebP", "WEBP", {"quality": 85, "method": 1}),
    ):
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, output, **options)
        found[name] = buffer.getvalue()
    return found


def pyvips() -> Any:
    """The pyvips module, or None where it is not installed."""
    try:
        import pyvips as module
    except ImportError:
        return None
    module.cache_set_max(0)
    return module


def with_vips(works: dict[str, Work], make: Callable[[Any], Work]) -> dict[str, Work]:
    """The contenders, and pyvips where it is installed."""
    vips = pyvips()
    return works if vips is None else {**works, "pyvips": make(vips)}


def decoders(data: bytes) -> dict[str, Work]:
    """Bytes of a file to an upright RGB array."""
    import cv2
    import numpy as np
    from PIL import Image

    from maskkit.images.decode import decode

    def by_pillow() -> object:
        with Image.open(io.BytesIO(data)) as image:
            return np.asarray(image.convert("RGB"))

    def by_opencv() -> object:
        return cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)

    works: dict[str, Work] = {"maskkit": lambda: decode(data), "Pillow": by_pillow, "OpenCV": by_opencv}
    return with_vips(works, lambda vips: lambda: vips.Image.new_from_buffer(data, "").numpy())


def encoders(pixels: Any) -> dict[str, Work]:
    """An RGB array to the bytes of a PNG, each with what its library does when nothing is asked for."""
    import cv2
    from PIL import Image

    from maskkit.images.encode import encode

    def by_pillow() -> object:
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "PNG")
        return buffer.getvalue()

    works: dict[str, Work] = {
        "maskkit": lambda: encode(pixels),
        "Pillow": by_pillow,
        "OpenCV": lambda: cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))[1].tobytes(),  # noqa: PLW0108
    }
    return with_vips(works, lambda vips: lambda: vips.Image.new_from_array(pixels).write_to_buffer(".png"))


def normalizers(pixels: Any) -> dict[str, Work]:
    """An array to one of at most 1024 px, by area (Pillow: its box filter)."""
    import cv2
    import numpy as np
    from PIL import Image

    from maskkit.images.normalize import normalize
    from maskkit.images.photo import Photo

    photo = Photo(pixels)
    width, height = normalize(photo, long_edge_px=1024, multiple=1).photo.size_wh

    def by_pillow() -> object:
        return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))

    def by_vips(vips: Any) -> Work:
        return lambda: vips.Image.new_from_array(pixels).resize(width / pixels.shape[1], kernel="linear").numpy()

    works: dict[str, Work] = {
        "maskkit": lambda: normalize(photo, long_edge_px=1024, multiple=1),
        "Pillow": by_pillow,
        "OpenCV": lambda: cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA),
    }
    return with_vips(works, by_vips)


def compositors(pixels: Any) -> dict[str, Work]:
    """Two arrays and a hard mask to one; maskkit feathers inwards as well, and mixes in linear light."""
    import cv2
    import numpy as np
    from PIL import Image

    from maskkit.compositing.blend import composite
    from maskkit.masks.mask import Mask

    height, width = pixels.shape[:2]
    other = np.ascontiguousarray(pixels[:, ::-1])
    floor = [(0, height * 0.55), (width, height * 0.45), (width, height), (0, height)]
    mask = Mask.from_polygon(floor, size_wh=(width, height))

    def by_pillow() -> object:
        images = Image.fromarray(other), Image.fromarray(pixels), Image.fromarray(mask.values)
        return np.asarray(Image.composite(*images))

    def by_numpy() -> object:
        share = mask.values[..., None].astype(np.float32) / 255
        return (pixels + share * (other.astype(np.float32) - pixels)).round().astype(np.uint8)

    def by_vips(vips: Any) -> Work:
        make = vips.Image.new_from_array
        return lambda: make(mask.values).ifthenelse(make(other), make(pixels), blend=True).numpy()

    works: dict[str, Work] = {
        "maskkit": lambda: composite(pixels, other, mask),
        "maskkit, no feather": lambda: composite(pixels, other, mask, feather_px=0),
        "Pillow": by_pillow,
        "OpenCV": lambda: cv2.copyTo(other, mask.values, pixels.copy()),
        "NumPy": by_numpy,
    }
    return with_vips(works, by_vips)


def auditors(pixels: Any) -> dict[str, Work]:
    """How many pixels differ outside of a mask."""
    import numpy as np

    from maskkit.compositing.audit import audit
    from maskkit.masks.mask import Mask

    height, width = pixels.shape[:2]
    result = pixels.copy()
    result[height // 2 :] //= 2
    mask = Mask.from_bool(np.repeat(np.arange(height)[:, None] >= height // 2, width, axis=1))
    outside = mask.values == 0
    return {
        "maskkit": lambda: audit(pixels, result, mask),
        "NumPy": lambda: int(((pixels != result).any(axis=2) & outside).sum()),
    }


def speed(seconds: float, megapixels: float) -> float:
    """Megapixels a second."""
    return megapixels / seconds


def as_document(timings: list[Timing], megapixels: float, options: argparse.Namespace) -> dict[str, Any]:
    """All figures, with what they were measured on."""
    import cv2
    import PIL

    vips = pyvips()
    return {
        "megapixels": megapixels,
        "threads": options.threads,
        "rounds": options.rounds,
        "versions": {"Pillow": PIL.__version__, "OpenCV": cv2.__version__, "pyvips": vips and vips.__version__},
        "results": [
            {
                **timing._asdict(),
                "best_mp_s": speed(timing.minimum_s, megapixels),
                "median_mp_s": speed(timing.median_s, megapixels),
            }
            for timing in timings
        ],
    }


def print_table(timings: list[Timing], megapixels: float, options: argparse.Namespace) -> None:
    """One line a contender; the ratio is how many times as fast maskkit is as that one, by medians."""
    ours = {timing.task: timing.median_s for timing in timings if timing.name == "maskkit"}
    print(f"{megapixels:.1f} MP, {options.threads} thread(s), {options.rounds} rounds in turns")
    print(f"{'task':22}{'with':22}{'best MP/s':>11}{'median MP/s':>13}{'maskkit is':>13}")
    for task, name, minimum_s, median_s, written in timings:
        ratio = "" if name == "maskkit" else f"{median_s / ours[task]:.2f} x"
        size = "" if written is None else f"{written / 1e6:9.1f} MB"
        best, median = speed(minimum_s, megapixels), speed(median_s, megapixels)
        print(f"{task if name == 'maskkit' else '':22}{name:22}{best:>11.0f}{median:>13.0f}{ratio:>13}{size}")


if __name__ == "__main__":
    sys.exit(main())
