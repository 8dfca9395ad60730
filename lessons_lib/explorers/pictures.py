"""The photographs of lessons 5 and 6: two that come along, and the learner's own, from a path, an array or the upload button."""

import io

import numpy as np

from .. import datasets, images
from . import controls
from .upload import Upload


class Pictures:
    """A menu of photographs, a button to open a file, and the grey picture that is chosen, at most `largest` pixels wide."""

    def __init__(self, image=None, largest=640):
        self.largest, self.known, self.note, self.explorer, self.version = largest, {}, "", None, 0
        for name in ("china", "flower"):
            self._open(name, name)
        named = isinstance(image, str) and image in self.known
        own = image is not None and not named and self._open("mine", image)
        first = "mine" if own else image if named else "china"
        self.menu = controls.menu("picture", list(self.known), first)
        self.upload = Upload("Open a picture", self._uploaded)

    def _open(self, name, source):
        """Keep a picture under this name; when it will not do, note why. Return whether it did."""
        try:
            colour, says = datasets.open_picture(source)
            self.known[name] = self._fitted(colour @ images.GREY)
        except (ValueError, OSError, RuntimeError) as error:
            says = f"{str(error)[:1].upper()}{str(error)[1:].rstrip('.')}."
            if name != "mine":  # its photograph is missing: stripes in its place
                self.known[name] = self._fitted(np.indices((427, 640)).sum(axis=0) % 64 / 64)
        self.note = " ".join(filter(None, [self.note, says]))
        return name in self.known

    def _fitted(self, grey):
        """Return a picture made small enough, each of its pixels the mean of a square. ValueError when it is too small."""
        step = -(-max(grey.shape) // self.largest)
        least = 44 if self.largest >= 320 else 12
        if min(grey.shape) // step < least:
            size = f"{grey.shape[1]} × {grey.shape[0]}"
            raise ValueError(f"a picture of {size} pixels is too small here; {least * step} or more a side are needed")
        high, wide = (n // step for n in grey.shape)
        return grey[: high * step, : wide * step].reshape(high, step, wide, step).mean(axis=(1, 3))

    def _uploaded(self, name, content):
        """Show the picture in these bytes, or say why it will not do. None stands for a file that did not arrive whole."""
        self.note = ""
        self.version += 1
        if content is None:
            self.explorer.note = f"{name} did not arrive whole. Open it once more."
            self.explorer.move()
            return
        source = io.BytesIO(content)
        source.name = name
        mine = self.known.pop("mine", None)
        if self._open("mine", source):
            with self.explorer.held():
                self.menu.options, self.menu.value = list(self.known), "mine"
        elif mine is not None:
            self.known["mine"] = mine
        self.explorer.note = self.note
        self.explorer.move()

    def drives(self, explorer):
        """Remember the explorer that shows them, and return it."""
        self.explorer = explorer
        return explorer
