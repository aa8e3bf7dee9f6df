"""Times, levels and evidence in plain words, for whoever reads why somebody was judged so."""

import math

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.nodes.level_colours import LEVEL_BGR

UNKNOWN = 'unknown'

_MODALITIES = {Modality.SIGHT: 'looks', Modality.VOICE_TONE: 'tone of voice',
               Modality.WORDS: 'words', Modality.MOTION: 'movement'}

# What `pipeline.distress_evidence` puts before its texts.
_SELF_TOLD = ('looks: ', 'voice: ', 'says: ')

# Log-odds: odds of 3 to 1 and of 1.3 to 1.
_STRONG, _WEAK = 1.1, 0.25


def modality_words(modality: Modality) -> str:
    """Return where evidence comes from."""
    return _MODALITIES.get(modality, modality.name.lower().replace('_', ' '))


def time_words(stamp_ns: int, begin_ns: int) -> str:
    """Return a time since the begin, such as '1:02.5'."""
    tenths = round(abs(stamp_ns - begin_ns) * 10 / NS_PER_S)
    minutes, rest = divmod(tenths, 600)
    sign = '-' if stamp_ns < begin_ns and tenths else ''
    return f'{sign}{minutes}:{rest // 10:02d}.{rest % 10}'


def percent_words(probability: float) -> str:
    """Return a probability 0..1 in percent, or that it is unknown."""
    return UNKNOWN if math.isnan(probability) else f'{100.0 * probability:.0f} %'


def level_words(level: DistressLevel) -> str:
    """Return what a level means for somebody who has not read the documentation."""
    return 'UNKNOWN (not known, which is not well)' if level is DistressLevel.UNKNOWN else (
        level.name)


def responsiveness_words(value: Responsiveness) -> str:
    """Return whether somebody reacts."""
    return {Responsiveness.UNKNOWN: 'not known whether the person reacts',
            Responsiveness.RESPONSIVE: 'reacts',
            Responsiveness.UNRESPONSIVE: 'DOES NOT REACT'}[value]


def weight_words(weight: float) -> str:
    """Return what a contribution to the log-odds of distress means."""
    if math.isnan(weight):
        return UNKNOWN
    size = abs(weight)
    if size < _WEAK:
        return f'says little ({weight:+.2f})'
    strength = 'strongly ' if size >= _STRONG else ''
    return f'speaks {strength}{"for" if weight > 0 else "against"} distress ({weight:+.2f})'


def evidence_words(evidence: Evidence) -> str:
    """Return one reason in a line: where from, what, how heavy, how old."""
    return (f'{source_words(evidence.modality, evidence.what)}; '
            f'{weight_words(evidence.weight)}, {evidence.age_s:.1f} s old')


def source_words(modality: Modality, what: str) -> str:
    """Return what was found and where, which most texts say by themselves."""
    return what if what.startswith(_SELF_TOLD) else f'{modality_words(modality)}: {what}'


def level_colour(level: DistressLevel) -> str:
    """Return the colour of a level on screen, as CSS writes it."""
    return css_colour(LEVEL_BGR[level])


def css_colour(bgr: tuple[int, int, int]) -> str:
    """Return a colour, blue, green, red of 0..255, as CSS writes it."""
    blue, green, red = bgr
    return f'#{red:02x}{green:02x}{blue:02x}'
