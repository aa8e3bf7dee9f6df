"""How much memory the branches of an answer tree take, over the one prefill before them."""

from collections.abc import Callable
import json
from pathlib import Path
import tempfile

_BRANCHES = 'emotion_rescue branches'


def added_bytes(model, score: Callable[[Callable], object]) -> int:
    """Return the peak of memory after the first forward pass, over what was held at its end.

    At the end of the first pass memory holds the weights, the inputs, and the keys and values of
    image and prompt. What scoring adds from there until its result is ready is counted: keys and
    values of all branches, and those of the prompt again where the cache is written anew; the
    mask; activations; logits and their logarithms. All tensors of torch's allocator are counted,
    those within operators too, on the CPU by its profiler, on CUDA by the allocator itself.

    Args:
        model: of transformers, on one device.
        score: called with a function to use in place of `model`; calls it once for the prefill,
            then for the branches.
    """
    if model.device.type == 'cuda':
        return _added_on_cuda(model, score)
    from torch.profiler import profile
    from torch.profiler import ProfilerActivity
    from torch.profiler import record_function

    def mark():
        with record_function(_BRANCHES):
            pass

    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        score(_marked(model, mark))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'trace.json'
        profiler.export_chrome_trace(str(path))
        events = json.loads(path.read_text(encoding='utf-8'))['traceEvents']
    begin = next(event['ts'] for event in events if event.get('name') == _BRANCHES)
    changes = sorted((event['ts'], event['args']['Bytes']) for event in events
                     if event.get('name') == '[memory]' and event['ts'] >= begin)
    return _highest(change for _, change in changes)


def _added_on_cuda(model, score):
    import torch

    held = []

    def mark():
        torch.cuda.synchronize(model.device)
        torch.cuda.reset_peak_memory_stats(model.device)
        held.append(torch.cuda.memory_allocated(model.device))

    score(_marked(model, mark))
    torch.cuda.synchronize(model.device)
    return torch.cuda.max_memory_allocated(model.device) - held[0]


def _marked(model, mark):
    """Return a function that is `model`, and calls `mark` at the end of its first pass."""
    calls = []

    def marked(*args, **kwargs):
        output = model(*args, **kwargs)
        if not calls:
            mark()
        calls.append(None)
        return output

    return marked


def _highest(changes):
    """Return the highest sum of a beginning of `changes`, at least 0."""
    total = highest = 0
    for change in changes:
        total += change
        highest = max(highest, total)
    return highest
