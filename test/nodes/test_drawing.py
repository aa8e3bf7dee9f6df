import math

import numpy as np
import pytest

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.vad import Vad
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading
from emotion_rescue.nodes.drawing import draw_overlay
from emotion_rescue.nodes.drawing import NO_DETECTIONS
from emotion_rescue.nodes.level_colours import DISMISSED_BGR
from emotion_rescue.nodes.level_colours import LEVEL_BGR
from emotion_rescue.nodes.level_colours import text_bgr
from emotion_rescue.nodes.panel import CONTRADICTED
from emotion_rescue.nodes.panel import panel_size
from emotion_rescue.nodes.panel import tag_text
from emotion_rescue.nodes.person_on_screen import ListedSurvivor
from emotion_rescue.nodes.person_on_screen import PersonOnScreen
from emotion_rescue.pipeline.operator_judgements import OperatorState
from fakes import emotions
from fakes import person
from fakes import SECOND_NS

GREY = np.repeat(np.linspace(90, 110, 640).astype(np.uint8)[None, :, None], 480, axis=0).repeat(
    3, axis=2)
BOX = (200.0, 150.0, 280.0, 350.0)


def judged(level=DistressLevel.SEVERE, probability=0.92, person_id='7', **fields):
    return PersonAssessment(person_id, True, fields.pop('assessed_ns', 9 * SECOND_NS),
                            emotions(0.1, Fear=0.8),
                            fields.pop('vad', Vad(2.0, 8.0, 3.0, 0.5, 0.5, 0.5)),
                            DistressEstimate(probability, level, 0.8, **fields))


def drawn(*people, heard=(), listed=(), image=GREY, stamp_ns=10 * SECOND_NS):
    return draw_overlay(image, people, stamp_ns, heard, listed)


def listed(state=OperatorState.SILENT, level=DistressLevel.NONE, **fields):
    return ListedSurvivor('person-7', '7', level, state=state, **fields)


WORD = 'the operator dismissed this survivor, the models say SEVERE with confidence 0.80'
BY_ANN = listed(OperatorState.DISMISSED, operator_name='Ann')
AGAINST = listed(OperatorState.DISMISSED, operator_name='Ann', contradiction=WORD)


def has_colour(image, bgr, at_least):
    return np.count_nonzero((image == np.uint8(bgr)).all(axis=2)) >= at_least


def test_nobody_in_view_is_written_and_the_image_itself_stays(monkeypatch):
    before = GREY.copy()
    result = drawn()
    assert np.array_equal(GREY, before)
    assert np.array_equal(result[:400], GREY[:400])
    assert (result[460:] != GREY[460:]).any()


@pytest.mark.parametrize('level', DistressLevel)
def test_the_box_has_the_colour_of_the_level(level):
    result = drawn(PersonOnScreen(person('7', BOX), judged(level)))
    # The left border, beyond the panel's reach; dashes cover half of it.
    border = result[170:340, 199:202]
    assert has_colour(border, LEVEL_BGR[level], 50)
    for other in set(DistressLevel) - {level}:
        assert not has_colour(border, LEVEL_BGR[other], 1)


def test_unknown_is_dashed_and_known_is_not():
    def gaps(level):
        line = drawn(PersonOnScreen(person('7', BOX), judged(level)))[170:340, 200]
        return np.count_nonzero((line == 0).all(axis=1))

    assert gaps(DistressLevel.UNKNOWN) > 40
    assert gaps(DistressLevel.SEVERE) == 0


@pytest.mark.parametrize('assessment, said, text', [
    (None, None, '#7 UNKNOWN ?'),
    (None, listed(level=DistressLevel.MILD), '#7 MILD ?'),
    (judged(DistressLevel.UNKNOWN, math.nan), None, '#7 UNKNOWN ?'),
    (judged(DistressLevel.NONE, 0.04), None, '#7 NONE 4%'),
    (judged(DistressLevel.SEVERE, 0.92), None, '#7 SEVERE 92%'),
    # The list may be a second older than the judgement of this image.
    (judged(DistressLevel.SEVERE, 0.92), listed(level=DistressLevel.MILD), '#7 SEVERE 92%'),
    (judged(DistressLevel.SEVERE, 0.92), listed(OperatorState.CORRECTED, DistressLevel.MILD),
     '#7 MILD'),
    (judged(DistressLevel.SEVERE, 0.92), listed(OperatorState.CONFIRMED, DistressLevel.SEVERE),
     '#7 SEVERE 92%'),
    (judged(DistressLevel.NONE, 0.04), listed(OperatorState.CONFIRMED, DistressLevel.UNKNOWN),
     '#7 UNKNOWN ?'),
    (judged(DistressLevel.SEVERE, 0.92), BY_ANN, '#7 DISMISSED'),
    (judged(DistressLevel.SEVERE, 0.92), AGAINST, '! #7 DISMISSED')])
def test_the_tag_tells_id_what_counts_and_whose_probability(assessment, said, text):
    assert tag_text(PersonOnScreen(person('7'), assessment, said)) == text


def test_the_operators_level_has_the_colour():
    corrected = listed(OperatorState.CORRECTED, DistressLevel.MILD)
    border = drawn(PersonOnScreen(person('7', BOX), judged(), corrected))[170:340, 199:202]
    assert has_colour(border, LEVEL_BGR[DistressLevel.MILD], 50)
    assert not has_colour(border, LEVEL_BGR[DistressLevel.SEVERE], 1)


def test_whoever_is_dismissed_is_grey_and_beneath_the_others():
    gone = PersonOnScreen(person('7', BOX), judged(), BY_ANN)
    well = PersonOnScreen(person('8', BOX), judged(DistressLevel.NONE, 0.04, '8'))
    alone = drawn(gone)[170:340, 198:203]
    assert has_colour(alone, DISMISSED_BGR, 50)
    assert not has_colour(alone, LEVEL_BGR[DistressLevel.SEVERE], 1)
    for order in ((gone, well), (well, gone)):
        both = drawn(*order)[170:340, 199:202]
        assert has_colour(both, LEVEL_BGR[DistressLevel.NONE], 50)
    # A short panel: those to reach need the room.
    assert panel_size(gone, 1.0)[1] < panel_size(well, 1.0)[1] / 2


@pytest.fixture
def texts(monkeypatch):
    from emotion_rescue.nodes import drawing
    from emotion_rescue.nodes import panel

    written = []
    draw_text = panel.draw_text

    def note(image, text, *args):
        written.append(text)
        draw_text(image, text, *args)

    monkeypatch.setattr(panel, 'draw_text', note)
    monkeypatch.setattr(drawing, 'draw_text', note)
    return written


def test_the_panel_tells_emotions_dimensions_and_age(texts):
    drawn(PersonOnScreen(person('7', BOX), judged(
        vad=Vad(2.0, 8.0, math.nan), responsiveness=Responsiveness.UNRESPONSIVE)))
    assert '#7 SEVERE 92%' in texts
    assert texts[texts.index('V') + 1] == '2.0'
    assert texts[texts.index('D') + 1] == '?'
    assert 'Fear 0.80' in texts
    assert 'UNRESPONSIVE' in texts
    assert 'seen 1.0 s ago' in texts
    assert '1 in view: 1 severe' in texts


@pytest.mark.parametrize('said, told, untold', [
    (None, (), ('models: SEVERE 92%', CONTRADICTED)),
    (listed(), (), ('models: SEVERE 92%', CONTRADICTED)),
    (BY_ANN, ('dismissed by Ann', 'models: SEVERE 92%', '1 in view: 1 dismissed'),
     (CONTRADICTED, 'Fear 0.80', 'V')),
    (listed(OperatorState.DISMISSED), ('dismissed by operator',), ()),
    (listed(OperatorState.CONFIRMED, DistressLevel.SEVERE, operator_name='Bo'),
     ('confirmed by Bo', 'Fear 0.80', '1 in view: 1 severe'), ('models: SEVERE 92%',)),
    (listed(OperatorState.CORRECTED, DistressLevel.MILD, operator_name='Bo', contradiction=WORD),
     ('corrected by Bo', 'models: SEVERE 92%', CONTRADICTED, '1 in view: 1 mild'), ())])
def test_what_an_operator_said_and_what_the_models_say_to_that(texts, said, told, untold):
    drawn(PersonOnScreen(person('7', BOX), judged(), said))
    assert set(told) <= set(texts)
    assert not set(untold) & set(texts)


def test_an_operator_may_find_somebody_unresponsive(texts):
    drawn(PersonOnScreen(person('7', BOX), judged(), listed(
        OperatorState.CORRECTED, DistressLevel.SEVERE,
        responsiveness=Responsiveness.UNRESPONSIVE)))
    assert 'UNRESPONSIVE' in texts


def test_a_contradiction_has_a_sign_and_its_sentence(texts):
    def alarms(said):
        result = drawn(PersonOnScreen(person('7', BOX), judged(), said), listed=(said,))
        return np.count_nonzero((result[130:170, 220:260] == (130, 130, 255)).all(axis=2))

    assert alarms(BY_ANN) == 0
    assert not any(text.startswith('! person') for text in texts)
    assert alarms(AGAINST) > 50
    assert ' '.join(texts).count(f'! person-7: {WORD}') == 1


def test_of_many_contradictions_the_first_are_told(texts):
    many = [ListedSurvivor(f'voice-{i}', '', DistressLevel.NONE, contradiction='No.')
            for i in range(5)]
    drawn(listed=many)
    assert texts == ['nobody in view', '! voice-0: No.', '! voice-1: No.', '! voice-2: No.',
                     '! and 2 more contradictions']


@pytest.mark.parametrize('assessment', [
    None, PersonAssessment('7', True)])
def test_somebody_not_judged_yet(texts, assessment):
    drawn(PersonOnScreen(person('7', BOX), assessment))
    assert 'not judged yet' in texts
    assert 'V' not in texts
    assert '1 in view: 1 unknown' in texts


def test_what_was_heard(texts):
    drawn(heard=[VoiceReading(0, 2.0, '', 0.9, {'scream': 0.8, 'calm': 0.1}, distress=0.7),
                 VoiceReading(0, 1.2, transcript=Transcript('Help me'),
                              words=WordsReading(distress=0.95), bearing_rad=0.5)])
    drawn(heard=[VoiceReading(0, 2.0, speech_probability=0.0)])
    assert 'voice: scream 0.80, distress 0.70' in texts
    assert 'said: "Help me", distress 0.95, from 29 deg left' in texts
    assert 'voice: nobody heard' in texts


def test_unknown_is_not_nobody(texts):
    drawn(heard=[VoiceReading(0, 2.0)])
    drawn(heard=[VoiceReading(0, 2.0, speech_probability=0.9)])
    drawn()
    assert texts == ['nobody in view', 'voice: unknown', 'nobody in view', 'voice: somebody heard',
                     'nobody in view']
    texts.clear()
    draw_overlay(np.zeros((480, 640, 3), np.uint8), None, 0)
    assert texts == [NO_DETECTIONS]


@pytest.mark.parametrize(('value', 'words'), [
    (0, 'CANNOT SEE: this picture is too dark to see anybody'),
    (255, 'CANNOT SEE: this picture is too bright to see anybody'),
    (90, 'CANNOT SEE: this picture is of one colour, as with a covered lens')])
def test_where_nothing_can_be_seen_nobody_is_not_the_answer(texts, value, words):
    image = np.full((480, 640, 3), value, np.uint8)
    drawn(image=image)
    assert texts == [words]
    drawn(PersonOnScreen(person('7', BOX)), image=image)
    assert '1 in view: 1 unknown' in texts, 'who is found is told'


@pytest.mark.parametrize(('bearing_deg', 'words'), [
    (0, 'from ahead'), (4, 'from ahead'), (40.4, 'from 40 deg left'),
    (-120, 'from 120 deg right')])
def test_where_a_voice_comes_from_is_written(texts, bearing_deg, words):
    drawn(heard=[VoiceReading(0, 2.0, distress=0.7, bearing_rad=math.radians(bearing_deg),
                              bearing_std_rad=0.1)])
    assert f'voice: distress 0.70, {words}' in texts


def test_in_a_crowd_those_without_a_place_keep_their_tag(texts):
    crowd = [PersonOnScreen(person(str(i), (20.0 * i, 100.0, 20.0 * i + 60, 300.0)),
                            judged(person_id=str(i))) for i in range(30)]
    drawn(*crowd)
    assert all(f'#{i} SEVERE 92%' in texts for i in range(30))


@pytest.mark.parametrize('shape', [(1, 1, 3), (24, 32, 3), (120, 160, 3), (1080, 1920, 3)])
@pytest.mark.parametrize('box', [BOX, (-50.0, -50.0, 5000.0, 5000.0), (3.0, 3.0, 3.0, 3.0)])
@pytest.mark.parametrize('said', [None, AGAINST], ids=['silent', 'contradicted'])
def test_images_and_boxes_of_any_size(shape, box, said):
    image = np.zeros(shape, np.uint8)
    result = drawn(PersonOnScreen(person('7', box), judged(), said),
                   listed=[said] if said else [], image=image)
    assert result.shape == shape
    assert result.any()


def test_text_is_readable_on_every_colour():
    for bgr in (*LEVEL_BGR.values(), DISMISSED_BGR):
        assert abs(np.dot(np.subtract(bgr, text_bgr(bgr)), (0.114, 0.587, 0.299))) > 90
