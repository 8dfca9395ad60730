"""Make the moving picture at the top of README.md from the real explorer: 400 balls walk into four
valleys.

python tests/tools/picture.py        writes .github/crowd.webp
"""

import io
from pathlib import Path

from PIL import Image

from lessons_lib.explorers import lesson00

OUT = Path(__file__).parents[2] / ".github" / "crowd.webp"


def main():
    frames, times = [], []
    explorer = lesson00.crowd(lr=0.008)
    for t in range(0, 41):
        explorer.time.go(t)
        frames.append(Image.open(io.BytesIO(explorer.image.value)).convert("RGB"))
        times.append(1500 if t in (0, 40) else 90)
    frames[0].save(
        OUT, save_all=True, append_images=frames[1:], duration=times, loop=0, quality=80, method=6
    )
    print(f"{OUT.name}: {len(frames)} frames, {OUT.stat().st_size / 1e3:.0f} KB")


if __name__ == "__main__":
    main()
