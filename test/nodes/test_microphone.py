from contextlib import contextmanager
import threading

import numpy as np
import pytest

from emotion_rescue.core.frames import NS_PER_S

pytestmark = pytest.mark.ros

pytest.importorskip('emotion_rescue_msgs', reason='the interfaces are not built; use scripts/test')

from emotion_rescue.nodes.audio_messages import clip_from_chunk
from emotion_rescue.nodes.microphone import MicrophoneNode
from emotion_rescue.nodes.sound_card import DeviceError
from emotion_rescue_msgs.msg import AudioChunk
from ros_bench import status_where
from ros_bench import wait_until

CHUNK = 160
FAST = {'chunk_s': 0.01, 'retry_s': 0.1}


class Card:
    """Stands in for the sound card: a test says what is captured, and when it is unplugged."""

    def __init__(self):
        self.plugged = True
        self.opened = []

    def __call__(self, device, sample_rate_hz, channels, chunk_s, on_block):
        if not self.plugged:
            raise DeviceError('no such microphone; input devices: none')
        self.opened.append(Stream(sample_rate_hz, on_block))
        return self.opened[-1]

    def stream(self, number=1):
        return wait_until(lambda: len(self.opened) >= number and self.opened[number - 1],
                          f'stream {number}')


class Stream:
    name = 'Card of the test'

    def __init__(self, sample_rate_hz, on_block):
        self.sample_rate_hz = sample_rate_hz
        self.capture = on_block
        self.closed = threading.Event()

    def close(self):
        self.closed.set()


def block(value=0.5, channels=1, count=CHUNK):
    return np.full((count, channels), value, np.float32)


@pytest.fixture
def card():
    return Card()


@pytest.fixture
def microphone(ros, card):
    def make(**parameters):
        return ros.active(lambda **options: MicrophoneNode(open_stream=card, **options),
                          {**FAST, **parameters})
    return make


def test_sound_is_published_with_the_time_of_its_first_sample(ros, card, microphone):
    node = microphone(frame_id='mast')
    audio = ros.inbox(AudioChunk, 'audio')
    wait_until(lambda: ros.node.count_publishers('audio'), 'the publisher')
    before_ns = node.get_clock().now().nanoseconds
    card.stream().capture(block(0.25), 0.5, False)
    after_ns = node.get_clock().now().nanoseconds
    clip = clip_from_chunk(audio.wait_count(1)[0])
    assert (clip.samples == 0.25).all() and len(clip.samples) == CHUNK
    assert (clip.sample_rate_hz, clip.frame_id) == (16000, 'mast')
    assert before_ns <= clip.stamp_ns + NS_PER_S // 2 <= after_ns


def test_overruns_are_counted(ros, card, microphone):
    microphone()
    diagnostics = ros.diagnostics()
    card.stream().capture(block(), 0.0, True)
    diagnostics.wait(status_where(lambda s, v: v.get('overruns') == '1'), 'the overrun')


@contextmanager
def sounding(stream, samples):
    """Let a stream capture the same block again and again: what falls silent is reopened."""
    over = threading.Event()

    def capture():
        while not over.wait(0.05):
            stream.capture(samples, 0.01, False)

    player = threading.Thread(target=capture)
    player.start()
    try:
        yield
    finally:
        over.set()
        player.join()


@pytest.mark.parametrize('size, level, words', [
    (0.5, b'\x00', 'OK'),
    (1.0, b'\x01', '100% of the sound is clipped; turn the microphone down')])
def test_how_loud_it_is_and_that_it_clips_is_said(ros, card, microphone, size, level, words):
    microphone()
    diagnostics = ros.diagnostics()
    with sounding(card.stream(), block(size) * (-1.0) ** np.arange(CHUNK)[:, None]):
        status = diagnostics.wait(status_where(
            lambda s, v: v.get('peak [dBFS]', 'unknown') != 'unknown'), 'the level')
    values = {v.key: v.value for v in status.values}
    assert (status.level, status.message) == (level, words)
    assert float(values['peak [dBFS]']) == pytest.approx(20 * np.log10(size), abs=0.01)
    assert values['clipped [%]'] == ('100' if size == 1.0 else '0')


def test_stereo_stays_stereo(ros, card, microphone):
    microphone(channels=2)
    audio = ros.inbox(AudioChunk, 'audio')
    wait_until(lambda: ros.node.count_publishers('audio'), 'the publisher')
    card.stream().capture(block(channels=2), 0.01, False)
    message, = audio.wait_count(1)
    assert (message.channels, message.encoding) == (2, AudioChunk.F32LE)
    assert len(message.data) == CHUNK * 2 * 4


def test_a_missing_microphone_is_said_and_waited_for(ros, card, microphone):
    card.plugged = False
    node = microphone()
    diagnostics = ros.diagnostics()
    status = diagnostics.wait(status_where(lambda s, v: s.level == b'\x02'), 'the loss')
    assert status.message == 'no such microphone; input devices: none'
    assert node.state == 'active'
    card.plugged = True
    card.stream().capture(block(), 0.01, False)
    seen = len(diagnostics.messages)
    status = diagnostics.wait(lambda m: status_where(
        lambda s, v: s.message == 'OK')(m[seen:]), 'sound')
    assert {v.key: v.value for v in status.values}['device'] == 'Card of the test'


def test_a_microphone_that_falls_silent_is_opened_again(ros, card, microphone):
    microphone()
    audio = ros.inbox(AudioChunk, 'audio')
    wait_until(lambda: ros.node.count_publishers('audio'), 'the publisher')
    first = card.stream(1)
    first.capture(block(), 0.01, False)
    audio.wait_count(1)
    second = card.stream(2)
    assert first.closed.is_set()
    second.capture(block(), 0.01, False)
    before, after = audio.wait_count(2)[:2]
    # A second of silence has been lost, at least.
    assert after.first_sample - before.first_sample > 16000


def test_deactivate_gives_the_microphone_back(card, microphone):
    node = microphone()
    stream = card.stream()
    node.trigger_deactivate()
    assert stream.closed.is_set()
    assert 'microphone' not in {t.name for t in threading.enumerate()}


def test_without_portaudio_configure_fails_with_the_remedy(ros, monkeypatch):
    from emotion_rescue.core.errors import MissingPackageError
    from emotion_rescue.nodes import microphone

    def missing():
        raise MissingPackageError('apt-get install libportaudio2')

    monkeypatch.setattr(microphone, 'port_audio', missing)
    node = ros.make(MicrophoneNode)
    node.trigger_configure()
    assert (node.state, node.failure) == ('unconfigured', 'apt-get install libportaudio2')
