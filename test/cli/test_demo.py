"""`emotion-rescue demo` from end to end with the real nodes and the default weights, shortened."""

import json

import pytest

from emotion_rescue.cli.demo_people import GLIMPSE_S
from emotion_rescue.cli.main import main
from emotion_rescue.core.emotions import CATEGORY_NAMES

DURATION_S = 4.0
IMAGES = 40
DERIVED = ('detections', 'emotions', 'vad', 'distress')


@pytest.mark.parametrize(('arguments', 'expected'), [
    (['--input', 'missing.mp4'], 'missing.mp4'), (['--detector', 'missing.onnx'], '--detector'),
    (['--weights', 'missing'], '--weights'), (['--input', '0'], '--duration-s')])
def test_wrong_input_is_one_sentence(arguments, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(['demo', *arguments]) == 1
    captured = capsys.readouterr()
    assert expected in captured.err
    assert captured.err.count('\n') == 1
    assert not (tmp_path / 'out').exists()


@pytest.mark.ros
def test_a_node_that_fails_ends_the_demo_with_its_reason(command, output_of, tmp_path):
    (tmp_path / 'empty.onnx').write_bytes(b'')
    text, code = output_of(command('demo', '--detector', 'empty.onnx', '--duration-s', 4))
    assert code == 1
    last = text.strip().splitlines()[-1]
    assert last.startswith('emotion-rescue: the node perception could not start')
    assert 'empty.onnx' in last


@pytest.fixture(scope='module')
def finished(tmp_path_factory, run_command):
    """Return the folder of a short demo that has ended well, and what it printed."""
    out = tmp_path_factory.mktemp('demo') / 'out'
    text, code = run_command('demo', '--duration-s', DURATION_S, '--headless', '--out', out)
    assert code == 0, text
    return out, text


@pytest.mark.ros
@pytest.mark.slow
def test_results_hold_everything(finished):
    out, text = finished
    results = json.loads((out / 'results.json').read_text(encoding='utf-8'))
    counts = results['counts']
    assert {counts[name] for name in ('played', 'images', 'overlay', *DERIVED)} == {IMAGES}
    assert counts['audio'] == IMAGES
    assert results['stamps']['all_belong'] is True
    assert set(results['weights']) == {'detector', 'affect', 'voice', 'words'}
    assert all(weights['sha256'] for weights in results['weights'].values())
    assert results['settings']['distress']['lockstep'] is True
    assert results['timings']['images_per_s'] > 0
    for person in results['people']:
        assert 0 <= person['seconds_in_view'] <= DURATION_S
        assert person['first_seen_s'] <= person['last_seen_s'] < DURATION_S
        shown = any(line.split()[:1] == [person['id']] for line in text.splitlines())
        # The file has rounded times.
        if abs(person['seconds_in_view'] - GLIMPSE_S) > 0.01:
            assert shown == (person['seconds_in_view'] > GLIMPSE_S)
        if person['assessments']:
            assert set(person['emotions']) <= set(CATEGORY_NAMES)
            assert all(0 <= value <= 1 for value in person['emotions'].values())
            assert all(1 <= value <= 10 for value in person['vad'].values())
    assert f'{IMAGES} images' in text


@pytest.mark.ros
@pytest.mark.slow
def test_every_derived_stamp_in_the_bag_is_that_of_an_image(finished, read_bag):
    out, _ = finished
    messages = {topic.removeprefix('/emotion_rescue/'): found
                for topic, found in read_bag(out / 'bag').items()}

    def headers(topic):
        return [(m.header.stamp.sec, m.header.stamp.nanosec, m.header.frame_id)
                for m in messages[topic]]

    images = headers('image/compressed')
    assert len(set(images)) == len(images) == IMAGES
    for topic in (*DERIVED, 'overlay/compressed'):
        assert headers(topic) == images, topic
    assert set(headers('survivors')) <= set(images)
    assert len(messages['audio']) == IMAGES
    assert messages['/clock']
    assert {status.name for array in messages['/diagnostics'] for status in array.status} >= {
        f'emotion_rescue/{node}' for node in ('perception', 'distress', 'overlay')}


@pytest.mark.ros
@pytest.mark.slow
def test_the_film_can_be_shown(finished):
    import av
    out, _ = finished
    with av.open(str(out / 'overlay.mp4')) as container:
        assert container.streams.video[0].codec_context.name == 'h264'
        assert container.streams.audio[0].codec_context.name == 'aac'
        times = [frame.time for frame in container.decode(video=0)]
    assert times == pytest.approx([n / 10 for n in range(IMAGES)])
