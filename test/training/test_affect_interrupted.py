"""Trainings that are killed, share their work between processes, or meet a full disk."""

import json
import os
from pathlib import Path
import signal
import subprocess
import sys

import pytest

from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.training.affect import train
from emotion_rescue.training.affect_recipe import recipe_of

pytest.importorskip('transformers')

_TEST = Path(__file__).resolve().parents[1]
_SIZES = ('image_px=24 patch_px=12 vision_width=32 vision_layers=1 text_width=32 text_layers=1 '
          'vocabulary=600')
# 120 people: 8 steps an epoch, with three savings in it.
_SETTINGS = {'tower': 'clip_vit', 'sizes': _SIZES, 'head_epochs': 0, 'tower_epochs': 2,
             'tower_batch': 16, 'epochs': 2, 'batch': 16,
             'copies': 2, 'retention_items': 20, 'checkpoint_every_steps': 2, 'replay_share': 0.2,
             'written_share': 0.2, 'accumulation': 2}


def _recipe(painted, out, **changes):
    return {**_SETTINGS, 'data': str(painted), 'out': str(out), **changes}


def _environment():
    return {**os.environ, 'OMP_NUM_THREADS': '1',
            'PYTHONPATH': os.pathsep.join([str(_TEST.parent), str(_TEST)])}


@pytest.fixture(scope='module')
def undisturbed(painted, tmp_path_factory):
    """Return what a training makes that nobody disturbs."""
    out = tmp_path_factory.mktemp('undisturbed') / 'out'
    return train(recipe_of(_recipe(painted, out)), lambda text: None)


@pytest.mark.parametrize(('stage', 'count', 'when', 'goes_on'), [
    ('tower', 5, 'after', 'tower, going on at epoch 2, after 2 of 8 steps'),
    ('answers', 2, 'during', 'answers, going on at epoch 1, after 2 of 8 steps'),
    ('answers', 6, 'after', 'answers, going on at epoch 2, after 4 of 8 steps')])
def test_a_killed_training_goes_on_and_ends_bit_for_bit_the_same(
        painted, tmp_path, undisturbed, stage, count, when, goes_on):
    recipe = _recipe(painted, tmp_path / 'out')
    (tmp_path / 'recipe.json').write_text(json.dumps(recipe))
    worker = subprocess.Popen(
        [sys.executable, str(_TEST / 'training_worker.py'), str(tmp_path / 'recipe.json'), stage,
         str(count), when], env=_environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert any(line == 'stopped\n' for line in worker.stdout)
    finally:
        worker.kill()
        worker.communicate()
    assert worker.returncode == -signal.SIGKILL
    said = []
    result = train(recipe_of(recipe), said.append)
    assert goes_on in said
    assert result.history == undisturbed.history
    first, second = (r.weights / 'model.safetensors' for r in (result, undisturbed))
    assert first.read_bytes() == second.read_bytes()


def test_two_processes_end_with_the_same_weights_and_the_loss_of_one(
        painted, tmp_path, undisturbed):
    (tmp_path / 'recipe.json').write_text(
        json.dumps(_recipe(painted, tmp_path / 'out', accumulation=1)))
    done = subprocess.run(
        [sys.executable, '-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', '2',
         str(_TEST / 'training_worker.py'), str(tmp_path / 'recipe.json')],
        env=_environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    assert (tmp_path / 'digest-0.txt').read_text() == (tmp_path / 'digest-1.txt').read_text()
    assert done.stdout.count('answers, epoch 2 of 2') == 1  # only one process reports
    history = json.loads((tmp_path / 'out' / 'history.json').read_text())
    for stage in ('tower', 'answers'):
        for together, alone in zip(history[stage], undisturbed.history[stage], strict=True):
            assert together == pytest.approx(alone, rel=1e-3)


@pytest.mark.parametrize('name', ['answers-state.pt', 'answers-best-1.pt', 'tower-state.pt'])
def test_a_full_disk_ends_it_with_one_sentence_and_harms_nothing(
        painted, tmp_path, undisturbed, name):
    out = tmp_path / 'out'
    full = out / 'state' / f'{name}.part'
    full.parent.mkdir(parents=True)
    full.symlink_to('/dev/full')  # a real file system's refusal
    recipe = recipe_of(_recipe(painted, out))
    with pytest.raises(UnfinishedError, match='No space left.*MB free.*make room') as error:
        train(recipe, lambda text: None)
    assert str(error.value).count('\n') == 0
    assert train(recipe, lambda text: None).history == undisturbed.history


def test_the_checkpoint_before_survives_a_disk_that_fills_while_saving(tmp_path):
    from emotion_rescue.training.saved_files import save_folder

    (tmp_path / 'model.safetensors').write_bytes(b'good')

    def write(folder):
        (folder / 'model.safetensors').write_bytes(b'half')
        with open('/dev/full', 'wb', buffering=0) as file:
            file.write(b'more')

    with pytest.raises(UnfinishedError, match='No space left'):
        save_folder(tmp_path, write)
    assert (tmp_path / 'model.safetensors').read_bytes() == b'good'
    assert list(tmp_path.iterdir()) == [tmp_path / 'model.safetensors']


def test_a_damaged_state_is_named(painted, tmp_path):
    from emotion_rescue.core.errors import WeightsError

    (tmp_path / 'out' / 'state').mkdir(parents=True)
    (tmp_path / 'out' / 'state' / 'tower-state.pt').write_bytes(b'PK\x03\x04 rubbish')
    with pytest.raises(WeightsError, match='tower-state.pt is damaged'):
        train(recipe_of(_recipe(painted, tmp_path / 'out')), lambda text: None)
