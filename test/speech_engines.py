"""The programs that speak, and the mark of tests that need them."""

import shutil

import pytest

REASON = 'espeak-ng or flite is not installed'
ARE_THERE = bool(shutil.which('espeak-ng') and shutil.which('flite'))
needs_engines = pytest.mark.skipif(not ARE_THERE, reason=REASON)
