"""Label Studio's brush code: bytes that label-studio-converter 0.0.59 wrote, round trips, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import BadRle
from maskkit.limits import ImageLimits
from maskkit.masks import label_studio_rle
from maskkit.masks.label_studio_rle import brush_decode, brush_encode

RING = np.pad(np.zeros((1, 2), np.uint8), 1, constant_values=255)
WIDE = ((np.arange(300) >= 7) * 255).astype(np.uint8).reshape(1, 300)
TALL = ((np.arange(20_000) < 16_500) * 255).astype(np.uint8).reshape(-1, 1)
NUMBERS = np.array([[69, 4, 233, 186, 239, 0, 8, 44, 138, 108]], np.uint8)
DIFFERENT_WORDS = (
    "00000028391bf81b20518104022809c00500260020058068014c074810004d81f005d0142045811e077808e068015600000c806d811a0040"
    "18605d01b0016002c06e000a045002802600f60360"
)
COLOURED = "00000018391bf81fe02a00190ff80a800601ff38044120400002001000600200"
"""Painted with the colour (255, 84, 12), as the editor does; the opacities are 255, 255, 0, 0, 128 and 4."""


def size_wh(values: np.ndarray) -> tuple[int, int]:
    return values.shape[1], values.shape[0]


class TestKnownCodes:
    """Byte for byte."""

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            (RING, "00000030391bfe13ff9c0309ff80"),
            (np.full((1, 1), 255, np.uint8), "00000004391bfc7fe0"),
            (WIDE, "000004b0391bfe1b00e0927fe0"),
            (TALL, "00013880391bffffffffe039fffcdabc00"),
        ],
        ids=["ring", "one pixel", "300 wide", "runs longer than a block"],
    )
    def test_written_and_read(self, values: np.ndarray, code: str) -> None:
        assert brush_encode(values).hex() == code
        assert np.array_equal(brush_decode(bytes.fromhex(code), size_wh(values)), values)

    def test_bytes_behind_the_last_word_do_not_matter(self) -> None:
        assert not brush_decode(bytes.fromhex("00000018391bfe170000"), (3, 2)).any()

    def test_blocks_of_different_words(self) -> None:
        assert np.array_equal(brush_decode(bytes.fromhex(DIFFERENT_WORDS), (10, 1)), NUMBERS)

    def test_the_opacity_is_the_mask_whatever_the_colour(self) -> None:
        assert brush_decode(bytes.fromhex(COLOURED), (3, 2)).tolist() == [[255, 255, 0], [0, 128, 4]]

    def test_a_list_of_numbers_is_what_json_holds(self) -> None:
        assert np.array_equal(brush_decode(list(brush_encode(RING)), (4, 3)), RING)


class TestRoundTrip:
    """Lossless, hard or soft."""

    @pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 1.0])
    def test_hard(self, share: float) -> None:
        values = ((np.random.default_rng(1).random((37, 53)) < share) * 255).astype(np.uint8)
        assert np.array_equal(brush_decode(brush_encode(values), (53, 37)), values)

    def test_soft(self) -> None:
        values = np.random.default_rng(2).integers(0, 256, (41, 29)).astype(np.uint8)
        assert np.array_equal(brush_decode(brush_encode(values), (29, 41)), values)

    def test_more_runs_than_are_packed_at_once(self) -> None:
        values = np.random.default_rng(3).integers(0, 256, (260, 270)).astype(np.uint8)
        assert np.array_equal(brush_decode(brush_encode(values), (270, 260)), values)

    @pytest.mark.parametrize("pixels", [2, 3, 4, 5, 63, 64, 65, 16_384, 16_385, 32_768])
    def test_every_size_of_a_length_and_its_neighbours(self, pixels: int) -> None:
        values = np.full((1, pixels), 7, np.uint8)
        assert np.array_equal(brush_decode(brush_encode(values), (pixels, 1)), values)

    def test_a_view_of_a_larger_picture(self) -> None:
        values = np.tile(RING, (3, 4))[::2, 1::3]
        assert np.array_equal(brush_decode(brush_encode(values), size_wh(values)), values)


class TestRefused:
    """Sentences, not crashes, and nothing allocated for a size that the code does not have."""

    @pytest.mark.parametrize(
        ("code", "sentence"),
        [
            (b"", "0 bytes has no header"),
            (b"\0\0\0\4\x39", "5 bytes has no header"),
            (bytes.fromhex("00000008391bfc7fe0"), "holds 8 words, not 4 for each of 1 pixels"),
            (bytes.fromhex("ffffffff391bfc7fe0"), "holds 4294967295 words"),
            (bytes.fromhex("00000004791bfc7fe0"), "words of 16 bits, not of 8"),
            (bytes.fromhex("00000004391bfc"), "cut off: it ends 4 words too early"),
            (bytes.fromhex("00000004391bfcffe0"), "has 4 words too many"),
            ([0, 0, 0, 4, 57, 27, 252, 127, 999], "no list of bytes"),
            (["a"], "no list of bytes"),
            ("0000", "no list of bytes"),
            (None, "no list of bytes"),
            (10**12, "no list of bytes"),
        ],
    )
    def test_codes(self, code: object, sentence: str) -> None:
        with pytest.raises(BadRle) as refusal:
            brush_decode(code, (1, 1))  # type: ignore[arg-type]
        assert sentence in str(refusal.value)

    def test_every_cut_of_a_code_is_refused(self) -> None:
        code = brush_encode(RING)
        for length in range(len(code)):
            with pytest.raises(BadRle):
                brush_decode(code[:length], (4, 3))

    def test_a_picture_over_the_limit(self) -> None:
        with pytest.raises(BadRle, match="over the limit"):
            brush_decode(brush_encode(RING), (4, 3), limits=ImageLimits(max_mp=0.00001))

    def test_only_a_map_of_bytes_is_written(self) -> None:
        for wrong in (np.zeros((2, 2), bool), np.zeros(4, np.uint8), np.zeros((0, 2), np.uint8)):
            with pytest.raises(ValueError, match="brush_encode needs"):
                brush_encode(wrong)


@pytest.mark.parametrize("seen", [64, 512])
def test_codes_of_more_bits_than_are_looked_at_at_a_time(seen: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_studio_rle, "_SEEN_BITS", seen)
    rng = np.random.default_rng(8)
    values = np.repeat(rng.integers(0, 256, 400).astype(np.uint8), rng.integers(1, 90, 400))[:9000].reshape(90, 100)
    code = brush_encode(values)
    assert np.array_equal(brush_decode(code, (100, 90)), values)
    for cut in (1, 9, len(code) // 2):
        with pytest.raises(BadRle, match="cut off"):
            brush_decode(code[:-cut], (100, 90))
