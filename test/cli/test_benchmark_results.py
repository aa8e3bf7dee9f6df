import json
import math

import pytest

from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.core.errors import InputError


def test_without_a_file_nothing_is_written(capsys):
    keep_figures({'speedup': 5.0}, None)
    assert capsys.readouterr().out == ''


def test_figures_are_kept_with_the_versions_that_they_hold_for(tmp_path, capsys):
    path = tmp_path / 'out' / 'figures.json'
    keep_figures({'speedup': 5.0, 'map_score': math.nan}, path)
    kept = json.loads(path.read_text())
    assert (kept['speedup'], kept['map_score']) == (5.0, None)
    assert kept['versions']
    assert str(path) in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / 'out').write_text('a file')
    with pytest.raises(InputError, match='cannot be written'):
        keep_figures({}, tmp_path / 'out' / 'figures.json')
