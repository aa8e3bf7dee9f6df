"""How others write EMOTIC's categories."""

import re

from emotion_rescue.core.emotions import CATEGORY_NAMES

# In small letters without anything else -> the official name.
_SPELLINGS: dict[str, str] = {
    **{re.sub('[^a-z]', '', name.lower()): name for name in CATEGORY_NAMES},
    'disquitement': 'Disquietment', 'disquietement': 'Disquietment', 'disquiet': 'Disquietment'}


def official_name(written: str) -> str | None:
    """Return the category that is meant, as in CATEGORY_NAMES; None where it is none of them."""
    return _SPELLINGS.get(re.sub('[^a-z]', '', written.lower()))
