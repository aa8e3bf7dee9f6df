"""Draws how a training went: losses of every stage, and the figures on val after each epoch."""

from collections.abc import Mapping
import math
from pathlib import Path

_LOSSES = {'loss': 'train', 'val_loss': 'val'}
_STAGES = {'heads': 'head finder', 'faces': 'faces', 'tower': 'vision tower', 'answers': 'answers'}
_WIDTH, _HEIGHT = 4.0, 3.0  # inches a panel


def draw_curves(history: Mapping, path: Path) -> None:
    """Write a PNG with one panel for each stage's losses and for each figure of the answers.

    Args:
        history: stage -> list of one dict an epoch, with 'epoch', 'loss', 'val_loss' and figures;
            other entries are passed over.
        path: of the PNG; without any epoch none is written.
    """
    panels = [(f'{title}: loss', history[stage], _LOSSES)
              for stage, title in _STAGES.items() if history.get(stage)]
    answers = history.get('answers') or []
    names = [n for n in (answers[0] if answers else ()) if n not in ('epoch', *_LOSSES)]
    panels += [(f'val: {name}', answers, {name: 'val'}) for name in names]
    if not panels:
        return
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH * len(panels), _HEIGHT), layout='constrained')
    FigureCanvasAgg(figure)
    for place, (title, epochs, lines) in enumerate(panels, start=1):
        axes = figure.add_subplot(1, len(panels), place, title=title, xlabel='epoch')
        for name, label in lines.items():
            values = [math.nan if e[name] is None else e[name] for e in epochs]
            axes.plot([e['epoch'] for e in epochs], values, marker='.', label=label)
        if len(lines) > 1:
            axes.legend()
        axes.grid(alpha=0.3)
    figure.savefig(path)
