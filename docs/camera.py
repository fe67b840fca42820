"""Photograph a page as a browser shows it. Needs Chromium; looks best where the font Lato is installed."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

CHROMIUM = (
    "/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--force-device-scale-factor=2",
)  # fmt: skip
WIDTH, TALLEST = 760, 6000
"""Points of the window; a page that is longer would be cut."""

COLOURS = 48
"""Enough for letters in grey, a blue, a green and a red; twice as many cost a tenth more bytes."""


def photograph(page: str, path: Path, colours: int = COLOURS) -> None:
    """Write what a browser shows of *page*, cut to what is not white."""
    with TemporaryDirectory() as folder:
        source, shot = Path(folder, "page.html"), Path(folder, "shot.png")
        source.write_text(page, encoding="utf-8")
        window = (f"--user-data-dir={folder}/profile", f"--window-size={WIDTH},{TALLEST}")
        command = (*CHROMIUM, *window, f"--screenshot={shot}", source.as_uri())
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        whole = Image.open(shot).convert("RGB")
    edge = ImageChops.invert(whole).getbbox()
    whole.crop(edge).quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
