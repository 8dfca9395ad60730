"""Events of a pointer over the picture of an explorer, as ipyevents tells them."""


def event(explorer, kind, ax, x, y, buttons=0):
    """Return what is told when the pointer is over the point (x, y) of an ax.

    The page shows the picture at half its size. dataX and dataY are 0, as they are while the
    browser loads a new picture.
    """
    u, v = ax.transData.transform((x, y))
    return {
        "type": kind,
        "relativeX": u / 2,
        "relativeY": (explorer.figure.bbox.height - v) / 2,
        "buttons": buttons,
        "boundingRectWidth": explorer.figure.bbox.width / 2,
        "dataX": 0,
        "dataY": 0,
    }


def press(explorer, ax, x, y):
    """Press the left button there."""
    explorer.point(event(explorer, "mousedown", ax, x, y, 1))


def drag(explorer, ax, x, y):
    """Move there, the button held."""
    explorer.point(event(explorer, "mousemove", ax, x, y, 1))


def release(explorer, ax, x, y):
    """Let the button go there."""
    explorer.point(event(explorer, "mouseup", ax, x, y))
