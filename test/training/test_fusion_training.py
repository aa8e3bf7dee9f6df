import math

from filmed import crowd
from filmed import filmed
from filmed import said
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.distress_figures import distress_figures
from emotion_rescue.evaluation.distress_figures import modality_sets
from emotion_rescue.evaluation.distress_figures import with_only
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.fusion_weights import FusionWeights
from emotion_rescue.training.fusion import chosen_borders
from emotion_rescue.training.fusion import fit_fusion

HALF_LIFE_S = 8.0


def judge_by(weights):
    fusion = LogOddsFusion(weights, half_life_s=HALF_LIFE_S)
    return lambda person: fusion.conclude(person.evidence, person.stamp_ns)


def ece(people, weights):
    return {f.name: f.value for f in distress_figures(people, judge_by(weights), 2)}['ECE-15']


@pytest.mark.parametrize('people', [[], crowd(10), [filmed(distress=0.9)] * 30],
                         ids=['nobody', 'few', 'all in distress'])
def test_too_little_to_learn_from(people):
    with pytest.raises(InputError, match='too few'):
        fit_fusion(people, HALF_LIFE_S)


def test_readings_that_boast_are_believed_less_and_modest_ones_more():
    # A Gaussian of spread 1.5 with means +-m has log-odds of 2 m / 1.5^2 times what it says.
    weights = fit_fusion(crowd(4000, sight=0.3, words=3.0), HALF_LIFE_S)
    assert weights.scale[Modality.SIGHT] == pytest.approx(2 * 0.3 / 2.25, abs=0.1)
    assert weights.scale[Modality.WORDS] == pytest.approx(2 * 3.0 / 2.25, rel=0.2)
    assert weights.prior == pytest.approx(0.0, abs=0.15)


def test_what_is_learned_is_calibrated_with_any_modality_missing():
    weights = fit_fusion(crowd(3000, sight=0.3), HALF_LIFE_S)
    test = crowd(3000, seed=1, sight=0.3)
    for modalities in modality_sets((Modality.SIGHT, Modality.WORDS)):
        assert ece(with_only(test, modalities), weights) < 0.05
    alone = with_only(test, (Modality.SIGHT,))
    assert ece(alone, FusionWeights()) > 0.1, 'before learning'


def test_a_reading_that_says_the_opposite_is_ignored_not_turned_round():
    weights = fit_fusion(crowd(1000, sight=-1.0), HALF_LIFE_S)
    assert weights.scale[Modality.SIGHT] == 0.0
    assert weights.scale[Modality.WORDS] > 0.5


@pytest.mark.parametrize('recall', [0.5, 0.9, 0.95])
def test_border_of_none_keeps_those_in_distress(recall):
    people = crowd(2000)
    weights = fit_fusion(people, HALF_LIFE_S)
    borders = chosen_borders(people, weights, HALF_LIFE_S, recall)
    judge = judge_by(FusionWeights(weights.prior, weights.scale, weights.bias, borders))
    told = [judge(person) for person in people if person.distress >= 0.5]
    known = [one.level for one in told if one.level is not DistressLevel.UNKNOWN]
    found = sum(level is not DistressLevel.NONE for level in known) / len(known)
    assert found >= recall
    if 0.02 < borders[DistressLevel.MILD] < 0.5:
        assert found == pytest.approx(recall, abs=0.01)


def test_no_border_without_anybody_judged():
    with pytest.raises(InputError, match='nobody in distress was judged'):
        chosen_borders([filmed(), filmed([said(Modality.SIGHT, 1.0)], distress=0.1)],
                       FusionWeights(), HALF_LIFE_S)


def test_those_of_whom_nothing_is_known_teach_the_prior():
    people = [filmed(distress=0.9)] * 30 + [filmed(distress=0.1)] * 10
    weights = fit_fusion(people, HALF_LIFE_S)
    assert weights.prior == pytest.approx(math.log(3), abs=0.05)
    assert not weights.scale
