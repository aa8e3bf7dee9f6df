from hypothesis import given
from hypothesis import strategies
import pytest

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.evaluation.traced_stamps import OutputMessage
from emotion_rescue.evaluation.traced_stamps import PublishedInputs
from emotion_rescue.evaluation.traced_stamps import SURVIVORS
from emotion_rescue.evaluation.traced_stamps import TONE
from emotion_rescue.evaluation.traced_stamps import WORDS

CHUNK_NS = NS_PER_S // 10
# Wall time of the first publication; each chunk is published when it ends.
WALL_NS = 1000 * NS_PER_S


def message(topic, stamp_s, end_s=None):
    stamp_ns = None if stamp_s is None else round(stamp_s * NS_PER_S)
    return OutputMessage(
        topic, stamp_ns, stamp_ns if end_s is None else round(end_s * NS_PER_S), 0)


@pytest.fixture
def inputs():
    """Return images at 0 and 1 s, and chunks from 0 to 1 s and, after a hole, 3 to 4 s."""
    made = PublishedInputs()
    for stamp_ns in (0, NS_PER_S):
        made.add_image(stamp_ns, WALL_NS + stamp_ns + 7)
    for first_s in (0, 3):
        for number in range(10):
            begin_ns = first_s * NS_PER_S + number * CHUNK_NS
            made.add_sound(begin_ns, begin_ns + CHUNK_NS, WALL_NS + begin_ns + CHUNK_NS)
    return made


@pytest.mark.parametrize('topic', ['detections', SURVIVORS, TONE, WORDS, 'markers'])
def test_without_inputs_nothing_is_of_one(topic):
    inputs = PublishedInputs()
    assert inputs.published_ns(message(topic, 0.0, 1.0)) is None
    assert inputs.published_ns(message(topic, None)) is None
    assert inputs.counts == {'images': 0, 'audio': 0}


@pytest.mark.parametrize(('topic', 'stamp_s', 'end_s', 'published_s'), [
    ('detections', 0.0, None, 7e-9), ('detections', 1.0, None, 1.000000007),
    ('detections', 1.000000001, None, None), ('detections', 3.0, None, None),
    # A list is made at an image, or at a chunk.
    (SURVIVORS, 1.0, None, 1.000000007), (SURVIVORS, 3.0, None, 3.1),
    (SURVIVORS, 0.55, None, None),
    # A window lies in the sound, and its last sample completes it.
    (TONE, 0.0, 1.0, 1.0), (TONE, 0.25, 0.95, 1.0), (TONE, 0.25, 0.65, 0.7),
    (WORDS, 3.05, 3.4, 3.4),
    # It may begin in what bridges a hole; not later, not before all sound, nor end after it.
    (TONE, 1.15, 3.4, 3.4), (TONE, 2.0, 3.4, None), (TONE, -1.0, 0.5, None),
    (TONE, 3.5, 4.5, None),
    ('markers', None, None, None)])
def test_which_input_a_message_is_of(inputs, topic, stamp_s, end_s, published_s):
    found = inputs.published_ns(message(topic, stamp_s, end_s))
    assert found == (None if published_s is None else WALL_NS + round(published_s * NS_PER_S))


@given(strategies.permutations(range(12)), strategies.integers(0, 11), strategies.integers(1, 99))
def test_chunks_may_come_in_any_order(order, number, share):
    inputs = PublishedInputs()
    for at in order:
        inputs.add_sound(at * CHUNK_NS, (at + 1) * CHUNK_NS, at)
    end_ns = number * CHUNK_NS + round(CHUNK_NS * 0.2) + share * CHUNK_NS // 125
    assert inputs.published_ns(OutputMessage(TONE, 0, end_ns, 0)) == number
