"""`emotion-rescue benchmark perception`, too short to mean anything: that it measures at all."""

import json

import pytest


@pytest.mark.ros
@pytest.mark.slow
def test_the_benchmark_accounts_for_every_image(run_command, tmp_path):
    path = tmp_path / 'new' / 'figures.json'
    text, code = run_command('benchmark', 'perception', '--json', path, '--duration-s', 3)
    assert code == 0, text
    figures = json.loads(path.read_text(encoding='utf-8'))
    assert figures['published'] == 45
    accounting = figures['accounting']
    assert accounting['lost'] == 0
    assert accounting['received'] == figures['published']
    assert accounting['processed'] == figures['delivered'] > 0
    assert figures['node_to_bare'] == pytest.approx(figures['node_fps'] / figures['bare_fps'])
    assert figures['added_latency_ms']['p50'] <= figures['added_latency_ms']['p95']
    assert figures['threads'] == 1
    assert figures['weights']['sha256']
    assert len(figures['rounds']) == 2
    assert 'node to bare' in text


@pytest.mark.ros
def test_weights_that_cannot_be_loaded_end_it_with_the_reason(run_command, tmp_path):
    (tmp_path / 'broken.onnx').write_bytes(b'not a model')
    text, code = run_command('benchmark', 'perception', '--weights', tmp_path / 'broken.onnx')
    assert code == 1
    assert 'broken.onnx' in text.strip().splitlines()[-1]
    assert 'Traceback' not in text
