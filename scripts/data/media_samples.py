#!/usr/bin/env python3
"""Draws the few test pictures that the tests cannot draw themselves: codings without an encoder in Rust.

Needs Pillow with WebP. The pictures are committed; run this only to change them:
    python3 scripts/data/media_samples.py
"""

import pathlib

from PIL import Image, ImageCms, ImageDraw

FOLDER = pathlib.Path(__file__).parents[2] / "core/src/media/samples"


def scene(step: int = 0) -> Image.Image:
    """A gradient with a disc that wanders to the right; outside the disc half transparent."""
    picture = Image.new("RGBA", (48, 32))
    for x in range(48):
        for y in range(32):
            picture.putpixel((x, y), (x * 5, y * 8, 120, 128))
    ImageDraw.Draw(picture).ellipse((4 + step * 8, 6, 22 + step * 8, 26), fill=(250, 210, 40, 255))
    return picture


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    opaque = scene().convert("RGB")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    opaque.save(FOLDER / "progressive.jpg", quality=80, progressive=True, icc_profile=profile)
    opaque.convert("CMYK").save(FOLDER / "cmyk.jpg", quality=80, icc_profile=profile)
    opaque.save(FOLDER / "lossy.webp", quality=70)
    scene().save(FOLDER / "lossy-alpha.webp", quality=70)
    frames = [scene(step) for step in range(3)]
    frames[0].save(FOLDER / "animated.webp", save_all=True, append_images=frames[1:], duration=100, quality=70)
    frames[0].save(FOLDER / "animated.png", save_all=True, append_images=frames[1:], duration=100)


if __name__ == "__main__":
    main()
