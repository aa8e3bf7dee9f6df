import json
import math

from filmed import said
from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.fusion_weights import FusionWeights
from emotion_rescue.pipeline.fusion_weights import read_fusion_weights

NUMBER = st.floats(-20, 20)
SOME = st.dictionaries(st.sampled_from(Modality), NUMBER, max_size=4)


@given(prior=NUMBER, scale=st.dictionaries(st.sampled_from(Modality), st.floats(0, 20)),
       bias=SOME)
def test_what_is_saved_is_read(tmp_path_factory, prior, scale, bias):
    path = tmp_path_factory.mktemp('fusion') / 'fusion.json'
    weights = FusionWeights(prior, scale, bias)
    weights.save(path)
    assert read_fusion_weights(path) == weights


@pytest.mark.parametrize('change', [
    lambda c: c.clear(), lambda c: c.pop('prior'), lambda c: c.update(prior='high'),
    lambda c: c.update(prior=math.inf), lambda c: c['scale'].update(SIGHT=-1.0),
    lambda c: c['scale'].update(SMELL=1.0), lambda c: c['borders'].pop('MILD'),
    lambda c: c['borders'].update(MILD=0.6), lambda c: c.update(scale=[])])
def test_what_is_no_weights_is_named(tmp_path, change):
    path = tmp_path / 'fusion.json'
    FusionWeights(0.0, {Modality.SIGHT: 1.0}).save(path)
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(WeightsError, match='fusion'):
        read_fusion_weights(path)


def test_no_file(tmp_path):
    with pytest.raises(WeightsError, match='cannot be read'):
        read_fusion_weights(tmp_path / 'fusion.json')


@pytest.mark.parametrize('weights, log_odds', [
    (FusionWeights(), 2.0), (FusionWeights(prior=-1.0), 1.0),
    (FusionWeights(scale={Modality.SIGHT: 0.5}), 1.0),
    (FusionWeights(bias={Modality.SIGHT: 0.5}), 2.5),
    (FusionWeights(scale={Modality.WORDS: 0.5}, bias={Modality.WORDS: 3.0}), 2.0)])
def test_how_far_a_look_is_believed(weights, log_odds):
    fusion = LogOddsFusion(weights, half_life_s=8.0)
    estimate = fusion.conclude([said(Modality.SIGHT, 2.0)], 2_000_000_000)
    assert math.log(estimate.probability / (1 - estimate.probability)) == pytest.approx(log_odds)


def test_borders_are_those_that_were_chosen():
    borders = {DistressLevel.MILD: 0.1, DistressLevel.MODERATE: 0.2, DistressLevel.SEVERE: 0.3}
    estimate = LogOddsFusion(FusionWeights(borders=borders), half_life_s=8.0).conclude(
        [said(Modality.SIGHT, math.log(0.25 / 0.75))], 2_000_000_000)
    assert estimate.level is DistressLevel.MODERATE


def test_other_models_are_taken_at_their_word():
    weights = FusionWeights(-1.0, {Modality.SIGHT: 0.5, Modality.WORDS: 2.0},
                            {Modality.SIGHT: 0.3, Modality.WORDS: 0.4})
    assert weights.at_their_word([]) == weights
    plain = weights.at_their_word([Modality.WORDS])
    assert plain.contribution(Modality.WORDS, 0.7) == 0.7
    assert plain.contribution(Modality.SIGHT, 1.0) == 0.8
    assert (plain.prior, plain.borders) == (-1.0, weights.borders)


@pytest.mark.parametrize(('probability', 'far'), [(0.0, 0.3), (0.3, 0.0), (0.5, 0.05),
                                                  (0.99, 0.19)])
def test_how_far_another_level_is(probability, far):
    assert FusionWeights().to_border(probability) == pytest.approx(far)
