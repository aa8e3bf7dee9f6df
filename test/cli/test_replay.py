"""`emotion-rescue replay` with the real nodes and the default weights."""

import signal

import pytest

from emotion_rescue.cli.demo_camera import demo_pictures
from emotion_rescue.cli.demo_camera import DemoCamera
from emotion_rescue.cli.main import main
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.synthesis.voice.soundtrack import demo_soundtrack

LENGTH_S = 30.0
RATE_HZ = 4.0
RESULTS = ('detections', 'emotions', 'vad', 'distress', 'voice')


@pytest.mark.parametrize(('arguments', 'expected'), [
    (['missing.mp4'], 'does not exist'), (['0', '--every-frame'], 'for recordings'),
    (['0', '--rate', '2'], 'for recordings'), (['.', '--bag', 'b'], 'no image')])
def test_what_cannot_be_replayed_is_one_sentence(
        arguments, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(['replay', *arguments]) == 1
    captured = capsys.readouterr()
    assert expected in captured.err
    assert captured.err.count('\n') == 1


@pytest.mark.parametrize('arguments', [
    [], ['x', '--rate', '0'], ['x', '--rate', '-1'], ['x', '--rate', 'nan'],
    ['x', '--start', '-1'], ['x', '--duration', 'inf'], ['x', '--fps', 'many']])
def test_wrong_options_are_wrong_usage(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(['replay', *arguments])
    assert stop.value.code == 2
    assert 'usage:' in capsys.readouterr().err


@pytest.fixture(scope='module')
def bag(tmp_path_factory):
    """Return a bag of a camera that moves over people, with voices."""
    from rclpy.serialization import serialize_message

    from emotion_rescue.nodes.audio_messages import chunk_from_clip
    from emotion_rescue.nodes.bag_file import BagFile
    from emotion_rescue.nodes.image_messages import compressed_from_frame
    folder = tmp_path_factory.mktemp('recording') / 'bag'
    file = BagFile(folder)
    file.open()
    handles = {kind: file.add_topic(topic, kind, 'RIHS01_' + 64 * '0') for kind, topic in (
        ('sensor_msgs/msg/CompressedImage', '/robot/image/compressed'),
        ('emotion_rescue_msgs/msg/AudioChunk', '/robot/audio'))}
    image, audio = handles.values()
    samples = 0
    for item in DemoCamera(
            demo_pictures(), LENGTH_S, demo_soundtrack(LENGTH_S), RATE_HZ).items():
        if isinstance(item, ImageFrame):
            file.write(image, item.stamp_ns, serialize_message(compressed_from_frame(item)))
        else:
            file.write(audio, item.end_ns, serialize_message(chunk_from_clip(item, samples)))
            samples += len(item.samples)
    file.close()
    return folder


@pytest.mark.ros
@pytest.mark.slow
def test_a_replay_gives_the_same_results_message_for_message(
        bag, command, output_of, read_bag, tmp_path):
    # Beside each other, so that they cannot agree by having the machine for themselves alike.
    replays = [command('replay', bag, '--every-frame', '--bag', tmp_path / name)
               for name in ('first', 'second')]
    for process in replays:
        text, code = output_of(process)
        assert code == 0, text
        assert f'played {LENGTH_S * RATE_HZ:.0f} images' in text
    first, second = (read_bag(tmp_path / name) for name in ('first', 'second'))
    for topic in RESULTS:
        name = f'/emotion_rescue/{topic}'
        # As text, because an unknown value (NaN) is not equal to itself.
        assert list(map(str, first[name])) == list(map(str, second[name])), topic
    count = LENGTH_S * RATE_HZ
    assert [len(first[f'/emotion_rescue/{topic}']) for topic in RESULTS[:4]] == [count] * 4
    assert any(message.detections for message in first['/emotion_rescue/detections'])
    assert any(person.assessed for message in first['/emotion_rescue/emotions']
               for person in message.people)
    assert any(message.speech_probability > 0.5 for message in first['/emotion_rescue/voice'])


@pytest.mark.ros
def test_what_a_replay_waits_for_is_said_with_its_full_name(bag, command, output_of):
    text, code = output_of(command(
        'replay', bag, '--every-frame', '--no-bring-up', '--deadline', '6',
        '--namespace', 'nobody/here'))
    assert code == 1
    assert 'perception is not listening to /nobody/here/image/compressed after 6 s' in text
    assert 'Traceback' not in text


@pytest.mark.ros
def test_nodes_that_cannot_start_end_a_replay_with_their_reason(
        bag, command, output_of, tmp_path):
    (tmp_path / 'params.yaml').write_text(
        '/**/perception:\n  ros__parameters:\n    weights: /missing/people.onnx\n')
    text, code = output_of(command(
        'replay', bag, '--every-frame', '--params-file', tmp_path / 'params.yaml'))
    assert code == 1
    last = text.strip().splitlines()[-1]
    assert last.startswith('emotion-rescue: the node perception could not start')
    assert '/missing/people.onnx' in last


@pytest.mark.ros
def test_ctrl_c_ends_a_replay(bag, command, output_of):
    process = command('replay', bag, '--loop')
    for line in process.stdout:
        if 'nobody is at' in line:
            break
    process.send_signal(signal.SIGINT)
    text, code = output_of(process)
    assert code == 130
    assert 'Traceback' not in text
