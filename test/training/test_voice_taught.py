import dataclasses

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.models.voice_judge import VoiceJudge
from emotion_rescue.training.voice import save_voice
from emotion_rescue.training.voice_data import VoiceData
from emotion_rescue.training.voice_imbalance import class_weights
from emotion_rescue.training.voice_network import new_voice_network
from emotion_rescue.training.voice_network import VOICE_OUTPUTS
from emotion_rescue.training.voice_taught import only_taught
from emotion_rescue.training.voice_taught import taught_outputs

pytest.importorskip('transformers')


def data(names, distress=np.nan, level=np.nan):
    count = len(names)
    return VoiceData(
        samples=np.zeros((count, 40000), np.int16),
        category=np.array([VOICE_CATEGORIES.index(name) for name in names], int),
        vad=np.full((count, 3), level, np.float32),
        distress=np.full(count, distress, np.float32), speaker=np.array(['a'] * count),
        kind=np.array(['x'] * count), snr_db=np.full(count, np.inf, np.float32))


@pytest.mark.parametrize('names', [[], ['calm'], ['fear'] * 3])
def test_nothing_to_tell_apart(names):
    with pytest.raises(InputError, match='one category'):
        taught_outputs(data(names))


def test_what_data_teach():
    assert taught_outputs(data(['fear', 'calm'])) == ('calm', 'fear')
    assert taught_outputs(data(['none', 'calm'], 0.5, 3.0)) == (
        'calm', 'none', 'arousal', 'dominance', 'valence', 'distress')
    some = data(['none', 'calm'], np.nan, np.nan)
    some.distress[0] = 0.0  # of noise, which says nothing of people
    some.vad[1, 1] = 7.0
    assert taught_outputs(some) == ('calm', 'none', 'arousal')
    assert taught_outputs(data(VOICE_CATEGORIES, 0.1, 5.0)) == VOICE_OUTPUTS


def test_outputs_that_nothing_taught_are_gone_and_the_others_are_as_they_were(tmp_path):
    network = new_voice_network(0).eval()
    network.config.voice_calibration = {
        'temperature': 1.5, 'distress_temperature': 1.0,
        'vad_std': {'valence': 1.0, 'arousal': float('nan'), 'dominance': float('nan')}}
    names = ('calm', 'fear', 'valence')
    save_voice(network, tmp_path / 'all')
    save_voice(only_taught(network, names), tmp_path / 'some')
    sound = [np.random.default_rng(0).standard_normal(32000).astype(np.float32)]
    judges = [VoiceJudge(tmp_path / name, 'cpu') for name in ('all', 'some')]
    whole, part = (judge.logits(sound)[0] for judge in judges)
    kept = [VOICE_OUTPUTS.index(name) for name in names]
    np.testing.assert_allclose(part, whole[kept], atol=1e-3)
    answer = judges[1].answers(sound)[0]
    assert set(answer.emotions) == {'calm', 'fear'} and np.isnan(answer.somebody)
    assert np.isnan(answer.vad.arousal) and not np.isnan(answer.vad.valence)
    # Concluded from the categories, as there is no output for it.
    assert answer.distress == pytest.approx(
        0.02 * answer.emotions['calm'] + 0.9 * answer.emotions['fear'])
    assert judges[1].head.calibration.vad_std == {'valence': 1.0}
    assert set(network.config.id2label.values()) == set(VOICE_OUTPUTS)


def test_weights_of_categories():
    assert (class_weights(np.zeros(0, int)) == 1.0).all()
    calm, fear, none = (VOICE_CATEGORIES.index(name) for name in ('calm', 'fear', 'none'))
    category = np.array([calm] * 90 + [fear] * 10 + [none] * 40)
    weights = class_weights(category)
    assert weights[calm] == 1.0 and weights.dtype == np.float32
    assert weights[fear] == pytest.approx(3.0) and weights[none] == pytest.approx(1.5)
    assert weights.max() == 4.0
    assert (class_weights(category, highest=1.0) == 1.0).all()


def test_columns_of_voices_are_all_known_here():
    assert {field.name for field in dataclasses.fields(VoiceData)} == {
        'samples', 'category', 'vad', 'distress', 'speaker', 'kind', 'snr_db'}
