import json
import math

from listed_voices import write_listed_voices
import numpy as np
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.errors import InputError
from emotion_rescue.models.voice_head import VoiceHead
from emotion_rescue.training.voice_data import read_voices
from emotion_rescue.training.voice_measuring import measure_mixed
from emotion_rescue.training.voice_measuring import measure_voices
from emotion_rescue.training.voice_network import VOICE_OUTPUTS
from emotion_rescue.training.voice_noise import active_level
from emotion_rescue.training.voice_noise import with_noise
from emotion_rescue.training.voice_tables import as_json
from emotion_rescue.training.voice_tables import category_table
from emotion_rescue.training.voice_tables import figure_table


class KnowingJudge:
    """Tells the tones of `listed_voices` apart by their pitch, as a perfect model would."""

    def __init__(self, outputs=VOICE_OUTPUTS):
        self.outputs = outputs
        self.head = VoiceHead(dict(enumerate(outputs)))

    def logits(self, sounds):
        return np.array([self._row(sound) for sound in sounds], np.float32).reshape(
            len(sounds), len(self.outputs))

    def _row(self, sound):
        spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
        hz = np.argmax(spectrum) / (len(sound) / 16000)
        clear = spectrum.max() > 20 * np.median(spectrum)
        category = ('none' if not clear else 'calm' if hz < 300 else
                    'joy' if hz < 650 else 'fear')
        level = {'calm': (6, 3, 6, -4), 'joy': (8, 6, 7, -4), 'fear': (2, 8, 2, 3),
                 'none': (5, 5, 5, -4)}[category]
        said = {category: 9.0, **{name: (value - 1) / 9.0 for name, value in zip(
            ('valence', 'arousal', 'dominance'), level[:3], strict=True)}, 'distress': level[3]}
        return [said.get(name, 0.0) for name in self.outputs]


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    return write_listed_voices(tmp_path_factory.mktemp('voices'), 40)


@pytest.fixture(scope='module')
def splits(folder):
    return read_voices(folder, 'val'), read_voices(folder, 'test')


def named(measured):
    return {figure.name: figure for figure in measured.figures}


def test_who_knows_everything_gets_the_best_figures(splits):
    measured = measure_voices(KnowingJudge(), *splits, rounds=20)
    assert [each.condition for each in measured] == ['no noise', '5 dB']
    for each in measured:
        for figure in each.figures:
            assert figure.value == pytest.approx(1.0, abs=0.01), figure.name
        for category in each.categories:
            assert set(category.value.values()) == {1.0}
        assert {c.name for c in each.categories} == {'calm', 'joy', 'fear', 'none'}
    # Clips without a voice count in every condition.
    assert sum(each.clips for each in measured) == 40 + 10


def test_what_the_model_has_no_output_for_is_unknown(splits):
    names = ('calm', 'fear', 'joy')
    measured = measure_voices(KnowingJudge(names), *splits, rounds=10)[0]
    figures = named(measured)
    assert math.isnan(figures['CCC arousal'].value)
    assert math.isnan(figures['AUROC somebody against noise'].value)
    assert figures['AUROC distressed against calm voices'].value == 1.0
    text = figure_table([measured])
    assert '| CCC arousal | unknown |' in text
    entry = as_json([measured])[0]
    assert entry['snr_db'] is None and entry['figures']['CCC arousal']['value'] is None
    json.dumps(entry, allow_nan=False)
    assert 'none (10)' in category_table(measured)


def test_labels_that_say_nothing_of_levels_leave_them_unknown(splits):
    val, test = splits
    for data in (val, test):
        data = type(data)(**{**vars(data), 'vad': np.full_like(data.vad, np.nan),
                             'distress': np.full_like(data.distress, np.nan)})
        figures = named(measure_voices(KnowingJudge(), data, data, rounds=10)[0])
        assert math.isnan(figures['CCC distress'].value)
        assert figures['UAR of categories'].value == 1.0


@pytest.mark.parametrize('snr_db', [20.0, 5.0, -5.0])
def test_noise_is_as_loud_as_it_should_be(splits, snr_db):
    _, test = splits
    noisy = with_noise(test, snr_db)
    voices = np.isfinite(noisy.snr_db)
    assert len(noisy) == 25 and voices.sum() == 15
    clean = test.samples[np.isposinf(test.snr_db)] / 32768.0
    for before, after in zip(clean, noisy.samples[voices] / 32768.0, strict=True):
        share = np.sum(before * after) / np.sum(before * before)  # clipping is scaled away
        noise = after / share - before
        got = 20 * np.log10(active_level(before) / np.sqrt(np.mean(noise ** 2)))
        assert got == pytest.approx(snr_db, abs=1.0)


def test_noise_is_the_same_every_time_and_spares_clips_without_a_voice(splits):
    _, test = splits
    first, second = with_noise(test, 0.0), with_noise(test, 0.0)
    np.testing.assert_array_equal(first.samples, second.samples)
    nobody = np.isnan(first.snr_db)
    np.testing.assert_array_equal(first.samples[nobody], test.samples[np.isnan(test.snr_db)])
    np.testing.assert_array_equal(with_noise(test, math.inf).samples[~nobody],
                                  test.samples[np.isposinf(test.snr_db)])


def test_without_noiseless_voices_nothing_can_be_mixed(splits):
    _, test = splits
    noisy = type(test)(**{**vars(test), 'snr_db': np.full(len(test), 5.0, np.float32)})
    with pytest.raises(InputError, match='no clip has a voice without noise'):
        with_noise(noisy, 0.0)


def test_figures_fall_with_noise(splits):
    measured = measure_mixed(KnowingJudge(), *splits, [20.0, -20.0], rounds=10)
    assert [each.snr_db for each in measured] == [20.0, -20.0]
    clear, drowned = (named(each)['macro F1 of categories'].value for each in measured)
    assert clear > drowned
    assert measure_mixed(KnowingJudge(), *splits, []) == []


def test_command_writes_figures_and_a_picture(folder, tmp_path, capsys):
    pytest.importorskip('transformers')
    pytest.importorskip('matplotlib')
    out = tmp_path / 'out'
    assert main(['evaluate', 'voice', '--data', str(folder), '--rounds', '5', '--threads', '1',
                 '--json', str(out / 'voice.json'), '--plot', str(out / 'voice.png'),
                 '--snr-db', '10', '0']) == 0
    figures = json.loads((out / 'voice.json').read_text())
    assert [each['condition'] for each in figures['mixed']] == ['10 dB', '0 dB']
    assert figures['clips'] == 40 and figures['measured'][0]['categories']['calm']['clips'] == 5
    assert (out / 'voice.png').stat().st_size > 20_000
    shown = capsys.readouterr().out
    assert '| UAR of categories |' in shown and 'precision' in shown


def test_command_without_data(tmp_path, capsys):
    assert main(['evaluate', 'voice', '--data', str(tmp_path)]) == 1
    assert 'no voices of a known layout' in capsys.readouterr().err
