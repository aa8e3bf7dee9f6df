"""`emotion-rescue models`: lists, verifies and seals default weights; converts others."""

from pathlib import Path
import sys
import time

from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.core.default_weights import DEFAULT_WEIGHTS
from emotion_rescue.core.default_weights import resource_folder
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.llava_quantize import quantize_llava
from emotion_rescue.models.wav2vec2_export import export_wav2vec2
from emotion_rescue.models.weights_file import check_weights_file
from emotion_rescue.models.weights_manifest import MANIFEST_NAME
from emotion_rescue.models.weights_manifest import read_manifest
from emotion_rescue.models.weights_manifest import seal
from emotion_rescue.models.weights_manifest import sha256_of
from emotion_rescue.models.weights_trust import PICKLE_ENDINGS

HELP = """List the default weights, verify them by checksum, seal new ones, or convert others.

list          name, size, checksum and what loads each file
verify        compare every file with the model list; exit code 1 where one differs
seal          write the model list anew, after training
quantize      write the 4-bit form (NF4) of a LLaVA checkpoint to a new folder
export-voice  write model.onnx beside the weights of a wav2vec2 classifier

A robot should load large checkpoints in 4-bit form: they are mapped into memory in seconds.
Quantising at every start takes minutes, and memory for more than the whole checkpoint. The new
folder has all that the old one has; nodes take it as sight_weights. Measure it before you trust
it: a calibration in the old folder is copied, and was fitted to the old form.

A voice model with model.onnx runs through ONNX Runtime, which is faster than torch and needs less
memory. The file is kept only if it gives the same answers. Weights that are trained anew need a
new one; until then they run through torch.

examples:
  emotion-rescue models verify
  emotion-rescue models quantize --weights llava-1.5-7b-hf --out llava-1.5-7b-hf-nf4
  emotion-rescue models export-voice --weights wav2vec2-large-robust-emotion"""
LOADED_BY = {'people': 'YOLO through onnxruntime or ultralytics',
             'affect': 'LLaVA through transformers',
             'voice': 'wav2vec2 through onnxruntime or transformers',
             'words': 'adapter of SmolLM2-135M through peft',
             'fusion': 'the fusion of all readings'}


def add_arguments(parser) -> None:
    """Declare the options."""
    parser.add_argument('action', choices=('list', 'verify', 'seal', 'quantize', 'export-voice'))
    parser.add_argument('--weights', type=Path, metavar='FOLDER',
                        help='folder of weights; default: the one of this installation. With '
                             'quantize and export-voice: of one checkpoint, which must be given')
    parser.add_argument('--out', type=Path, metavar='FOLDER',
                        help='with quantize: the folder to make')
    parser.add_argument('--trust', type=Path, nargs='+', default=(), metavar='FILE.pt',
                        help='with seal: a pickle that may be opened from now on')


def run(args) -> int:
    """Do the action; return 0, or 1 where weights are missing or differ from the list."""
    if args.action == 'quantize':
        return _quantize(args.weights, args.out)
    if args.action == 'export-voice':
        return _export_voice(args.weights)
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


def _quantize(weights, out):
    if weights is None or out is None:
        raise WeightsError('quantize needs the folder of a LLaVA checkpoint by --weights, and a '
                           'folder to make by --out')
    begin_s = time.monotonic()
    status = StatusLine(_say, sys.stderr)
    try:
        size = quantize_llava(weights, out, lambda done, count: status.show(
            lambda: f'{done} of {count} weights quantised'))
    finally:
        status.end()
    print(f'wrote {out}: {size / 1e9:.3g} GB of tensors in {time.monotonic() - begin_s:.0f} s')
    return 0


def _export_voice(weights):
    if weights is None:
        raise WeightsError('export-voice needs the folder of a wav2vec2 classifier by --weights')
    path, difference = export_wav2vec2(weights, _say)
    print(f'wrote {path}: {path.stat().st_size / 1e6:.1f} MB; it differs from torch by '
          f'{difference:.1g} at most')
    return 0


def _say(text):
    print(text, file=sys.stderr, flush=True)
