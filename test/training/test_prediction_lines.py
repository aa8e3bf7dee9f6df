from dataclasses import replace
import errno
import json
from pathlib import Path

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.evaluation.affect_lines import read_prediction_lines
from emotion_rescue.evaluation.affect_lines import read_truth_lines
from emotion_rescue.evaluation.affect_predictions import score_predictions
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.affect_truth import read_truth
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.prediction_lines import write_predictions
from emotion_rescue.training.prediction_lines import write_truth
from emotion_rescue.training.scored_answers import known_of


def test_what_is_true_is_read_back(painted, tmp_path):
    people = read_people(painted, 'val')
    people[0] = replace(people[0], vad=np.array([np.nan, 5, 5]), distress=np.nan)
    write_truth(tmp_path / 'new/truth.jsonl', people, [painted / 'val'])
    read = read_truth_lines(tmp_path / 'new/truth.jsonl').people
    assert len(read) == len(people)
    for line, sample in zip(read, people, strict=True):
        assert line.image == f'images/{sample.image.name}' and line.xyxy == sample.xyxy
        assert line.person == str(sample.body_seed)
        assert (line.emotions > 0).tolist() == sample.emotions.tolist()
        np.testing.assert_allclose(line.vad, sample.vad, rtol=1e-6)
        np.testing.assert_allclose(line.distress, sample.distress, rtol=1e-6)


def test_predictions_are_scored_against_the_truth_and_against_the_data_set(painted, tmp_path):
    people = read_people(painted, 'val')
    known = known_of(people)
    said = AffectAnswers(known.emotions.astype(float), known.vad, known.distress)
    write_truth(tmp_path / 'truth.jsonl', people, [painted / 'val'])
    write_predictions(tmp_path / 'said.jsonl', people, [painted / 'val'], said)
    said = read_prediction_lines(tmp_path / 'said.jsonl')
    for truth in (tmp_path / 'truth.jsonl', painted):
        score = score_predictions(read_truth(truth, 'val'), said, rounds=5)
        assert score.unpredicted == score.surplus == 0
        assert score.figures['mAP'].value == 1 and score.figures['VAD MAE'].value < 1e-5


def test_what_is_unknown_is_left_out_and_what_is_present_is_said(painted, tmp_path):
    people = read_people(painted, 'val')[:2]
    emotions = np.full((2, 26), np.nan)
    emotions[:, CATEGORY_INDEX['Fear']] = 0.25
    present = np.zeros((2, 26), bool)
    present[1, CATEGORY_INDEX['Fear']] = True
    write_predictions(tmp_path / 'a.jsonl', people, [], AffectAnswers(
        emotions, np.array([[1, np.nan, 3.0]] * 2), np.array([np.nan, 0.5]), present))
    first, second = map(json.loads, (tmp_path / 'a.jsonl').read_text().splitlines())
    assert first['emotions'] == {'Fear': 0.25} and first['vad'] == [1, None, 3]
    assert (first['distress'], second['distress']) == (None, 0.5)
    assert (first['present'], second['present']) == ([], ['Fear'])
    assert Path(first['image']) == people[0].image  # no root has it


def test_nobody_makes_an_empty_file(tmp_path):
    write_truth(tmp_path / 'a.jsonl', [], [])
    assert (tmp_path / 'a.jsonl').read_bytes() == b''


def test_a_full_disk_leaves_no_half_file(painted, tmp_path, monkeypatch):
    def full(path, data):
        raise OSError(errno.ENOSPC, 'No space left on device', str(path))

    monkeypatch.setattr('emotion_rescue.training.saved_files.write_whole', full)
    with pytest.raises(UnfinishedError, match='No space left on device'):
        write_truth(tmp_path / 'a.jsonl', read_people(painted, 'val'), [])
    assert list(tmp_path.iterdir()) == []
