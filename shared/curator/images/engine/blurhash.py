"""The blurhash of a picture (https://blurha.sh): a few waves of colour, written in some thirty characters.

Pure Python over a handful of pixels. Waves are measured in the middle of each pixel; implementations that measure at
its left edge need pictures of thousands of pixels before one colour comes out as one colour.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import product

COLOUR_BANDS = 3
LONG_WAVES, SHORT_WAVES = 4, 3  # along the longer and the shorter side
MOST_WAVES = 9  # along a side, in the format
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
SCALE_STEPS = 166  # of the one number by which all waves are scaled
SCALE_MOST = 82  # the largest of its values: one digit
WAVE_STEPS = 9  # up and down from none, per colour

Colour = tuple[float, float, float]


def _linear(sample: int) -> float:
    value = sample / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


LINEAR = tuple(_linear(sample) for sample in range(256))


def blurhash(samples: bytes, width: int, height: int) -> str:
    """Return the blurhash of rows of red, green and blue samples in sRGB."""
    across, down = (LONG_WAVES, SHORT_WAVES) if width >= height else (SHORT_WAVES, LONG_WAVES)
    mean, *waves = _waves(samples, (width, height), (across, down))
    strongest = max(abs(part) for wave in waves for part in wave)
    scale = max(0, min(SCALE_MOST, math.floor(strongest * SCALE_STEPS - 0.5)))
    return "".join(
        (
            _written((across - 1) + (down - 1) * MOST_WAVES, 1),
            _written(scale, 1),
            _written(_joined((_gamma(part) for part in mean), 256), 4),
            *(_written(_joined(_steps(wave, (scale + 1) / SCALE_STEPS), 2 * WAVE_STEPS + 1), 2) for wave in waves),
        )
    )


def _waves(samples: bytes, size: tuple[int, int], counts: tuple[int, int]) -> list[Colour]:
    """Return how much of each wave is in the picture: first none, then along the rows, then along the columns."""
    width, height = size
    across, down = (_cosines(count, length) for count, length in zip(counts, size, strict=True))
    row = width * COLOUR_BANDS
    # Along the rows first: what is left for the columns is a few numbers per row.
    rows = [
        [
            [
                sum(
                    LINEAR[sample] * factor
                    for sample, factor in zip(samples[top + band : top + row : COLOUR_BANDS], wave, strict=True)
                )
                for band in range(COLOUR_BANDS)
            ]
            for wave in across
        ]
        for top in range(0, row * height, row)
    ]
    found = []
    for place, (vertical, horizontal) in enumerate(product(range(counts[1]), range(counts[0]))):
        share = (2 if place else 1) / (width * height)
        red, green, blue = (
            share * sum(sums[horizontal][band] * factor for sums, factor in zip(rows, down[vertical], strict=True))
            for band in range(COLOUR_BANDS)
        )
        found.append((red, green, blue))
    return found


def _cosines(count: int, length: int) -> list[list[float]]:
    """Return each wave along a side, and nothing for waves too short for so few pixels."""
    return [
        [math.cos(math.pi * wave * (place + 0.5) / length) if wave < length else 0.0 for place in range(length)]
        for wave in range(count)
    ]


def _gamma(part: float) -> int:
    value = max(0.0, min(1.0, part))
    return round(255 * (value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))


def _steps(wave: Colour, largest: float) -> Iterator[int]:
    for part in wave:
        strength = math.copysign(math.sqrt(abs(part / largest)), part)
        yield max(0, min(2 * WAVE_STEPS, math.floor(strength * WAVE_STEPS + WAVE_STEPS + 0.5)))


def _joined(parts: Iterator[int] | Sequence[int], base: int) -> int:
    value = 0
    for part in parts:
        value = value * base + part
    return value


def _written(value: int, length: int) -> str:
    return "".join(DIGITS[value // len(DIGITS) ** place % len(DIGITS)] for place in reversed(range(length)))
