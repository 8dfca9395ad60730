"""Show the built site on this machine alone: python site/serve.py [_site] [--port 8000]"""

import argparse
import functools
import http.server
from pathlib import Path

ROOT = Path(__file__).parents[1]


class Files(http.server.SimpleHTTPRequestHandler):
    """The files of the site, as a web host would send them."""

    protocol_version = "HTTP/1.1"  # one connection for many files
    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".wasm": "application/wasm",  # compiled while it arrives, under no other name
        ".mjs": "text/javascript",
        ".js": "text/javascript",
        ".whl": "application/zip",
        ".ipynb": "application/json",
        ".webp": "image/webp",
    }

    def log_message(self, *_):
        """Say nothing of each file."""


def server(folder: Path, port: int = 0) -> http.server.ThreadingHTTPServer:
    """Return a server of the folder, on a free port when none is named; serve_forever starts it."""
    files = functools.partial(Files, directory=str(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), files)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path, nargs="?", default=ROOT / "_site")
    ask.add_argument("--port", type=int, default=8000)
    args = ask.parse_args()
    if not (args.folder / "index.html").exists():
        raise SystemExit(f"There is no site in {args.folder} yet: make site builds it.")
    try:
        serving = server(args.folder, args.port)
    except OSError as error:
        raise SystemExit(
            f"Port {args.port} cannot be had ({error.strerror}): --port takes another."
        ) from None
    print(f"http://127.0.0.1:{serving.server_port}/  (Ctrl+C ends it)")
    try:
        serving.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
