import sys
from types import SimpleNamespace

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.nodes.sound_card import capture_delay_s
from emotion_rescue.nodes.sound_card import DeviceError
from emotion_rescue.nodes.sound_card import PortAudioStream


class PortAudioError(Exception):
    pass


class FakeInputStream:
    def __init__(self, **options):
        self.options = options
        self.open = False
        self.now_s = 5.25

    @property
    def time(self):
        if not self.now_s:
            raise PortAudioError('Error getting stream time')
        return self.now_s

    def start(self):
        self.open = True

    def close(self):
        self.open = False


class FakeSoundDevice:
    """The part of sounddevice that is used, with two devices plugged in."""

    PortAudioError = PortAudioError
    devices = (
        {'index': 0, 'name': 'HDMI', 'max_input_channels': 0, 'default_samplerate': 48000.0},
        {'index': 3, 'name': 'USB Array', 'max_input_channels': 4, 'default_samplerate': 44100.0})

    def __init__(self):
        self.streams = []
        self.looked = 0

    def _terminate(self):
        self.looked += 1

    def _initialize(self):
        self.looked += 1

    def query_devices(self, device=None, kind=None):
        if kind is None:
            return self.devices
        for known in self.devices[1:]:
            if device is None or device == known['index'] or device in known['name']:
                return known
        raise ValueError(f'No input device matching {device!r}')

    def InputStream(self, **options):  # noqa: N802 (its name there)
        if options['channels'] > 4:
            raise PortAudioError('Invalid number of channels')
        self.streams.append(FakeInputStream(**options))
        return self.streams[-1]


@pytest.fixture
def sound(monkeypatch):
    fake = FakeSoundDevice()
    monkeypatch.setitem(sys.modules, 'sounddevice', fake)
    return fake


@pytest.mark.parametrize('device', ['', '3', 'USB', 'USB Array'])
def test_a_device_is_found_by_default_number_and_name(sound, device):
    stream = PortAudioStream(device, 0, 2, 0.1, lambda *_: None)
    assert (stream.name, stream.sample_rate_hz) == ('USB Array', 44100)
    opened, = sound.streams
    assert opened.open
    assert (opened.options['device'], opened.options['channels']) == (3, 2)
    assert (opened.options['blocksize'], opened.options['dtype']) == (4410, 'float32')
    stream.close()
    assert not opened.open


def test_devices_plugged_in_since_are_looked_for(sound):
    PortAudioStream('', 16000, 1, 0.1, lambda *_: None)
    assert sound.looked == 2


@pytest.mark.parametrize('device, channels, words', [
    ('Webcam', 1, "the microphone 'Webcam' cannot be opened"),
    ('', 8, 'Invalid number of channels')])
def test_an_impossible_device_names_those_that_are_there(sound, device, channels, words):
    with pytest.raises(DeviceError, match=words) as caught:
        PortAudioStream(device, 16000, channels, 0.1, lambda *_: None)
    assert '3: USB Array (4 channels, 44100 Hz)' in str(caught.value)
    assert 'HDMI' not in str(caught.value)


def test_blocks_are_copied_and_dated(sound):
    blocks = []
    PortAudioStream('', 16000, 1, 0.1, lambda *block: blocks.append(block))
    driver_buffer = np.full((1600, 1), 0.5, np.float32)
    sound.streams[0].options['callback'](
        driver_buffer, 1600, SimpleNamespace(inputBufferAdcTime=5.0, currentTime=5.25),
        SimpleNamespace(input_overflow=True))
    driver_buffer[:] = 0.0
    (samples, delay_s, overflowed), = blocks
    assert (samples == 0.5).all()
    assert (delay_s, overflowed) == (0.25, True)


@pytest.mark.parametrize('now_s, delay_s', [(0.0, 0.25), (5.25, 0.25), (5.5, 0.5)])
def test_a_block_that_waited_for_its_turn_is_as_much_older(sound, now_s, delay_s):
    blocks = []
    PortAudioStream('', 16000, 1, 0.1, lambda *block: blocks.append(block))
    sound.streams[0].now_s = now_s
    sound.streams[0].options['callback'](
        np.zeros((1600, 1), np.float32), 1600,
        SimpleNamespace(inputBufferAdcTime=5.0, currentTime=5.25),
        SimpleNamespace(input_overflow=False))
    assert blocks[0][1] == delay_s


@pytest.mark.parametrize('adc_s, now_s, expected', [
    (5.0, 5.25, 0.25), (0.0, 0.0, 0.1), (0.0, 5.0, 0.1), (5.0, 4.0, 0.1), (5.0, 50.0, 0.1),
    (float('nan'), 5.0, 0.1), (5.0, 5.0, 0.1), (5.0, 5.095, 0.1)])
def test_drivers_that_do_not_tell_the_time(adc_s, now_s, expected):
    assert capture_delay_s(adc_s, now_s, 0.1) == pytest.approx(expected)


@pytest.mark.parametrize('error, remedy', [
    (OSError('PortAudio library not found'), 'apt-get install libportaudio2'),
    (ImportError('sounddevice'), 'pip install sounddevice')])
def test_what_is_not_installed_is_said_with_the_remedy(monkeypatch, error, remedy):
    class Finder:
        def find_spec(self, name, path=None, target=None):
            if name == 'sounddevice':
                raise error

    monkeypatch.delitem(sys.modules, 'sounddevice', raising=False)
    monkeypatch.setattr(sys, 'meta_path', [Finder(), *sys.meta_path])
    with pytest.raises(MissingPackageError, match=remedy):
        PortAudioStream('', 16000, 1, 0.1, lambda *_: None)


def test_on_a_machine_without_a_microphone_the_real_library_says_so():
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        pytest.skip(f'PortAudio is not usable here: {error}')
    if any(d['max_input_channels'] for d in sounddevice.query_devices()):
        pytest.skip('this machine has a microphone')
    with pytest.raises(DeviceError, match='input devices: none'):
        PortAudioStream('', 16000, 1, 0.1, lambda *_: None)
