"""Tells what somebody has said from what Whisper invents where nobody speaks.

Trained on subtitles, Whisper answers noise with "Thank you." or "Okay, okay, okay.".
"""

from dataclasses import dataclass
import re

# Measured with tiny.en on 400 noises (40 of each kind of synthesis.voice.noises, 0.6 to 6 s at
# -60 to -16 dB), 340 clips without words (sobs, screams, coughs, knocks, in noise or not), and 395
# spoken English clips, 68 clean and the others at 0 to 20 dB SNR, 260 of which it understands by
# half at least:
#   no_speech        noise 0.53 to 0.98, clean speech 0.01 to 0.32, 95 % of speech below 0.46
#   log_probability  noise -2.5 to -0.4, clean speech -1.03 to -0.06, 95 % of speech above -1.07
# These limits leave 0 of 400 noises, 23 of 340 clips without words (mostly "Oh, oh!"), all clean
# clips, and 99 % of those understood. With 0.6 in place of 0.5 it were 40 of 340 and 100 %.
_MOST_NO_SPEECH = 0.5
_LEAST_LOG_PROBABILITY = -1.2
# Repetition is no reason for disbelief, though a compression ratio above 2.4 often is taken for
# one: of the above nothing that is so repetitive passes both limits, but "Help me!" called eight
# times is (3.3 to 6.4 in four synthetic voices), and would be lost. How often it was called is not
# to be told from what Whisper writes: 5 to 12 times, or on without end.
_MOST_REPEATS = 3
# How films end, which nobody in need says: a laugh and a sob were heard as such, quite surely.
_SUBTITLES = re.compile(r'\b(thanks?|thank you)( so much| very much)? for (watching|listening)\b'
                        r'|\bsee you( all| guys)? (in the )?next (time|video|one)\b'
                        r'|\b(like and |please )subscribe\b|\bsubtitles by\b', re.IGNORECASE)
_LONGEST_PHRASE = 6


@dataclass(frozen=True)
class Decoding:
    """What Whisper makes of one piece of sound.

    Attributes:
        text: as decoded.
        tokens: their number, with the one that ends the text.
        log_probability: mean over the tokens, natural logarithm.
        no_speech: probability 0..1 of the token that says that nobody speaks.
    """

    text: str
    tokens: int
    log_probability: float
    no_speech: float


def is_believable(decoding: Decoding) -> bool:
    """Return whether somebody has said this."""
    return (any(c.isalnum() for c in decoding.text) and not _SUBTITLES.search(decoding.text)
            and decoding.no_speech <= _MOST_NO_SPEECH
            and decoding.log_probability >= _LEAST_LOG_PROBABILITY)


def without_loops(text: str) -> str:
    """Return `text` in which a phrase of up to 6 words comes at most 3 times in a row.

    Case and punctuation do not count; spaces become single ones.
    """
    words = text.split()
    for size in range(1, _LONGEST_PHRASE + 1):
        kept, run = [], 0  # run: words in a row that equal those `size` before
        for word in words:
            same = len(kept) >= size and _plain(word) == _plain(kept[-size])
            run = run + 1 if same else 0
            kept.append(word)
            if run == _MOST_REPEATS * size:
                del kept[-size:]
                run -= size
        words = kept
    return ' '.join(words)


def _plain(word):
    return re.sub(r'\W', '', word).lower()
