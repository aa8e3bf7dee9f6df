"""People whose position is known, as RViz shows them: a figure in the colour of the distress."""

from collections.abc import Iterable
import textwrap
import zlib

from builtin_interfaces.msg import Duration
from std_msgs.msg import ColorRGBA
from std_msgs.msg import Header
from visualization_msgs.msg import Marker
from visualization_msgs.msg import MarkerArray

from emotion_rescue.nodes.level_colours import rgba
from emotion_rescue.nodes.panel import tag_text
from emotion_rescue.nodes.person_on_screen import PersonOnScreen

# A marker that is not renewed is of somebody who is out of view.
_LIFETIME = Duration(sec=1)
_DIAMETER_M = 0.4
_TEXT_HEIGHT_M = 0.25
_TEXT_ABOVE_M = 0.5
# Letters of a line; a sentence in one line would reach across the map.
_LINE_LETTERS = 36


def markers_message(people: Iterable[PersonOnScreen], header: Header) -> MarkerArray:
    """Return a ball and a text for everybody whose position is known, the dismissed last.

    Args:
        people: in one image.
        header: of that image; positions are in its optical frame (y points down).
    """
    placed = sorted((shown for shown in people if shown.person.position_m is not None),
                    key=lambda shown: shown.dismissed)
    return MarkerArray(markers=[
        marker for shown in placed for marker in (_ball(shown, header), _text(shown, header))])


def _ball(shown, header):
    marker = _marker(shown, header, 'person', Marker.SPHERE)
    marker.scale.x = marker.scale.y = marker.scale.z = _DIAMETER_M
    return marker


def _text(shown, header):
    marker = _marker(shown, header, 'label', Marker.TEXT_VIEW_FACING)
    marker.pose.position.y -= _TEXT_ABOVE_M
    marker.scale.z = _TEXT_HEIGHT_M
    marker.text = '\n'.join(_lines(shown))
    return marker


def _lines(shown):
    lines = [tag_text(shown)]
    if shown.operator_words:
        lines.append(shown.operator_words)
    if shown.contradiction:
        lines += textwrap.wrap(f'! {shown.contradiction}', _LINE_LETTERS)
    return lines


def _marker(shown, header, namespace, kind):
    red, green, blue, alpha = rgba(shown.bgr)
    marker = Marker(header=header, ns=namespace, type=kind, action=Marker.ADD,
                    lifetime=_LIFETIME, id=marker_id(shown.person.person_id),
                    color=ColorRGBA(r=red, g=green, b=blue, a=alpha))
    position = marker.pose.position
    position.x, position.y, position.z = map(float, shown.person.position_m)
    marker.pose.orientation.w = 1.0
    return marker


def marker_id(person_id: str) -> int:
    """Return a number 0..2^31-1 that stays the same for a person."""
    return int(person_id) % 2**31 if person_id.isdecimal() else (
        zlib.crc32(person_id.encode()) % 2**31)
