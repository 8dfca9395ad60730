"""A button that opens a file of the learner's own, of any size up to a hundred megabytes.

A server of Jupyter cuts off a message of more than 10 MB without a word, and with it the connection. So the page sends the file
in pieces, each when the last has arrived: see upload.js.
"""

from pathlib import Path

import anywidget
import traitlets

PIECE = 2_000_000  # bytes
MOST = 100_000_000


class Upload(anywidget.AnyWidget):
    """The button, and a line beside it that says how far a file has come; opened(name, content) takes each whole file."""

    _esm = Path(__file__).with_suffix(".js")
    label = traitlets.Unicode().tag(sync=True)
    accept = traitlets.Unicode("image/*").tag(sync=True)
    piece = traitlets.Int(PIECE).tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)

    def __init__(self, label, opened):
        super().__init__(label=label)
        self.opened, self.file, self.content = opened, None, bytearray()
        self.on_msg(self._take)

    def _take(self, widget, message, buffers):
        """Take one piece: {file: a number that the page gives it, name, at: the place of the piece, size: of the whole file}."""
        file, at, size = message.get("file"), message.get("at"), message.get("size")
        if at == 0:
            self.file, self.content = file, bytearray()
        if file != self.file or at != len(self.content) or size > self.most:
            return  # a piece of a file that was given up
        self.content += bytes(buffers[0]) if buffers else b""
        self.send({"file": file, "have": len(self.content)})
        if len(self.content) >= size:
            content, self.file, self.content = bytes(self.content), None, bytearray()
            self.opened(str(message.get("name")), content)
