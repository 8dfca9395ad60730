"""A figure drawn in the dark: each colour of the course as its dark twin, at the renderer.

Explorers paint in one set of colours, and know nothing of themes. Photographs, heat maps, colour
bars and whatever else gets its colours from a map of colours stay as they are, and so does what is
marked as lying on them.
"""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_rgb

# The name of a group of strokes that keep their colours; an artist hands it to the renderer.
AS_IT_IS = "as it is"
# What RendererAgg takes straight from its C++ part, each object for itself.
_STRAIGHT = ("draw_markers", "draw_path_collection")


class Canvas(FigureCanvasAgg):
    """The canvas of a figure, "light" or "dark" by its `theme`.

    twins  {colour: the same in the dark}
    """

    def __init__(self, figure, twins):
        super().__init__(figure)
        self.theme = "light"
        self.twins = {to_rgb(colour): to_rgb(twin) for colour, twin in twins.items()}

    def get_renderer(self):
        """Return what draws in this theme: matplotlib's own in the light."""
        renderer = super().get_renderer()
        dark = self.theme == "dark"
        if isinstance(renderer, Dark) == dark:
            return renderer
        size = renderer.width, renderer.height, renderer.dpi
        self.renderer = Dark(*size, self.twins) if dark else RendererAgg(*size)
        return self.renderer


class Dark(RendererAgg):
    """A renderer that draws {colour: twin} in the twins; a colour is (red, green, blue) to 1.

    No twin may have a twin itself: some methods call others.
    """

    def __init__(self, width, height, dpi, twins):
        self._twins = twins
        self._as_it_is = False
        super().__init__(width, height, dpi)

    def _update_methods(self):
        super()._update_methods()
        for name in _STRAIGHT:
            vars(self).pop(name, None)  # so that the methods below are found

    def open_group(self, s, gid=None):
        """Begin an artist, which may have to stay as it is."""
        self._as_it_is = gid == AS_IT_IS

    def close_group(self, s):
        """End an artist."""
        self._as_it_is = False

    def _twin(self, colour):
        """Return the twin of a colour, with its alpha; any other colour, or none, as it is."""
        if colour is None or self._as_it_is:
            return colour
        red, green, blue, *alpha = colour
        twin = self._twins.get((red, green, blue))
        return colour if twin is None else (*twin, *alpha)

    def _all(self, colours):
        """Return the twins of a collection's colours (N, 4)."""
        rows = np.asarray(colours, dtype=float)
        if self._as_it_is or not rows.size:
            return rows
        return np.array([self._twin(row) for row in rows.tolist()])

    def _drawn(self, draw, gc, *args, **kwargs):
        """Call a method with the pen of gc in its twin."""
        pen = gc._rgb  # what the C++ part reads
        gc._rgb = self._twin(pen)
        try:
            return draw(gc, *args, **kwargs)
        finally:
            gc._rgb = pen

    def draw_path(self, gc, path, transform, rgbFace=None):
        """Draw a line or a shape."""
        self._drawn(super().draw_path, gc, path, transform, self._twin(rgbFace))

    def draw_text(self, gc, *args, **kwargs):
        """Draw a text; formulas come by here too."""
        self._drawn(super().draw_text, gc, *args, **kwargs)

    def draw_markers(self, gc, marker, turned, path, transform, rgbFace=None):
        """Draw one shape at many places."""
        draw = self._renderer.draw_markers
        self._drawn(draw, gc, marker, turned, path, transform, self._twin(rgbFace))

    def draw_path_collection(self, gc, *args, **kwargs):
        """Draw shapes, each with its own colours."""
        *shapes, faces, edges = args[:7]
        draw = self._renderer.draw_path_collection
        looks = self._all(faces), self._all(edges)
        self._drawn(draw, gc, *shapes, *looks, *args[7:], **kwargs)
