import math

import numpy as np
import pytest

from emotion_rescue.models.voice_head import from_level
from emotion_rescue.models.voice_head import to_level
from emotion_rescue.models.voice_head import VoiceCalibration
from emotion_rescue.models.voice_head import VoiceHead


def head(*names, **calibration):
    return VoiceHead(dict(enumerate(names)), VoiceCalibration(**calibration))


def logits(*values):
    return np.array(values, np.float32)


@pytest.mark.parametrize('order', [
    ('arousal', 'dominance', 'valence'), ('valence', 'arousal', 'dominance'),
    ('Dominance', 'Valence', 'Arousal')])
def test_dimensions_are_found_by_name(order):
    units = {'arousal': 0.0, 'dominance': 0.5, 'valence': 1.0}
    vad = head(*order).read(logits(*(units[name.lower()] for name in order))).vad
    assert (vad.arousal, vad.dominance, vad.valence) == (1.0, 5.5, 10.0)


def test_dimensions_are_clipped():
    vad = head('arousal', 'dominance', 'valence').read(logits(-0.3, 1.4, 0.5)).vad
    assert (vad.arousal, vad.dominance, vad.valence) == (1.0, 10.0, 5.5)


def test_measured_spread_is_passed_on():
    vad = head('arousal', vad_std={'arousal': 1.5}).read(logits(0.5)).vad
    assert vad.arousal_std == 1.5 and math.isnan(vad.valence) and math.isnan(vad.valence_std)


def test_categories_share_one_softmax_and_keep_their_names():
    answer = head('ang', 'valence', 'Happy').read(logits(1.0, 99.0, 1.0))
    assert answer.emotions == pytest.approx({'ang': 0.5, 'Happy': 0.5})


def test_temperature_softens():
    sharp = head('calm', 'fear').read(logits(0.0, 4.0)).emotions['fear']
    soft = head('calm', 'fear', temperature=4.0).read(logits(0.0, 4.0)).emotions['fear']
    assert soft == pytest.approx(1 / (1 + math.exp(-1))) and soft < sharp


def test_distress_has_an_output_of_its_own():
    read = head('calm', 'distress', distress_temperature=2.0).read
    assert read(logits(9.0, 0.0)).distress == pytest.approx(0.5)
    assert read(logits(9.0, 2.0)).distress == pytest.approx(1 / (1 + math.exp(-1)))


def test_distress_concluded_from_categories():
    read = head('neutral', 'fearful', 'other').read
    assert read(logits(-20, 20, -20)).distress == pytest.approx(0.90, abs=1e-3)
    assert read(logits(20, -20, -20)).distress == pytest.approx(0.02, abs=1e-3)


def test_distress_concluded_from_dimensions():
    read = head('arousal', 'dominance', 'valence').read
    assert read(logits(1.0, 0.5, 0.0)).distress == 1.0
    assert read(logits(0.5, 0.5, 0.5)).distress == 0.5


def test_distress_unknown_where_nothing_speaks_of_it():
    assert math.isnan(head('LABEL_0', 'LABEL_1').read(logits(1, 2)).distress)


@pytest.mark.parametrize(('names', 'somebody'), [
    (('calm', 'fear'), math.nan), (('calm', 'none'), 0.5), (('calm', 'Noise'), 0.5)])
def test_whether_anybody_is_heard(names, somebody):
    assert head(*names).read(logits(0, 0)).somebody == pytest.approx(somebody, nan_ok=True)


@pytest.mark.parametrize('label', ['knock', 'none'])
def test_a_sound_without_a_voice_has_no_vad(label):
    read = head('calm', label, 'valence').read
    assert math.isnan(read(logits(0, 5, 0.5)).vad.valence)
    assert read(logits(5, 0, 0.5)).vad.valence == 5.5


def test_levels_there_and_back():
    levels = np.linspace(1, 10, 7)
    np.testing.assert_allclose(to_level(from_level(levels)), levels)
