"""Gestures of pointer and keys over the picture of an explorer, as page.js tells them."""


def place(explorer, ax, x, y):
    """Return the point (x, y) of an ax in pixels of the figure, from its lower left corner."""
    u, v = ax.transData.transform((x, y))
    return {"x": float(u), "y": float(v)}


def press(explorer, ax, x, y):
    """Press there."""
    explorer.point({"kind": "press", **place(explorer, ax, x, y)})


def drag(explorer, ax, x, y):
    """Move there, pressed."""
    explorer.point({"kind": "drag", **place(explorer, ax, x, y)})


def release(explorer, ax=None, x=0, y=0):
    """Let go; where ax is given, at a last place."""
    last = [{"kind": "drag", **place(explorer, ax, x, y)}] if ax else []
    explorer.point(*last, {"kind": "release"})


def click(explorer, ax, x, y):
    """Press and let go there."""
    press(explorer, ax, x, y)
    release(explorer)


def key(explorer, name, far=False):
    """Press a key while the picture has the keyboard."""
    explorer.point({"kind": "key", "key": name, "far": far})
