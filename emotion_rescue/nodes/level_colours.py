"""The colour of each distress level, for images and markers.

After the palette of Okabe and Ito (2008), which people with colour blindness can tell apart;
UNKNOWN is white-grey and dashed, so that it is never taken for well; whom an operator dismissed
is of a darker grey.
"""

from emotion_rescue.core.readings import DistressLevel

# Blue, green, red.
LEVEL_BGR: dict[DistressLevel, tuple[int, int, int]] = {
    DistressLevel.UNKNOWN: (225, 225, 225),
    DistressLevel.NONE: (115, 158, 0),
    DistressLevel.MILD: (66, 228, 240),
    DistressLevel.MODERATE: (0, 150, 240),
    DistressLevel.SEVERE: (50, 40, 225),
}
DISMISSED_BGR = (110, 110, 110)


def text_bgr(bgr: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return black or white, whichever is easier to read on a colour."""
    blue, green, red = bgr
    # Luma of ITU-R BT.601.
    return (0, 0, 0) if 0.114 * blue + 0.587 * green + 0.299 * red > 120 else (255, 255, 255)


def rgba(bgr: tuple[int, int, int]) -> tuple[float, float, float, float]:
    """Return red, green, blue, alpha of a colour, each 0..1."""
    blue, green, red = bgr
    return red / 255.0, green / 255.0, blue / 255.0, 0.9
