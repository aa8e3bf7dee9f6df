import argparse
import json
import math

import pytest

from emotion_rescue.cli import evaluate_bearing
from emotion_rescue.evaluation import bearing_trials
from emotion_rescue.evaluation.bearing_trials import BearingTrial


def _parse(*words):
    parser = argparse.ArgumentParser()
    evaluate_bearing.add_arguments(parser)
    return parser.parse_args([str(word) for word in words])


def test_figures_are_printed_and_written(tmp_path, monkeypatch, capsys):
    asked = []

    def trials(count, microphones, snr_db, seed, progress):
        asked.append((count, microphones, snr_db, seed))
        return [BearingTrial(0.0, 2.0, 1.5, 'room', 3.0),
                BearingTrial(0.0, math.nan, math.nan, 'hall', 3.0)]

    monkeypatch.setattr(bearing_trials, 'bearing_trials', trials)
    assert evaluate_bearing.run(_parse('--count', 2, '--microphones', 4, '--snr-db', 5, '--seed',
                                       7, '--json', tmp_path / 'new' / 'figures.json')) == 0
    assert asked == [(2, 4, 5.0, 7)]
    said = capsys.readouterr().out
    assert '2 voices, 4 microphones, 5 dB over noise; of 1 it is not told' in said
    assert 'median error: 2.0 degrees [2.0, 2.0]' in said
    assert 'within one standard deviation: 0.0 %' in said and 'within two: 100.0 %' in said
    figures = json.loads((tmp_path / 'new' / 'figures.json').read_text())
    assert figures['median_error_deg']['value'] == 2.0 and figures['snr_db'] == 5.0


@pytest.mark.parametrize('words', [('--microphones', 1), ('--microphones', 7), ('--count', 'x')])
def test_wrong_words_are_refused(words):
    with pytest.raises(SystemExit):
        _parse(*words)
