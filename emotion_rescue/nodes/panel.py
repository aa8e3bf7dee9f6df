"""The panel beside a person: who, distress, emotions, valence, arousal, dominance, and since when.

Whom an operator dismissed has a short one: who has said so, and whether the models contradict.

All sizes are for an image 480 px high and scale with it.
"""

import math

import cv2
import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.nodes.level_colours import text_bgr
from emotion_rescue.nodes.person_on_screen import PersonOnScreen

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FONT_SCALE = 0.38
_LINE_PX = 14
_PAD_PX = 4
_WIDTH_PX = 132
_TOP_EMOTIONS = 3
_WHITE, _GREY, _ALARM = (255, 255, 255), (165, 165, 165), (130, 130, 255)
_BAR = (230, 180, 90)
CONTRADICTED = '! MODELS DISAGREE'
_SHADE = 0.3


def panel_size(shown: PersonOnScreen, scale: float) -> tuple[int, int]:
    """Return width and height in pixels of the panel of somebody."""
    lines = 1 + len(_text_lines(shown, 0))
    bars = len(DIMENSIONS) if _has_bars(shown) else 0
    return round(_WIDTH_PX * scale), round((_LINE_PX * (lines + bars) + _PAD_PX) * scale)


def draw_panel(image: np.ndarray, place: tuple[int, int], shown: PersonOnScreen, stamp_ns: int,
               scale: float) -> None:
    """Draw into `image` at `place`, the left upper corner.

    Args:
        image: uint8 (height, width, 3), changed.
        place: x and y in pixels.
        shown: whom.
        stamp_ns: of the image.
        scale: 1 for an image 480 px high.
    """
    x, y = place
    width, height = panel_size(shown, scale)
    line = _LINE_PX * scale
    shade(image, (x, y, x + width, y + height))
    cv2.rectangle(image, (x, y), (x + width - 1, round(y + line)), shown.bgr, cv2.FILLED)
    _draw_fitting(image, tag_text(shown), (x, y), text_bgr(shown.bgr), width, scale)
    row = y + line
    if _has_bars(shown):
        for name in DIMENSIONS:
            _draw_bar(image, (x, round(row)), width, name, shown.assessment.vad, scale)
            row += line
    for text, colour in _text_lines(shown, stamp_ns):
        _draw_fitting(image, text, (x, round(row)), colour, width, scale)
        row += line
    cv2.rectangle(image, (x, y), (x + width - 1, y + height - 1),
                  _ALARM if shown.contradiction else shown.bgr, 1)


def tag_text(shown: PersonOnScreen) -> str:
    """Return id and what counts, such as '#3 SEVERE 92%', with a ! where models contradict.

    The probability is the models', and told only where the level is theirs.
    """
    sign = '! ' if shown.contradiction else ''
    name = f'{sign}#{shown.person.person_id} '
    if shown.dismissed:
        return f'{name}DISMISSED'
    level = shown.level.name
    if shown.level == DistressLevel.UNKNOWN:
        return f'{name}{level} ?'
    if shown.operator_words and not shown.models_agree:
        return f'{name}{level}'
    return f'{name}{level} {_percent(shown.probability)}'


def text_size(text: str, scale: float) -> tuple[int, int]:
    """Return width and height in pixels of a line of text with its padding."""
    (width, _), _ = cv2.getTextSize(text, _FONT, _FONT_SCALE * scale, _thickness(scale))
    return width + round(2 * _PAD_PX * scale), round(_LINE_PX * scale)


def draw_text(image: np.ndarray, text: str, place: tuple[int, int],
              bgr: tuple[int, int, int], scale: float) -> None:
    """Draw a line of text whose left upper corner is `place`."""
    base = place[0] + round(_PAD_PX * scale), place[1] + round(0.75 * _LINE_PX * scale)
    # OpenCV's fonts know ASCII only.
    ascii_text = text.encode('ascii', 'replace').decode('ascii')
    cv2.putText(image, ascii_text, base, _FONT, _FONT_SCALE * scale, bgr, _thickness(scale),
                cv2.LINE_AA)


def shade(image: np.ndarray, rect: tuple[int, int, int, int]) -> None:
    """Darken a rectangle of `image`, so that text on it can be read."""
    left, top, right, bottom = (max(0, v) for v in rect)
    part = image[top:bottom, left:right]
    part[:] = (part * _SHADE).astype(np.uint8)


def _thickness(scale):
    return max(1, round(scale))


def _draw_fitting(image, text, place, bgr, width, scale):
    # Hershey's letters (OpenCV 4) are wider than those of OpenCV 5.
    fit = min(1.0, width / text_size(text, scale)[0])
    draw_text(image, text, place, bgr, scale * fit)


def _percent(probability):
    return '?' if math.isnan(probability) else f'{100.0 * probability:.0f}%'


def _has_bars(shown):
    return _judged(shown.assessment) and not shown.dismissed


def _judged(assessment):
    return assessment is not None and assessment.assessed_ns is not None


def _text_lines(shown, stamp_ns):
    """Return (text, colour) of the lines below the bars."""
    lines = _operator_lines(shown)
    if shown.dismissed:
        return lines
    if shown.responsiveness == Responsiveness.UNRESPONSIVE:
        lines.append(('UNRESPONSIVE', _ALARM))
    assessment = shown.assessment
    if assessment is None:
        return [*lines, ('not judged yet', _GREY)]
    lines += [(f'{CATEGORY_NAMES[i]} {assessment.emotions[i]:.2f}', _WHITE)
              for i in _top(assessment.emotions)]
    if not _judged(assessment):
        return [*lines, ('not judged yet', _GREY)]
    age_s = (stamp_ns - assessment.assessed_ns) / NS_PER_S
    return [*lines, (f'seen {max(0.0, age_s):.1f} s ago', _GREY)]


def _operator_lines(shown):
    """Return (text, colour) of what an operator said, and what the models say to that."""
    lines = [(CONTRADICTED, _ALARM)] if shown.contradiction else []
    if not shown.operator_words:
        return lines
    lines.append((shown.operator_words, _WHITE))
    if shown.assessment is not None and not shown.models_agree:
        lines.append((f'models: {shown.assessment.distress.level.name} '
                      f'{_percent(shown.probability)}', _GREY))
    return lines


def _top(emotions):
    known = [i for i in np.argsort(-np.nan_to_num(emotions), kind='stable')
             if not math.isnan(emotions[i])]
    return known[:_TOP_EMOTIONS]


def _draw_bar(image, place, width, name, vad, scale):
    """Draw one dimension: letter, a bar from 1 to 10 with its deviation, the value."""
    x, y = place
    value, std = getattr(vad, name), getattr(vad, f'{name}_std')
    left, right = x + round(16 * scale), x + width - round(30 * scale)
    top, bottom = y + round(4 * scale), y + round(11 * scale)
    draw_text(image, name[0].upper(), place, _WHITE, scale)
    cv2.rectangle(image, (left, top), (right, bottom), (90, 90, 90), cv2.FILLED)
    if math.isnan(value):
        draw_text(image, '?', (right, y), _GREY, scale)
        return

    def position(level):
        share = (min(max(level, LEVEL_MIN), LEVEL_MAX) - LEVEL_MIN) / (LEVEL_MAX - LEVEL_MIN)
        return left + round(share * (right - left))

    cv2.rectangle(image, (left, top), (position(value), bottom), _BAR, cv2.FILLED)
    if not math.isnan(std):
        middle = (top + bottom) // 2
        cv2.line(image, (position(value - std), middle), (position(value + std), middle),
                 _WHITE, _thickness(scale))
    draw_text(image, f'{value:.1f}', (right, y), _WHITE, scale)
