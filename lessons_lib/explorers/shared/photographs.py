"""The photographs of lessons 5 and 6: two that come along, and the learner's own, from a path, an
array or the upload button.
"""

import io

from ... import datasets, images
from ...live import controls
from ...live.upload import Upload

MINE = "mine"  # the learner's own
LARGEST = 640  # pixels along the longer side
LEAST = 44  # pixels along the shorter side
LEAST_OF_SMALL = 12  # the same where pictures are shown below 320 pixels


class Album:
    """Grey pictures by their names, each at most `largest` pixels along its longer side.

    known  {name: an array (height, width) from 0, black, to 1, white}
    first  the name of the one to show first
    note   what was done to the learner's picture, or why it will not do
    """

    def __init__(self, image=None, largest=LARGEST):
        self.largest = largest
        samples = datasets.PHOTOGRAPHS
        self.known = {name: fitted(datasets.photograph(name), largest) for name in samples}
        self.first = samples[0]
        self.note = ""
        if isinstance(image, str) and image in self.known:
            self.first = image
        elif image is not None:
            self.note = self._open(MINE, image)
            if MINE in self.known:
                self.first = MINE

    def _open(self, name, source):
        """Keep a picture under this name when it will do. Return what was done to it, or why it
        will not do.
        """
        try:
            colour, says = datasets.open_picture(source)
            self.known[name] = fitted(colour @ images.GREY, self.largest)
        except (ValueError, OSError, RuntimeError) as error:  # the last by an odd object
            why = str(error)
            says = f"{why[:1].upper()}{why[1:].rstrip('.')}."
        return says


class Pictures(Album):
    """An album with a menu of its pictures and a button that opens a file, for one explorer."""

    def __init__(self, explorer, image=None, largest=LARGEST):
        super().__init__(image, largest)
        self.explorer = explorer
        self.menu = controls.menu("picture", list(self.known), self.first)
        self.upload = Upload("Open a picture", self._uploaded)

    def _uploaded(self, name, content):
        """Show the picture in these bytes, or say why it will not do. None stands for a file that
        did not arrive whole.
        """
        if content is None:
            self.explorer.note = f"{name} did not arrive whole. Open it once more."
        else:
            self.explorer.note = self._take(name, content)
        self.explorer.move()

    def _take(self, name, content):
        """Show the picture in these bytes, if it will do. Return a sentence about it, or ''."""
        source = io.BytesIO(content)
        source.name = name
        before = self.known.pop(MINE, None)
        says = self._open(MINE, source)
        if MINE in self.known:
            with self.explorer.held():
                self.menu.options = list(self.known)
                self.menu.value = MINE
        elif before is not None:
            self.known[MINE] = before
        return says


def fitted(grey, largest):
    """Return a picture made small enough, each of its pixels the mean of a square. ValueError when
    it is too small.
    """
    step = -(-max(grey.shape) // largest)
    least = LEAST if largest >= 320 else LEAST_OF_SMALL
    if min(grey.shape) // step < least:
        size = f"{grey.shape[1]} × {grey.shape[0]}"
        needed = f"{least * step} or more a side are needed"
        raise ValueError(f"a picture of {size} pixels is too small here; {needed}")
    high, wide = (n // step for n in grey.shape)
    squares = grey[: high * step, : wide * step].reshape(high, step, wide, step)
    return squares.mean(axis=(1, 3))
