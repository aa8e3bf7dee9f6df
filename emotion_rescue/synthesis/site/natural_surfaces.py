"""Surfaces nobody made: gravel, dust, dead leaves, grass, bark, leaves of trees."""

import numpy as np

from emotion_rescue.synthesis.site.texture_noise import noise
from emotion_rescue.synthesis.site.texture_noise import relief
from emotion_rescue.synthesis.site.texture_noise import strew


def _chooser(rng, colours, spread=0.2):
    def colour():
        return np.array(colours[int(rng.integers(len(colours)))]) * rng.uniform(
            1 - spread, 1 + spread)
    return colour


def _earth(rng, size, base, bumps=0.25):
    tone = 1 + 0.1 * noise(rng, size, 1.5) + 0.06 * noise(rng, size, 0.3)
    return np.array(base, np.float32) * (tone * relief(noise(rng, size, 1.1), bumps))[..., None]


def _gravel(rng, size):
    picture = _earth(rng, size, (72, 68, 62))
    strew(rng, picture, 1500, (3, 16), _chooser(
        rng, ((140, 136, 130), (118, 114, 110), (156, 148, 138), (98, 94, 92))))
    return picture * (1 + 0.05 * noise(rng, size, 0.2)[..., None])


def _rubble_dust(rng, size):
    picture = _earth(rng, size, (164, 156, 144), 0.3)
    strew(rng, picture, 420, (1.5, 14), _chooser(
        rng, ((168, 162, 152), (146, 140, 132), (184, 176, 164), (146, 106, 90), (120, 114, 108))))
    return picture * (1 + 0.04 * noise(rng, size, 0.2)[..., None])


def _leaf_litter(rng, size):
    picture = _earth(rng, size, (66, 54, 42))
    strew(rng, picture, 1500, (4, 15), _chooser(
        rng, ((120, 92, 62), (98, 74, 50), (140, 112, 78), (84, 66, 48), (104, 100, 62),
              (150, 124, 90)), 0.25))
    return picture * (1 + 0.05 * noise(rng, size, 0.2)[..., None])


def _grass(rng, size):
    import cv2
    picture = _earth(rng, size, (74, 76, 46))
    colour = _chooser(rng, ((96, 112, 58), (78, 96, 48), (122, 124, 76), (62, 78, 42)), 0.2)
    for _ in range(3500):
        x, y = rng.uniform(0, size, 2)
        dx, dy = rng.normal(0, 6), rng.uniform(8, 26)
        for ox in {0, size if x < 30 else 0, -size if x > size - 30 else 0}:
            for oy in {0, size if y < 30 else 0, -size if y > size - 30 else 0}:
                cv2.line(picture, (int(x + ox), int(y + oy)),
                         (int(x + ox + dx), int(y + oy - dy)), colour().tolist(), 1, cv2.LINE_AA)
    return picture


def _bark(rng, size):
    ridges = np.abs(noise(rng, size, 1.1, stretch=(0.6, 7.0)))
    picture = np.array((112, 98, 84), np.float32) * rng.uniform(0.75, 1.15)
    picture = picture * np.clip(0.35 + 0.55 * ridges, 0.2, 1.4)[..., None]
    moss = np.clip(noise(rng, size, 1.5) - 1.0, 0, 0.6)[..., None]
    return picture * (1 - moss) + np.array((86, 96, 60)) * moss


def _foliage(rng, size):
    picture = _earth(rng, size, (36, 44, 28))
    strew(rng, picture, 1900, (4, 14), _chooser(
        rng, ((78, 98, 50), (62, 82, 44), (98, 114, 62), (50, 68, 38), (110, 116, 66)), 0.2))
    return picture


NATURAL = {'gravel': _gravel, 'rubble_dust': _rubble_dust, 'leaf_litter': _leaf_litter,
           'grass': _grass, 'bark': _bark, 'foliage': _foliage}
