"""What the operator sees: boxes in the colour of the distress, and a panel beside each person."""

from collections.abc import Sequence
import math

import cv2
import numpy as np

from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.nodes.contradiction_lines import contradiction_lines
from emotion_rescue.nodes.level_colours import text_bgr
from emotion_rescue.nodes.panel import draw_panel
from emotion_rescue.nodes.panel import draw_text
from emotion_rescue.nodes.panel import panel_size
from emotion_rescue.nodes.panel import shade
from emotion_rescue.nodes.panel import tag_text
from emotion_rescue.nodes.panel import text_size
from emotion_rescue.nodes.panel_layout import place_panels
from emotion_rescue.nodes.person_on_screen import ListedSurvivor
from emotion_rescue.nodes.person_on_screen import PersonOnScreen
from emotion_rescue.pipeline.distress_evidence import shortened
from emotion_rescue.pipeline.picture_light import why_blind

# Everything is designed at this height and scaled with the image.
_DESIGN_HEIGHT_PX = 480
_DASH_PX = 9
_ALARM = (130, 130, 255)
_SIGN_PX = 22
# A voice is more likely than none.
_HEARD = 0.5
_AHEAD_DEG = 5
NO_DETECTIONS = 'NO DETECTIONS: nobody looks for people in this picture'


def draw_overlay(bgr: np.ndarray, people: Sequence[PersonOnScreen] | None, stamp_ns: int,
                 heard: Sequence[VoiceReading] = (),
                 listed: Sequence[ListedSurvivor] = ()) -> np.ndarray:
    """Return a copy of `bgr` with everything drawn on it.

    Args:
        bgr: uint8 (height, width, 3), blue first.
        people: everybody in this image; None where nobody has looked for people in it.
        stamp_ns: of the image; ages of readings are told against it.
        heard: what was heard last, a line each.
        listed: all survivors, also those who are not in this image, most urgent first; told is
            of whom the models contradict the operator.
    """
    drawn = bgr.copy()
    height, width, _ = drawn.shape
    scale = max(0.5, height / _DESIGN_HEIGHT_PX)
    # The worst off last, so that theirs are on top; they choose the place of their panel first.
    # Whoever is dismissed is beneath everybody else.
    ordered = sorted(people or (), key=_importance)
    for shown in ordered:
        _draw_box(drawn, shown, scale)
    summary_top = _draw_summary(drawn, people, heard, listed, scale)
    worst_first = ordered[::-1]
    sizes = [panel_size(shown, scale) for shown in worst_first]
    boxes = [_box(shown) for shown in worst_first]
    places = place_panels(boxes, sizes, (width, summary_top))
    for shown, place in zip(worst_first, places, strict=True):
        if place is None:
            _draw_tag(drawn, shown, scale)
        else:
            draw_panel(drawn, place, shown, stamp_ns, scale)
    return drawn


def _importance(shown):
    # UNKNOWN ranks above NONE: nobody has been found to be well.
    rank = {DistressLevel.NONE: 0, DistressLevel.UNKNOWN: 1}.get(shown.level, int(shown.level))
    probability = 0.0 if math.isnan(shown.probability) else shown.probability
    return not shown.dismissed, rank, bool(shown.contradiction), probability


def _box(shown):
    return tuple(round(v) for v in shown.person.xyxy)


def _draw_box(image, shown, scale):
    left, top, right, bottom = _box(shown)
    colour = shown.bgr
    thickness = max(1, round((3 if shown.level == DistressLevel.SEVERE else 2) * scale))
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    for start, end in zip(corners, corners[1:], strict=False):
        # The dark rim keeps the line visible on any background.
        cv2.line(image, start, end, (0, 0, 0), thickness + 2, cv2.LINE_AA)
    for start, end in zip(corners, corners[1:], strict=False):
        if shown.level == DistressLevel.UNKNOWN:
            _dashed_line(image, start, end, colour, thickness, scale)
        else:
            cv2.line(image, start, end, colour, thickness, cv2.LINE_AA)
    if shown.contradiction:
        _draw_warning_sign(image, (left, top, right, bottom), scale)


def _draw_warning_sign(image, box, scale):
    """Draw a triangle with an exclamation mark over the middle of the upper border."""
    height, width = image.shape[:2]
    half = max(4, round(_SIGN_PX * scale / 2))
    x = min(max((box[0] + box[2]) // 2, half), max(half, width - half))
    y = min(max(box[1], half), max(half, height - half))
    corners = np.array([(x, y - half), (x - half, y + half), (x + half, y + half)])
    cv2.fillPoly(image, [corners], _ALARM, cv2.LINE_AA)
    cv2.polylines(image, [corners], True, (0, 0, 0), max(1, round(scale)), cv2.LINE_AA)
    cv2.line(image, (x, y - half // 4), (x, y + half // 3), (0, 0, 0), max(1, round(2 * scale)))
    cv2.circle(image, (x, y + round(0.75 * half)), max(1, round(scale)), (0, 0, 0), cv2.FILLED)


def _dashed_line(image, start, end, colour, thickness, scale):
    length = math.dist(start, end)
    count = max(1, int(length / (_DASH_PX * scale)))
    points = np.linspace(start, end, count + 1).round().astype(int)
    for first, second in zip(points[::2], points[1::2], strict=False):
        cv2.line(image, tuple(map(int, first)), tuple(map(int, second)), colour, thickness,
                 cv2.LINE_AA)


def _draw_tag(image, shown, scale):
    text = tag_text(shown)
    width, height = text_size(text, scale)
    left, top, _, _ = _box(shown)
    x = min(max(0, left), max(0, image.shape[1] - width))
    y = min(max(height, top), image.shape[0])
    cv2.rectangle(image, (x, y - height), (x + width, y), shown.bgr, cv2.FILLED)
    draw_text(image, text, (x, y - height), text_bgr(shown.bgr), scale)


def _draw_summary(image, people, heard, listed, scale):
    """Draw the lines at the bottom and return where they begin."""
    trouble = NO_DETECTIONS if people is None else '' if people else _blindness_text(image)
    alarms = contradiction_lines(
        listed, lambda text: text_size(text, scale)[0] <= image.shape[1])
    lines = [trouble or _people_text(people), *alarms, *map(_voice_text, heard)]
    line_height = text_size('x', scale)[1]
    top = max(0, image.shape[0] - line_height * len(lines))
    shade(image, (0, top, image.shape[1], image.shape[0]))
    for row, line in enumerate(lines):
        alarm = bool(trouble) if row == 0 else row <= len(alarms)
        colour = _ALARM if alarm else (255, 255, 255)
        draw_text(image, line, (0, top + row * line_height), colour, scale)
    return max(0, top)


def _blindness_text(image):
    blindness = why_blind(image)
    return f'CANNOT SEE: this picture is {blindness}' if blindness else ''


def _people_text(people):
    shown = [s for s in people if not s.dismissed]
    counts = {level.name: sum(s.level == level for s in shown) for level in DistressLevel}
    counts['DISMISSED'] = len(people) - len(shown)
    parts = [f'{count} {name.lower()}' for name, count in counts.items() if count]
    return f'{len(people)} in view: {", ".join(parts)}' if people else 'nobody in view'


def _voice_text(voice):
    if voice.transcript.text:
        parts = [f'said: "{shortened(voice.transcript.text)}"',
                 '' if voice.words is None else _distress_text(voice.words.distress),
                 _direction_text(voice.bearing_rad)]
        return ', '.join(filter(None, parts))
    label = max(voice.emotions, key=voice.emotions.get, default='')
    parts = [f'{label} {voice.emotions[label]:.2f}' if label else '',
             _distress_text(voice.distress), _direction_text(voice.bearing_rad)]
    return 'voice: ' + (', '.join(filter(None, parts)) or _speech_text(voice.speech_probability))


def _distress_text(probability):
    return '' if math.isnan(probability) else f'distress {probability:.2f}'


def _direction_text(bearing_rad):
    if math.isnan(bearing_rad):
        return ''
    degrees = round(math.degrees(bearing_rad))
    if abs(degrees) <= _AHEAD_DEG:
        return 'from ahead'
    return f'from {abs(degrees)} deg {"left" if degrees > 0 else "right"}'


def _speech_text(probability):
    if math.isnan(probability):
        return 'unknown'
    return 'somebody heard' if probability >= _HEARD else 'nobody heard'
