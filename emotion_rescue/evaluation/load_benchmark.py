"""What it takes to load a LLaVA of full size that was saved in NF4, and to judge one person."""

from collections.abc import Callable
from collections.abc import Mapping
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.evaluation.process_memory import MemoryWatch
from emotion_rescue.evaluation.process_memory import process_memory

SECONDS_BAR = 10.0
ANONYMOUS_BAR_BYTES = 1_500_000_000
RESIDENT_BAR_BYTES = 7_000_000_000


def measure_load(folder: Path, device: str = 'cpu',
                 say: Callable[[str], None] = lambda text: None) -> dict[str, Any]:
    """Load the checkpoint in `folder` in a fresh process, and judge one person there.

    Linux only, as memory is read from /proc.

    Args:
        folder: of a LLaVA checkpoint; the file system may still have it in memory, as after it
            was written.
        device: where the model computes.
        say: told what goes on.

    Returns:
        checkpoint_bytes: of the files with weights.
        import_s: importing torch, transformers and bitsandbytes, as any process does once.
        seconds: of `load_llava`, from there until the model was ready.
        peak_anonymous_bytes: most anonymous memory until the model was loaded.
        loaded_resident_bytes: resident memory then, mapped files included.
        first_score_s: from there until a person was judged.
        resident_bytes: resident memory then.
        peak_rss_bytes: most resident memory from beginning to end.
        peak_anonymous_scoring_bytes: most anonymous memory while the person was judged.
        well_formed: whether the reading has numbers where it should.
        reading: its numbers.

    Raises:
        UnfinishedError: the process failed, or was killed.
    """
    command = [sys.executable, '-m', 'emotion_rescue.evaluation.load_benchmark_child',
               str(folder), device]
    say('loading in a fresh process')
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          encoding='utf-8', env=os.environ | {'HF_HUB_OFFLINE': '1'}) as child:
        watch = MemoryWatch(child.pid)
        try:
            loaded = _hear(child) | {
                'peak_anonymous_bytes': watch.take_peak_anonymous(),
                'loaded_resident_bytes': process_memory(child.pid)['VmRSS']}
            _answer(child)
            say(f'loaded in {loaded["seconds"]:.1f} s; judging one person')
            told = _hear(child)
            memory = process_memory(child.pid)
            scored = {'first_score_s': told['first_score_s'], 'resident_bytes': memory['VmRSS'],
                      'peak_rss_bytes': memory['VmHWM'],
                      'peak_anonymous_scoring_bytes': watch.take_peak_anonymous()}
            _answer(child)
        finally:
            watch.close()
            child.kill()
    reading = {name: told[name] for name in ('vad', 'emotions', 'distress')}
    size = sum(path.stat().st_size for path in folder.glob('*.safetensors'))
    return {'checkpoint_bytes': size, **loaded, **scored, 'well_formed': well_formed(reading),
            'reading': reading, 'device': device}


def well_formed(reading: Mapping[str, Any]) -> bool:
    """Return whether levels are within 1..10, and probabilities within 0..1 and complete."""
    probabilities = [*reading['emotions'], reading['distress']]
    return (len(reading['vad']) == 3 and len(reading['emotions']) == CATEGORY_COUNT
            and all(LEVEL_MIN <= level <= LEVEL_MAX for level in reading['vad'])
            and all(0.0 <= value <= 1.0 for value in probabilities))


def table(figures: Mapping[str, Any]) -> str:
    """Return the figures for a terminal, each with the bar that it should reach."""
    rows = [
        ('checkpoint', _gb(figures['checkpoint_bytes']), ''),
        ('libraries imported in', f'{figures["import_s"]:.1f} s', 'once a process'),
        ('loaded in', f'{figures["seconds"]:.1f} s',
         _verdict(figures['seconds'] < SECONDS_BAR, f'under {SECONDS_BAR:g} s')),
        ('anonymous memory, peak while loading', _gb(figures['peak_anonymous_bytes']),
         _verdict(figures['peak_anonymous_bytes'] < ANONYMOUS_BAR_BYTES,
                  f'under {_gb(ANONYMOUS_BAR_BYTES)}')),
        ('resident when loaded', _gb(figures['loaded_resident_bytes']), ''),
        ('first person judged after', f'{figures["first_score_s"]:.1f} s',
         _verdict(figures['well_formed'], 'a well-formed reading')),
        ('resident then', _gb(figures['resident_bytes']),
         _verdict(figures['resident_bytes'] < RESIDENT_BAR_BYTES,
                  f'under {_gb(RESIDENT_BAR_BYTES)}')),
        ('resident, peak', _gb(figures['peak_rss_bytes']), ''),
        ('anonymous memory, peak while judging', _gb(figures['peak_anonymous_scoring_bytes']), '')]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return '\n'.join(f'{name:<{widths[0]}}  {value:>{widths[1]}}  {note}'.rstrip()
                     for name, value, note in rows)


def _hear(child):
    line = child.stdout.readline()
    if line:
        return json.loads(line)
    code = child.wait()
    reason = (f'was killed by signal {-code}, as happens where memory does not suffice'
              if code < 0 else f'failed with exit code {code}; its reason stands above')
    raise UnfinishedError(f'the process that loads the checkpoint {reason}')


def _answer(child):
    child.stdin.write('\n')
    child.stdin.flush()


def _gb(size):
    return f'{size / 1e9:.2f} GB'


def _verdict(reached, bar):
    return f'{"reached" if reached else "MISSED"}: {bar}'
