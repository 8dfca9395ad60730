"""A plugin for nbval that compares the stored pictures too: pytest -p pictures --nbval
notebook.ipynb

nbval itself skips every picture, so that a changed curve would pass.
"""

import base64
import io

import numpy as np
from PIL import Image

KINDS = ("image/png", "image/jpeg")
# how far a channel may be off, of 255: palettes and JPEG differ a little from one version to the
# next
LEVELS = 40
SPARE = 60  # how many pixels may be off


def decode(text):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB")).astype(
        np.int16
    )


def neighbourhood(picture, pick):
    """Return for each pixel the smallest (or largest) value of each channel among it and its eight
    neighbours.
    """
    padded = np.pad(picture, ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows, columns = picture.shape[:2]
    return pick([padded[i : i + rows, j : j + columns] for i in range(3) for j in range(3)], axis=0)


def strangers(a, b):
    """Return how many pixels of a have no like in b within one pixel."""
    low, high = neighbourhood(b, np.min) - LEVELS, neighbourhood(b, np.max) + LEVELS
    return int(((a < low) | (a > high)).any(axis=-1).sum())


def difference(stored, fresh):
    """Return in words how two pictures differ, or ''."""
    if stored == fresh:
        return ""
    a, b = decode(stored), decode(fresh)
    if a.shape != b.shape:
        return f"the stored picture is {a.shape[1]}×{a.shape[0]}, the fresh one {b.shape[1]}×{b.shape[0]}"
    off = max(strangers(a, b), strangers(b, a))
    return f"{off} pixels of the picture are not where they were" if off > SPARE else ""


def pictures(outputs):
    return [
        (kind, out["data"][kind])
        for out in outputs
        for kind in KINDS
        if kind in out.get("data", {})
    ]


def pytest_configure(config):
    from nbval.plugin import IPyNbCell

    compare = IPyNbCell.compare_outputs

    def compare_outputs(self, test, ref, skip_compare=None):
        if not compare(self, test, ref, skip_compare):
            return False
        fresh, stored = pictures(test), pictures(ref)
        says = (
            ""
            if len(fresh) == len(stored)
            else f"{len(stored)} pictures are stored, {len(fresh)} were drawn"
        )
        for (kind, a), (other, b) in zip(stored, fresh, strict=False):
            says = says or (
                difference(a, b) if kind == other else f"{kind} is stored, {other} was drawn"
            )
        if says:
            self.comparison_traceback.append(says)
        return not says

    IPyNbCell.compare_outputs = compare_outputs
