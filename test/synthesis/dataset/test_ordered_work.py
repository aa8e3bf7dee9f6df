import errno
import fcntl
from functools import partial
import json
import os
from pathlib import Path
import signal
import subprocess
import sys

from fake_makers import FaultyMaker
from fake_makers import FileMaker
from fake_makers import ThreadsMaker
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.synthesis.dataset.ordered_work import write_in_order
from emotion_rescue.synthesis.dataset.ordered_work import write_whole

_ROOT = Path(__file__).resolve().parents[3]
_SLOW_RUN = """
import signal
# As from a terminal, also where these tests run in the background, whose children ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
import sys
from functools import partial
from pathlib import Path
from fake_makers import FileMaker
from emotion_rescue.synthesis.dataset.ordered_work import write_in_order
if __name__ == '__main__':
    folder = Path(sys.argv[1])
    write_in_order(partial(FileMaker, folder, 0.15), 40, folder / 'items.jsonl', jobs=2,
                   progress=lambda done, count: print(done, flush=True))
"""


def write(folder, count, jobs=1, maker=FileMaker, *arguments, **options):
    return write_in_order(partial(maker, folder, *arguments), count, folder / 'items.jsonl',
                          jobs=jobs, **options)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(('count', 'jobs'), [(0, 1), (0, 2), (1, 2), (5, 1), (40, 2)])
def test_items_are_listed_in_order(tmp_path, count, jobs):
    shown = []
    done = write(tmp_path, count, jobs, FileMaker, 0.01, progress=lambda *now: shown.append(now))
    lines = (tmp_path / 'items.jsonl').read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{'item': i} for i in range(count)]
    assert shown == [(i, count) for i in range(count + 1)]
    assert done == count
    assert len(contents(tmp_path)) == count + 1


def test_nothing_is_built_where_nothing_lacks(tmp_path):
    write(tmp_path, 3)
    assert write_in_order(None, 2, tmp_path / 'items.jsonl') == 3


@settings(max_examples=20, deadline=None)
@given(kept=strategies.integers(0, 60), more=strategies.integers(0, 3))
def test_a_cut_off_listing_is_gone_on_with(tmp_path_factory, kept, more):
    whole, cut = tmp_path_factory.mktemp('whole'), tmp_path_factory.mktemp('cut')
    write(whole, 4 + more)
    write(cut, 4)
    listing = (cut / 'items.jsonl').read_bytes()
    (cut / 'items.jsonl').write_bytes(listing[:kept])
    assert write(cut, 4 + more) == 4 + more
    assert contents(cut) == contents(whole)


@pytest.mark.parametrize(('count', 'jobs', 'message'), [
    (-1, 1, '-1 items'), (3, 0, 'jobs is 0'), (3, -2, 'jobs is -2')])
def test_wrong_numbers_are_refused(tmp_path, count, jobs, message):
    with pytest.raises(InputError, match=message):
        write(tmp_path, count, jobs)


@pytest.mark.parametrize('jobs', [1, 2])
@pytest.mark.parametrize(('fault', 'kind', 'message'), [
    ('input', InputError, '^item 3 is wrong; leave it out$'),
    ('bug', ZeroDivisionError, 'division'),
    (str(errno.ENOSPC), UnfinishedError, 'No space left.*MB free, about 7 MB are needed for 7 m'),
    (str(errno.EROFS), UnfinishedError, 'the same command goes on from there'),
    (str(errno.ENXIO), OSError, 'No such device')])
def test_a_maker_that_fails_ends_the_run(tmp_path, jobs, fault, kind, message):
    with pytest.raises(kind, match=message):
        write(tmp_path, 10, jobs, FaultyMaker, fault, item_bytes=1_000_000)
    assert (tmp_path / 'items.jsonl').read_text().count('\n') == 3
    assert write(tmp_path, 10, jobs) == 10


def test_an_error_that_cannot_travel_is_told(tmp_path):
    with pytest.raises(RuntimeError, match='_LockedError'):
        write(tmp_path, 10, 2, FaultyMaker, 'unpicklable')


def test_a_killed_worker_is_an_error_and_no_hang(tmp_path):
    with pytest.raises(UnfinishedError, match='SIGKILL.*item 3.*--jobs'):
        write(tmp_path, 10, 2, FaultyMaker, 'killed')


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path):
    (tmp_path / 'file').write_text('')
    with pytest.raises(UnfinishedError, match='cannot be written'):
        write(tmp_path / 'file' / 'folder', 1)


def test_a_second_run_at_the_same_time_is_refused(tmp_path):
    with open(tmp_path / 'items.jsonl', 'ab') as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(InputError, match='another run'):
            write(tmp_path, 1)


@pytest.mark.parametrize('jobs', [1, 2])
def test_libraries_compute_with_one_thread(tmp_path, jobs):
    before = os.environ.get('OMP_NUM_THREADS')
    write(tmp_path, 2, jobs, ThreadsMaker)
    lines = (tmp_path / 'items.jsonl').read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{'omp': '1', 'cv2': 1}] * 2
    assert os.environ.get('OMP_NUM_THREADS') == before


@pytest.mark.parametrize('sent', [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_was_stopped_leaves_no_process_and_goes_on(tmp_path, sent):
    cut, whole = tmp_path / 'cut', tmp_path / 'whole'
    cut.mkdir()
    whole.mkdir()
    script = tmp_path / 'run.py'
    script.write_text(_SLOW_RUN)
    run = subprocess.Popen(
        [sys.executable, script, cut], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {'PYTHONPATH': f'{_ROOT}:{_ROOT / "test"}'}, start_new_session=True)
    for line in run.stdout:
        if int(line) >= 5:
            break
    # As a terminal does with Ctrl-C: to the whole group, which only the parent answers.
    (os.kill if sent == signal.SIGKILL else os.killpg)(run.pid, sent)
    # The pipes end when the last process that holds them has ended.
    _, err = run.communicate(timeout=20)
    assert err.count('Traceback') == (sent == signal.SIGINT)
    listed = (cut / 'items.jsonl').read_bytes().count(b'\n')
    assert 5 <= listed < 40
    write(cut, 40, 1)
    write(whole, 40, 1)
    assert {name: data for name, data in contents(cut).items()
            if not name.endswith('.part')} == contents(whole)


def test_a_file_is_whole_or_not_there(tmp_path):
    target = tmp_path / 'a.txt'
    write_whole(target, b'old')
    (tmp_path / 'a.txt.part').mkdir()
    with pytest.raises(OSError):
        write_whole(target, b'new')
    assert target.read_bytes() == b'old'
