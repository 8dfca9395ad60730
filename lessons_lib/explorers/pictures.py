"""The photographs of lessons 5 and 6: two that come along, and the learner's own, from a path, an array or the upload button."""

import io

import ipywidgets as widgets
import numpy as np

from .. import datasets, entry
from . import controls

GREY = np.array([0.299, 0.587, 0.114])


class Pictures:
    """A menu of photographs, a button to open a file, and the grey picture that is chosen, at most `largest` pixels wide."""

    def __init__(self, image=None, largest=640):
        self.largest, self.known, self.note, self.explorer, self.version = largest, {}, "", None, 0
        for name in ("china", "flower"):
            self._open(name, name)
        own = image is not None and not (isinstance(image, str) and image in self.known) and self._open("mine", image)
        first = "mine" if own else image if isinstance(image, str) and image in self.known else "china"
        self.menu = controls.menu("picture", list(self.known), first)
        self.upload = widgets.FileUpload(accept="image/*", description="Open a picture", layout={"width": "auto"})
        self.upload.observe(self._uploaded, "value")

    def _open(self, name, source):
        """Keep a picture under this name; when it will not do, note why. Return whether it did."""
        try:
            if isinstance(source, (np.ndarray, list)):
                grey, says = entry.numbers("image", source), ""
                if np.asarray(source).dtype.kind in "iu":  # bytes, or 16 bits
                    grey = grey / (255 if grey.max() < 256 else 65535)
                grey = grey[..., :3] if grey.ndim == 3 else grey
                grey = grey @ GREY if grey.ndim == 3 and grey.shape[-1] == 3 else grey
                if grey.ndim != 2 or min(grey.shape) < 8:
                    must = "a picture must be (height, width), 8 × 8 pixels or more, or the same with 3 colours"
                    raise ValueError(f"{must}; it is {grey.shape}")
                span = np.ptp(grey)
                grey = grey if grey.min() >= 0 and grey.max() <= 1 else (grey - grey.min()) / (span or 1)
            else:
                colour, says = datasets.open_picture(source)
                grey = colour @ GREY
            step, least = -(-max(grey.shape) // self.largest), 44 if self.largest >= 320 else 12
            if min(grey.shape) // step < least:
                size = f"{grey.shape[1]} × {grey.shape[0]}"
                raise ValueError(f"a picture of {size} pixels is too small here; {least * step} or more a side are needed")
        except (ValueError, OSError, RuntimeError) as error:
            says, grey = f"{str(error)[:1].upper()}{str(error)[1:].rstrip('.')}.", None
            if name != "mine":
                grey, step = np.indices((427, 640)).sum(axis=0) % 64 / 64, -(-640 // self.largest)
        self.note = " ".join(filter(None, [self.note, says]))
        if grey is None:
            return False
        high, wide = grey.shape[0] // step * step, grey.shape[1] // step * step
        self.known[name] = grey[:high, :wide].reshape(high // step, step, wide // step, step).mean(axis=(1, 3))
        return True

    def _uploaded(self, change):
        if not change["new"]:
            return
        file, self.note = change["new"][0], ""
        self.version += 1
        source = io.BytesIO(bytes(file["content"]))
        source.name = file["name"]
        if self._open("mine", source):
            with self.explorer.held():
                self.menu.options, self.menu.value = list(self.known), "mine"
        self.explorer.note = self.note
        self.explorer.move()

    def drives(self, explorer):
        """Remember the explorer that shows them, and return it."""
        self.explorer = explorer
        return explorer
