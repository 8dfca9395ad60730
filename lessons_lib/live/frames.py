"""A figure as small pictures: its resting part is drawn once, and what moves is drawn on a copy.

What `plots.style.moving` marked is left out of the background, so that a frame costs milliseconds.
Whatever else changes makes matplotlib call the figure stale, and then all of it is drawn anew.
"""

from matplotlib.image import AxesImage

from . import encoding


class Frames:
    """The frames of one figure: `next()` is the figure as it stands now, as the bytes of a picture.

    photo: True for a JPEG, as photographs need it; else a PNG of 96 colours.
    """

    def __init__(self, figure, photo=False):
        self.figure = figure
        self.photo = photo
        self.format = "jpeg" if photo else "png"
        self.theme = "light"
        self.forget()

    def dress(self, theme):
        """Draw in this theme from now on, "light" or "dark"."""
        if theme != self.theme:
            self.theme = self.figure.canvas.theme = theme
            self.forget()

    def light(self):
        """Return the figure as it stands as a picture on white paper, whatever its theme."""
        if self.theme == "light":
            return self.next()
        kept = self.background, self.colours, self.moving
        fresh = not self.figure.stale
        self.dress("light")
        try:
            return self.next()
        finally:
            self.dress("dark")
            if fresh:
                self.background, self.colours, self.moving = kept

    def forget(self):
        """Draw everything anew in the next frame."""
        self.background = None
        self.colours = None
        self.moving = []

    def next(self):
        """Return the figure as the bytes of a picture."""
        canvas = self.figure.canvas
        if self.background is None or self.figure.stale:
            self._rest()
        else:
            canvas.restore_region(self.background)
        for artist in self.moving:
            self.figure.draw_artist(artist)
        picture = encoding.picture_of(canvas)
        if self.photo:
            return encoding.encoded(picture)
        if self.colours is None:
            self.colours = encoding.palette(picture, self.theme)
        return encoding.encoded(picture, self.colours)

    def _rest(self):
        """Draw what rests, and keep it."""
        animated = self.figure.findobj(lambda artist: artist.get_animated())
        self._draw_without([a for a in animated if isinstance(a, AxesImage) and a.get_visible()])
        self.colours = None
        self.figure.set_layout_engine("none")  # laid out once: nothing jumps
        self.background = self.figure.canvas.copy_from_bbox(self.figure.bbox)
        self.moving = sorted(animated, key=lambda artist: artist.get_zorder())

    def _draw_without(self, images):
        """Draw what rests. matplotlib 3.8 would draw moving images with it, and they would show
        through where later ones are transparent.
        """
        try:
            for image in images:
                image.set_visible(False)
            self.figure.canvas.draw()
        finally:
            for image in images:
                image.set_visible(True)

    def free(self):
        """Let go of the background, and of what the figure holds."""
        self.forget()
        for ax in self.figure.axes:
            self.figure.delaxes(ax)
