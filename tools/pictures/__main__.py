"""Draws every picture into docs/images; needs Chromium, and a font with colored emoji.

python -m tools.pictures
"""

from tools.pictures.drawing import draw

if __name__ == "__main__":
    draw()
