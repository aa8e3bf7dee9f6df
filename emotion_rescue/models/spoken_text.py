"""What was said, as plain text that a prompt can quote: whatever it says, it stays a quotation.

A transcript is sound put into words. Signs that nobody can speak, such as brackets, have no place
in it, but could pass for the marks by which language models tell who speaks ('<|im_end|>',
'[INST]'). They are taken out here; and no token that a tokenizer keeps for such marks is ever made
of what was said (see `words_prompt`).
"""

from collections.abc import Sequence
import re
import unicodedata

MOST_CHARACTERS = 2000  # nobody says more in one breath; cut before anything costs time
EARLIER_TURNS = 3
EARLIER_CHARACTERS = 160
MOST_SENTENCES = 6
_SENTENCE_ENDS = re.compile(r'(?<=[.!?;])\s+')
_UNSPEAKABLE = re.compile(r'[<>\[\]{}|\\^`~_=#*▁]')
_QUOTES = re.compile('["“”„«»]')


def spoken_words(text: str, most_characters: int = MOST_CHARACTERS) -> str:
    """Return `text` in one line of letters, digits and plain punctuation; may be ''.

    Compatibility forms become plain ones (NFKC), so that full-width brackets are seen for what
    they are. Control and formatting characters become spaces.

    Args:
        text: any text.
        most_characters: of longer text the end is kept, as what was said last counts most.
    """
    # NFKC makes 18 characters of a single one at most.
    plain = unicodedata.normalize('NFKC', text[-20 * most_characters:])
    plain = ''.join(' ' if unicodedata.category(c)[0] in 'CZ' else c for c in plain)
    plain = _QUOTES.sub("'", _UNSPEAKABLE.sub(' ', plain))
    plain = ' '.join(plain.split())
    if len(plain) <= most_characters:
        return plain
    cut = plain[-most_characters:]
    return cut.partition(' ')[2] or cut


def earlier_words(earlier: Sequence[str]) -> tuple[str, ...]:
    """Return the last turns in plain text, oldest first; those without words are left out."""
    plain = [spoken_words(turn, EARLIER_CHARACTERS) for turn in earlier[-EARLIER_TURNS:]]
    return tuple(turn for turn in plain if has_words(turn))


def sentences(text: str) -> tuple[str, ...]:
    """Return the last sentences of plain text that have words; none where it is only one."""
    parts = [part for part in _SENTENCE_ENDS.split(text) if has_words(part)]
    return tuple(parts[-MOST_SENTENCES:]) if len(parts) > 1 else ()


def has_words(text: str) -> bool:
    """Return whether there is a letter in `text`."""
    return any(c.isalpha() for c in text)


def mostly_latin(text: str) -> bool:
    """Return whether at least half of the letters of `text` are Latin ones."""
    letters = [c for c in text if c.isalpha()]
    latin = sum(unicodedata.name(c, '').startswith('LATIN') for c in letters)
    return 2 * latin >= len(letters)
