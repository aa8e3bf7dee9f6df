"""Makes of a written sentence what a small speech recogniser might write down of it.

Words that sound alike, words left out or doubled, wrong word boundaries, hesitation, and neither
capitals nor punctuation. No recogniser was asked: which errors there are, and how often, is this
project's own assumption.
"""

import re

import numpy as np

# Groups of words that sound alike, or nearly so.
_ALIKE = (
    'here hear', 'there their', 'to too two', 'for four', 'no know', 'where wear', 'write right',
    'break brake', 'week weak', 'see sea', 'blood flood', 'wall war', 'hurts hurt herds',
    'leg lake', 'head ahead', 'foot food', 'knee need', 'arm harm', 'back bag', 'stuck stock',
    'breathe breed', 'hole whole', 'one won', 'by buy bye', 'our hour', 'not knot', 'beam bean',
    'son sun', 'dead debt', 'dying dyeing', 'pain pane', 'scared scarred', 'help hell',
    'smoke smock', 'fire higher', 'fell fall', 'feel fill', 'cold called', 'trapped trap',
    'door dour', 'roof rough', 'stairs stares', 'alone a loan', 'bleeding reading',
    'broken broke', 'please pleas', 'hold old', 'be bee', 'die dye', 'road rode', 'new knew',
    "your you're", "its it's", "were we're where", 'are our', 'than then', 'of off', 'air heir',
    'steel steal', 'through threw', 'ceiling sealing', 'shoulder soldier', 'rope robe',
    'hand and', 'chest jest', 'cut cup', 'wait weight', 'mother other', 'father farther',
    'sister cistern', 'husband has been', 'daughter water', 'concrete can create',
    'cellar seller', 'somebody some body', 'anybody any body', 'cannot can not',
)
_SHORT = {'i am': "I'm", 'cannot': "can't", 'can not': "can't", 'do not': "don't",
          'does not': "doesn't", 'did not': "didn't", 'is not': "isn't", 'was not': "wasn't",
          'will not': "won't", 'it is': "it's", 'there is': "there's", 'that is': "that's",
          'we are': "we're", 'you are': "you're", 'they are': "they're", 'i have': "I've",
          'we have': "we've", 'i will': "I'll", 'we will': "we'll", 'he is': "he's",
          'she is': "she's", 'i would': "I'd", 'what is': "what's", 'has not': "hasn't",
          'have not': "haven't", 'should not': "shouldn't", 'could not': "couldn't",
          'let us': "let's"}
_HESITATION = ('uh', 'um', 'er', 'well', 'oh', 'you know', 'I mean', 'so', 'erm', 'hey', 'look')
_DROPPABLE = frozenset('the a an is are to of my and it that in on'.split())
_OTHERS = {word: [other for other in group.split() if other != word]
           for group in _ALIKE if len(group.split()) == 2 for word in group.split()}
_OTHERS |= {words[0]: words[1:] for words in (group.split() for group in _ALIKE)
            if len(words) > 2}


def contracted(text: str, rng: np.random.Generator, share: float = 0.75) -> str:
    """Return `text` as people speak, "I am" as "I'm"; each with probability `share`."""
    pattern = r'\b(' + '|'.join(sorted(_SHORT, key=len, reverse=True)) + r')\b'

    def shortened(match):
        short = _SHORT[match[0].lower()]
        if rng.random() >= share:
            return match[0]
        return short[0].upper() + short[1:] if match[0][0].isupper() else short

    return re.sub(pattern, shortened, text, flags=re.IGNORECASE)


def hesitant(text: str, rng: np.random.Generator) -> str:
    """Return `text` with a filler before it or within it."""
    words = text.split()
    words.insert(int(rng.integers(len(words))), f'{rng.choice(_HESITATION)},')
    return ' '.join(words)


def misheard(text: str, rng: np.random.Generator, rate: float = 0.15) -> str:
    """Return `text` with recognition errors.

    Args:
        text: at least one word.
        rng: source of chance.
        rate: share of the words that become wrong, about.
    """
    words = []
    for word in text.split():
        words += _heard(word, rng, rate)
    heard = ' '.join(words) or text
    if rng.random() < 0.7:
        heard = re.sub(r'[.,!?;:]', '', heard).strip() or text
    return heard.lower() if rng.random() < 0.6 else heard


def _heard(word, rng, rate):
    plain = word.strip('.,!?').lower()
    alike = _OTHERS.get(plain, ())
    if len(alike) and rng.random() < 2.5 * rate:
        return [str(rng.choice(alike))]
    chance = rng.random()
    if plain in _DROPPABLE and chance < rate:
        return []
    if chance < 0.25 * rate:
        return [word, word]
    if len(plain) > 5 and chance < 0.6 * rate:
        cut = int(rng.integers(2, len(plain) - 2))
        return [plain[:cut], plain[cut:]]
    if len(plain) > 3 and chance < 0.8 * rate:
        return [plain[:-1]]
    return [word]
