"""How much of a detector's speed is left in the perception node, and how late its results are.

The bare loop calls the detector on images in memory, one after the other. The node gets the same
images from another process a little faster than it can take them. Both take turns, so that
whatever else this machine does hits both. Then images come at a steady rate that a camera has,
and each of them is accounted for.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
import time
from typing import Any

import numpy as np

from emotion_rescue.core.interfaces import PersonDetector

# How much faster than the bare loop images come: the node never waits for one.
OVERFEED = 1.15
STEADY_RATE_HZ = 15.0
# The first results of a round are not measured: queues fill, clocks speed up.
SETTLE_S = 0.5
NODE_TO_BARE_BAR = 0.90
ADDED_P95_BAR_MS = 15.0


@dataclass(frozen=True)
class Round:
    """One turn: how many results in how many seconds."""

    results: int
    seconds: float

    @property
    def fps(self) -> float:
        """Results a second; NaN where nothing came."""
        return self.results / self.seconds if self.seconds > 0 else float('nan')


@dataclass(frozen=True)
class SteadyPhase:
    """Images at a steady rate.

    Attributes:
        published: images sent.
        delivered: results received.
        received: images that the node says it received.
        processed: images that the node says it has processed.
        replaced: images that the node says gave way to a newer one.
        failed: images that the node says it could not use.
        lost_in_transport: images that the node says were sent and never came.
        latency_s: seconds from each delivered image's stamp to the arrival of its result.
    """

    published: int
    delivered: int
    received: int
    processed: int
    replaced: int
    failed: int
    lost_in_transport: int
    latency_s: Sequence[float]

    @property
    def lost(self) -> int:
        """Images that were neither processed nor replaced; those lost in transport among them."""
        return self.published - self.processed - self.replaced - self.failed


def bare_round(detector: PersonDetector, images: Sequence[np.ndarray], duration_s: float,
               on_frame: Callable[[], object] = lambda: None) -> tuple[Round, list[float]]:
    """Call `detector` on `images` in turn for `duration_s` seconds.

    Args:
        detector: loaded.
        images: uint8 (h, w, 3), blue first.
        duration_s: how long to measure, after the settling time.
        on_frame: called after each image.

    Returns:
        The round, and the seconds of each call.
    """
    times, number = [], 0
    settled_s = time.perf_counter() + SETTLE_S
    begin_s = now_s = settled_s
    while now_s < settled_s + duration_s or not times:
        before_s = time.perf_counter()
        detector.detect(images[number % len(images)])
        now_s = time.perf_counter()
        number += 1
        if before_s >= settled_s:
            begin_s = before_s if not times else begin_s
            times.append(now_s - before_s)
        on_frame()
    return Round(len(times), now_s - begin_s), times


def node_round(arrivals_s: Sequence[float]) -> Round:
    """Return the round of results that arrived at `arrivals_s` (any clock, ascending)."""
    if not arrivals_s:
        return Round(0, 0.0)
    settled = [t for t in arrivals_s if t >= arrivals_s[0] + SETTLE_S]
    if len(settled) < 2:
        return Round(0, 0.0)
    return Round(len(settled) - 1, settled[-1] - settled[0])


def report(bare: Sequence[Round], node: Sequence[Round], call_s: Sequence[float],
           steady: SteadyPhase, **about: Any) -> dict[str, Any]:
    """Return the figures as they go into the JSON file.

    Args:
        bare: rounds of the bare loop.
        node: rounds of the node, each after the bare one of the same index.
        call_s: seconds of every call of the bare loop; its median is the model time.
        steady: the phase at `STEADY_RATE_HZ`.
        about: what else to note, such as weights and sizes.
    """
    bare_fps, node_fps = _together(bare), _together(node)
    model_s = float(np.median(call_s))
    added_ms = (np.asarray(steady.latency_s, float) - model_s) * 1000
    return {
        'bare_fps': bare_fps, 'node_fps': node_fps, 'node_to_bare': node_fps / bare_fps,
        'added_latency_ms': {'p50': _percentile(added_ms, 50), 'p95': _percentile(added_ms, 95),
                             'max': _percentile(added_ms, 100)},
        'delivered': steady.delivered, 'published': steady.published,
        'accounting': {'received': steady.received, 'processed': steady.processed,
                       'replaced': steady.replaced, 'failed': steady.failed,
                       'lost': steady.lost, 'lost_in_transport': steady.lost_in_transport,
                       'rate_hz': STEADY_RATE_HZ},
        'model_ms': model_s * 1000,
        'model_time': 'median call of the bare loop, the same for every image',
        'rounds': [{'bare_fps': a.fps, 'node_fps': b.fps, 'node_to_bare': b.fps / a.fps}
                   for a, b in zip(bare, node, strict=True)],
        **about}


def table(figures: Mapping[str, Any]) -> str:
    """Return the figures for a terminal, each with the bar that it should reach."""
    added, accounting = figures['added_latency_ms'], figures['accounting']
    rows = [
        ('bare detector loop', f'{figures["bare_fps"]:.1f} images/s', ''),
        ('perception node', f'{figures["node_fps"]:.1f} images/s', ''),
        ('node to bare', f'{figures["node_to_bare"]:.3f}',
         _verdict(figures['node_to_bare'] >= NODE_TO_BARE_BAR, f'at least {NODE_TO_BARE_BAR}')),
        ('model time', f'{figures["model_ms"]:.1f} ms', figures['model_time']),
        ('added latency p50', f'{added["p50"]:.1f} ms', f'at {accounting["rate_hz"]:g} Hz'),
        ('added latency p95', f'{added["p95"]:.1f} ms',
         _verdict(added['p95'] < ADDED_P95_BAR_MS, f'below {ADDED_P95_BAR_MS:g} ms')),
        ('published', str(figures['published']), ''),
        ('processed + replaced', f'{accounting["processed"]} + {accounting["replaced"]}',
         _verdict(accounting['lost'] == 0, 'all accounted for')),
        ('delivered', str(figures['delivered']), '')]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return '\n'.join(f'{name:<{widths[0]}}  {value:>{widths[1]}}  {note}'.rstrip()
                     for name, value, note in rows)


def _together(rounds):
    return sum(r.results for r in rounds) / max(sum(r.seconds for r in rounds), 1e-9)


def _percentile(values, share):
    return float(np.percentile(values, share)) if len(values) else float('nan')


def _verdict(reached, bar):
    return f'{"reached" if reached else "MISSED"}: {bar}'
