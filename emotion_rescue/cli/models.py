"""`emotion-rescue models`: what the default weights are, and whether they are intact."""

from pathlib import Path

from emotion_rescue.core.default_weights import DEFAULT_WEIGHTS
from emotion_rescue.core.default_weights import resource_folder
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.weights_file import check_weights_file
from emotion_rescue.models.weights_manifest import MANIFEST_NAME
from emotion_rescue.models.weights_manifest import read_manifest
from emotion_rescue.models.weights_manifest import seal
from emotion_rescue.models.weights_manifest import sha256_of
from emotion_rescue.models.weights_trust import PICKLE_ENDINGS

HELP = """List the default weights, verify them by checksum, or seal new ones.

list    name, size, checksum and what loads each file
verify  compare every file with the model list; exit code 1 where one differs
seal    write the model list anew, after training"""
LOADED_BY = {'people': 'YOLO through onnxruntime or ultralytics',
             'affect': 'LLaVA through transformers', 'voice': 'wav2vec2 through transformers'}


def add_arguments(parser) -> None:
    """Declare the options."""
    parser.add_argument('action', choices=('list', 'verify', 'seal'))
    parser.add_argument('--weights', type=Path, metavar='FOLDER',
                        help='folder of weights; default: the one of this installation')
    parser.add_argument('--trust', type=Path, nargs='+', default=(), metavar='FILE.pt',
                        help='with seal: a pickle that may be opened from now on')


def run(args) -> int:
    """Do the action; return 0, or 1 where weights are missing or differ from the list."""
    folder = args.weights or resource_folder('weights')
    if not folder.is_dir():
        raise WeightsError(f'{folder} is no folder; give the folder of weights by --weights')
    return {'list': _list, 'verify': _verify, 'seal': _seal}[args.action](folder, args.trust)


def _list(folder, _):
    manifest = read_manifest(folder)
    for name in DEFAULT_WEIGHTS:
        files = manifest['defaults'].get(name, {})
        total = sum(entry['bytes'] for entry in files.values())
        print(f'{name}: {LOADED_BY[name]}, {total / 1e6:.1f} MB' if files
              else f'{name}: {LOADED_BY[name]}, not in the model list')
        for path, entry in files.items():
            print(f'  {path:40} {entry["bytes"]:>10} bytes  sha256 {entry["sha256"]}')
    for checksum, name in manifest['trusted_pickles'].items():
        print(f'trusted pickle: {name}, loaded by ultralytics, sha256 {checksum}')
    return 0


def _verify(folder, _):
    manifest = read_manifest(folder)['defaults']
    listed = {path: entry for files in manifest.values() for path, entry in files.items()}
    if not listed:
        raise WeightsError(f'{folder / MANIFEST_NAME} lists no weights; install the package '
                           'again, or run "emotion-rescue models seal" in a checkout')
    states = {path: _state(folder / path, entry) for path, entry in listed.items()}
    for path, state in states.items():
        print(f'{path:40} {listed[path]["bytes"]:>10} bytes  {state}')
    bad = sum(state != 'ok' for state in states.values())
    print(f'{bad} of {len(states)} files are not as listed; install the package again' if bad
          else f'all {len(states)} files are as listed')
    return int(bad > 0)


def _state(path, entry):
    if not path.is_file():
        return 'missing'
    if path.stat().st_size != entry['bytes']:
        return f'differs: {path.stat().st_size} bytes'
    return 'ok' if sha256_of(path) == entry['sha256'] else 'differs: other content, same size'


def _seal(folder, trust):
    for path in trust:
        check_weights_file(path, PICKLE_ENDINGS)
    print(f'wrote {seal(folder, tuple(trust))}')
    return _list(folder, ())
