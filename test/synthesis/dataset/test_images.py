"""Renders a few small pictures; those tests are skipped where anny, mujoco or EGL is missing."""

import json

import cv2
import numpy as np
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.dataset import images
from emotion_rescue.synthesis.dataset.image_settings import ImageSettings
from emotion_rescue.synthesis.dataset.images import encode_depth
from emotion_rescue.synthesis.dataset.images import scene_of
from emotion_rescue.synthesis.dataset.images import surface_seed_of
from emotion_rescue.synthesis.dataset.images import write_images
from emotion_rescue.synthesis.dataset.mask_runs import decode_mask
from emotion_rescue.synthesis.site import pictures
from emotion_rescue.synthesis.site.scenes import PLACES

_WIDTH_PX, _HEIGHT_PX = 160, 120
_SMALL = {'width_px': _WIDTH_PX, 'height_px': _HEIGHT_PX}
_FULL = ImageSettings('val', seed=0, backgrounds=True, depth=True, **_SMALL)


class _StayingPhotographer(pictures.Photographer):
    """Serves several runs, since building one takes long."""

    def close(self):
        pass


@pytest.fixture(scope='module')
def built():
    """Return the parts of a photographer that take longest to build, with the photographer."""
    from emotion_rescue.synthesis.person.bodies import BodyFactory
    from emotion_rescue.synthesis.person.dressing import Wardrobe
    with pytest.MonkeyPatch.context() as patch:
        try:
            bodies = BodyFactory()
            wardrobe = Wardrobe(bodies.mesh)
            patch.setattr(pictures, 'BodyFactory', lambda: bodies)
            patch.setattr(pictures, 'Wardrobe', lambda mesh: wardrobe)
            yield _StayingPhotographer(_WIDTH_PX, _HEIGHT_PX, surface_seed_of(0, 'val'))
        except MissingPackageError as error:
            pytest.skip(str(error))


@pytest.fixture
def ready(built, monkeypatch):
    monkeypatch.setattr(images, 'Photographer', lambda *_: built)


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob('*')) if path.is_file()}


def test_an_empty_set_is_valid(tmp_path):
    folder = write_images(tmp_path, ImageSettings('test'), 0)
    assert (folder / 'people.jsonl').read_text() == ''
    coco = json.loads((folder / 'coco.json').read_text())
    assert coco['images'] == coco['annotations'] == []
    assert '0 pictures' in (folder / 'card.md').read_text()
    assert cv2.imread(str(folder / 'contact_sheet.png')) is not None


@pytest.mark.parametrize(('settings', 'message'), [
    ({'split': 'all'}, "no split 'all'; choose of train, val, test"),
    ({'split': 'val', 'seed': -1}, 'seed is -1'),
    ({'split': 'val', 'close_ups': True, 'backgrounds': True}, 'close-ups have no backgrounds'),
    ({'split': 'val', 'width_px': 63}, '63x480'),
    ({'split': 'val', 'height_px': 2049}, '640x2049'),
    ({'split': 'val', 'places': ('street', 'moon')}, "no scene 'moon'; choose of.*street")])
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        ImageSettings(**settings)


@pytest.mark.parametrize(('changed', 'message'), [
    ({'seed': 1}, 'made with seed 0, not 1'),
    ({'width_px': 320}, 'width_px 640, not 320'),
    ({'places': (PLACES[0],)}, 'places'),
    ({'depth': True}, 'depth false, not true')])
def test_a_folder_of_other_settings_is_refused(tmp_path, changed, message):
    write_images(tmp_path, ImageSettings('val'), 0)
    with pytest.raises(InputError, match=message):
        write_images(tmp_path, ImageSettings('val', **changed), 0)


@pytest.mark.parametrize('places', [(), (PLACES[1],), PLACES[1:3]])
def test_scenes_are_of_the_places_asked_for(places):
    found = {scene_of(3, 'train', i, 4 / 3, places=places).place for i in range(40)}
    assert found == set(places or PLACES)


def test_splits_share_no_body():
    seeds = [{person.body_seed for i in range(30)
              for person in scene_of(0, split, i, 4 / 3).people}
             for split in ('train', 'val', 'test')]
    assert all(seeds) and not (seeds[0] & seeds[1] | seeds[1] & seeds[2] | seeds[0] & seeds[2])


@pytest.mark.parametrize(('metres', 'millimetres'), [
    (np.inf, 0), (0.0, 1), (1.2345, 1234), (65.6, 65535), (1e6, 65535)])
def test_depth_is_stored_in_millimetres(metres, millimetres):
    png = encode_depth(np.full((2, 3), metres, np.float32))
    read = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert read.dtype == np.uint16 and read.shape == (2, 3) and (read == millimetres).all()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_processes_and_interruptions_do_not_change_a_byte(ready, tmp_path):
    whole = write_images(tmp_path / 'whole', _FULL, 2, jobs=2)
    cut = write_images(tmp_path / 'cut', _FULL, 1, jobs=1)
    # As if the run had been stopped while the second line was written.
    line = (whole / 'people.jsonl').read_text().splitlines()[1]
    with open(cut / 'people.jsonl', 'a') as lines:
        lines.write(line[:50])
    (cut / 'images/000001.jpg').write_bytes(b'half a picture')
    write_images(tmp_path / 'cut', _FULL, 2, jobs=1)
    assert contents(cut) == contents(whole)


@pytest.mark.slow
def test_a_set_is_complete(ready, tmp_path):
    folder = write_images(tmp_path, _FULL, 2, jobs=1)
    lines = [json.loads(line) for line in (folder / 'people.jsonl').read_text().splitlines()]
    assert [line['image'] for line in lines] == ['images/000000.jpg', 'images/000001.jpg']
    coco = json.loads((folder / 'coco.json').read_text())
    annotations = iter(coco['annotations'])
    for i, line in enumerate(lines):
        picture, empty = (cv2.imread(str(folder / f'{name}/{i:06d}.jpg')).astype(int)
                          for name in ('images', 'backgrounds'))
        assert picture.shape == empty.shape == (_HEIGHT_PX, _WIDTH_PX, 3)
        depth = cv2.imread(str(folder / f'depth/{i:06d}.png'), cv2.IMREAD_UNCHANGED)
        labels = (folder / f'labels/{i:06d}.txt').read_text().splitlines()
        assert len(labels) == len(line['people'])
        people = np.zeros((_HEIGHT_PX, _WIDTH_PX), bool)
        for label, person in zip(labels, line['people'], strict=True):
            _check_person(label, person, next(annotations), depth)
            people |= decode_mask(person['mask'], _HEIGHT_PX, _WIDTH_PX)
        changed = np.abs(picture - empty).sum(-1)
        assert not people.any() or changed[people].mean() > 3 * changed[~people].mean()
    assert sum(len(line['people']) for line in lines) == len(coco['annotations']) > 0


@pytest.mark.slow
def test_close_ups_have_a_folder_of_their_own_and_a_large_head_each(ready, tmp_path):
    write_images(tmp_path, _FULL, 0)
    annotations = (tmp_path / 'Annotations/Annotations.mat').read_bytes()
    folder = write_images(tmp_path, ImageSettings(
        'val', close_ups=True, places=PLACES[2:4], **_SMALL), 5, jobs=1)
    assert folder == tmp_path / 'val_close_ups'
    assert 'synth images --out DIR --split val --count 5' in (folder / 'card.md').read_text()
    assert (tmp_path / 'Annotations/Annotations.mat').read_bytes() == annotations
    lines = [json.loads(line) for line in (folder / 'people.jsonl').read_text().splitlines()]
    assert {line['scene'] for line in lines} <= set(PLACES[2:4])
    people = [person for line in lines for person in line['people']]
    heads = [person['head_xyxy'] for person in people if person['head_xyxy']]
    assert len(heads) >= 4
    assert np.mean([bottom - top for _, top, _, bottom in heads]) > 0.3 * _HEIGHT_PX
    middles = np.mean([[(left + right) / 2, (top + bottom) / 2]
                       for left, top, right, bottom in heads], axis=0)
    np.testing.assert_allclose(middles, (_WIDTH_PX / 2, _HEIGHT_PX / 2), atol=0.15 * _HEIGHT_PX)


def _check_person(label, person, annotation, depth_mm):
    left, top, right, bottom = person['xyxy']
    _, x, y, width, height = map(float, label.split())
    corners = np.array((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    np.testing.assert_allclose(corners * ([_WIDTH_PX, _HEIGHT_PX] * 2), person['xyxy'], atol=0.01)
    mask = decode_mask(person['mask'], _HEIGHT_PX, _WIDTH_PX)
    rows, columns = np.nonzero(mask)
    assert (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) == (
        left, top, right, bottom)
    assert annotation['bbox'] == [left, top, right - left, bottom - top]
    assert annotation['area'] == person['mask_area_px'] == mask.sum()
    assert person['depth_m'] == pytest.approx(np.median(depth_mm[mask]) / 1000, abs=0.05)
    for x, y, seen in person['key_points']:
        assert (seen > 0) == (0 <= x < _WIDTH_PX and 0 <= y < _HEIGHT_PX)
        if seen == 2:
            assert mask[max(0, int(y) - 2):int(y) + 3, max(0, int(x) - 2):int(x) + 3].any()


@pytest.mark.slow
def test_without_egl_one_sentence_names_the_packages(built, tmp_path, monkeypatch, capsys):
    import mujoco.egl

    def fail(*_):
        raise ImportError('Cannot initialize a EGL device display.')

    monkeypatch.setattr(mujoco.egl, 'GLContext', fail)
    assert main(['synth', 'images', '--out', str(tmp_path), '--count', '1', '--jobs', '1']) == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert 'EGL' in error and 'apt-get install libegl1' in error


@pytest.mark.parametrize(('words', 'code', 'message'), [
    (['--scene', 'street,moon'], 1, "no scene 'moon'; choose of"),
    (['--jobs', '0'], 1, 'jobs is 0'),
    (['--out', '/proc/nope', '--count', '0'], 1, '/proc/nope cannot be written'),
    (['--count', '-1'], 1, '-1 items'),
    (['--count', '0'], 0, '0 of 0 pictures')])
def test_the_command_says_what_is_wrong(tmp_path, capsys, words, code, message):
    assert main(['synth', 'images', '--out', str(tmp_path), *words]) == code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize('size', ['640', '640x', 'x480', '-640x480', '640*480', '640x480x3'])
def test_sizes_are_width_x_height(tmp_path, capsys, size):
    with pytest.raises(SystemExit) as stop:
        main(['synth', 'images', '--out', str(tmp_path), f'--size={size}'])
    assert stop.value.code == 2
    assert 'write it as 640x480' in capsys.readouterr().err
