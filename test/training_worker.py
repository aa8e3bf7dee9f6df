"""A training in a process of its own, which can be stopped at a certain moment, to be killed.

    python training_worker.py RECIPE.json [STAGE COUNT during|after]

It stops, says "stopped" and waits, during or after the COUNTth writing of the state of STAGE. At
the end of the answers each process writes a digest of its weights beside the recipe.
"""

import hashlib
import json
from pathlib import Path
import signal
import sys

from emotion_rescue.training import saved_files
from emotion_rescue.training.affect import train
from emotion_rescue.training.affect_recipe import recipe_of
from emotion_rescue.training.answer_stage import AnswerStage


def _stop_at(stage, count, when):
    write, written = saved_files.write_whole, []

    def write_or_stop(path, data):
        if path.name == f'{stage}-state.pt':
            written.append(path)
        if len(written) == count and path.name == f'{stage}-state.pt':
            if when == 'during':
                path.with_name(f'{path.name}.part').write_bytes(data[:len(data) // 2])
            else:
                write(path, data)
            print('stopped', flush=True)
            signal.pause()
        write(path, data)

    saved_files.write_whole = write_or_stop


def _tell_digests(folder):
    teach = AnswerStage.teach

    def teach_and_tell(self, *arguments):
        teach(self, *arguments)
        digest = hashlib.sha256()
        for value in self._model.state_dict().values():
            digest.update(value.numpy().tobytes())
        rank = arguments[-2].processes.rank
        (folder / f'digest-{rank}.txt').write_text(digest.hexdigest())

    AnswerStage.teach = teach_and_tell


def main():
    path = Path(sys.argv[1])
    if sys.argv[2:]:
        stage, count, when = sys.argv[2:]
        _stop_at(stage, int(count), when)
    _tell_digests(path.parent)
    train(recipe_of(json.loads(path.read_text())), print)


if __name__ == '__main__':
    main()
