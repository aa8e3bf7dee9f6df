"""Mend the CMake files of the ROS 2 wheels, which name folders of the machine that built them.

Only files inside the virtual environment that runs this script are changed. Without this, message
packages do not build: the headers of Python and numpy are looked for under /opt/python.
"""

from pathlib import Path
import re
import sys
import sysconfig

import numpy as np

REPLACEMENTS = (
    (re.compile(r'/opt/python/cp3\d+-cp3\d+/lib/python3\.\d+/site-packages/numpy/_core/include'),
     np.get_include()),
    (re.compile(r'/opt/python/cp3\d+-cp3\d+/include/python3\.\d+'),
     sysconfig.get_paths()['include']),
)


def mend(text: str) -> str:
    """Return `text` with the build machine's folders replaced by this machine's."""
    for pattern, folder in REPLACEMENTS:
        text = pattern.sub(folder, text)
    return text


def main():
    """Mend all files and say how many."""
    prefix = Path(sys.prefix)
    files = [*prefix.glob('share/*/cmake/*.cmake'), *prefix.glob('lib/cmake/**/*.cmake')]
    if not files:
        sys.exit(f'no CMake files of ROS under {prefix}; are the ROS wheels installed?')
    changed = 0
    for file in files:
        before = file.read_text()
        after = mend(before)
        if after != before:
            file.write_text(after)
            changed += 1
    print(f'{changed} of {len(files)} CMake files mended')


if __name__ == '__main__':
    main()
