import threading
import time

import pytest

from emotion_rescue.synthesis.person import body_cache as module
from emotion_rescue.synthesis.person.body_cache import body_cache


@pytest.fixture(autouse=True)
def anny(monkeypatch):
    monkeypatch.setattr(module, 'version', lambda name: '1.0')


def most_at_once(folder, count):
    inside, most, lock = 0, 0, threading.Lock()

    def build():
        nonlocal inside, most
        with body_cache(folder):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.05)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=build) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return most


def test_the_first_builds_alone_and_then_all_load(tmp_path):
    with body_cache(tmp_path):
        pass
    assert (tmp_path / 'anny-1.0.built').exists()
    assert most_at_once(tmp_path, 4) > 1


def test_while_nothing_is_built_one_after_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(module.Path, 'touch', lambda self: None)
    assert most_at_once(tmp_path, 3) == 1


def test_a_failed_build_is_not_taken_for_one(tmp_path):
    with pytest.raises(RuntimeError), body_cache(tmp_path):
        raise RuntimeError
    assert not (tmp_path / 'anny-1.0.built').exists()


def test_without_a_writable_folder_nobody_waits(tmp_path):
    (tmp_path / 'file').write_text('')
    with body_cache(tmp_path / 'file' / 'folder'):
        assert not (tmp_path / 'file' / 'folder').exists()
