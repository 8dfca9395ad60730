"""A button that opens a file of the learner's own, of any size up to a hundred megabytes.

A server of Jupyter cuts off a message of more than 10 MB without a word, and with it the
connection. So the page sends the file in pieces: see upload.js.
"""

from pathlib import Path

import anywidget
import traitlets

PIECE = 2_000_000  # bytes
MOST = 100_000_000


class Upload(anywidget.AnyWidget):
    """The button, and a line beside it that says how far a file has come.

    opened(name, content) takes each whole file, content None when a piece of it was lost on the
    way.
    """

    # Its text, not its path: anywidget holds on to each widget whose code is a file.
    _esm = Path(__file__).with_suffix(".js").read_text("utf-8")
    label = traitlets.Unicode().tag(sync=True)
    accept = traitlets.Unicode("image/*").tag(sync=True)
    piece = traitlets.Int(PIECE).tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)

    def __init__(self, label, opened):
        super().__init__(label=label)
        self.opened, self.file, self.content = opened, None, bytearray()
        self.arrived = ""  # the name of the file that was opened last
        self.on_msg(self._take)

    def _take(self, widget, message, buffers):
        """Take one piece: {file: a number that its pieces share, name, at: where the piece belongs,
        size: in all}.
        """
        name, at, size = str(message.get("name")), message.get("at"), message.get("size")
        piece = bytes(buffers[0]) if buffers else b""
        if at == 0:
            self.file, self.content = message.get("file"), bytearray()
        if message.get("file") == self.file and at == len(self.content):
            self.content += piece
            self.send({"have": len(self.content), "size": size})
        if at + len(piece) < size:
            return
        content, self.file, self.content = bytes(self.content), None, bytearray()
        self.arrived = name
        self.opened(name, content if len(content) == size else None)
