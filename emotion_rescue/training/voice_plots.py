"""Draws how a voice model does as noise grows: ranking, levels and categories over SNR."""

from collections.abc import Sequence
import math
from pathlib import Path

from emotion_rescue.evaluation.drawn_sheets import sheet_class
from emotion_rescue.training.voice_measuring import MeasuredVoices

# Title, and what is drawn: figure -> label, colour. Shades that are told apart in grey, too.
_PANELS: tuple[tuple[str, dict[str, tuple[str, str]]], ...] = (
    ('Ranking (AUROC)', {
        'AUROC distressed against calm voices': ('distressed against calm', '#1f5a8c'),
        'AUROC distressed against calm and joyful voices': (
            'distressed against calm and joyful', '#7fb2d9'),
        'AUROC somebody against noise': ('somebody against noise', '#c25b1a')}),
    ('Levels (CCC)', {
        'CCC distress': ('distress', '#1f5a8c'), 'CCC arousal': ('arousal', '#c25b1a'),
        'CCC dominance': ('dominance', '#3d8b57'), 'CCC valence': ('valence', '#8e6bb0')}),
    ('Categories', {
        'macro F1 of categories': ('macro F1', '#1f5a8c'),
        'UAR of categories': ('UAR', '#c25b1a')}),
)
_SIZE_IN, _DPI = (13.0, 5.2), 150
_MARKS = 'osD^'
# Figures without noise stand side by side, so that each interval is seen.
_BESIDE_DB = 0.7


def draw_voice_curves(measured: Sequence[MeasuredVoices], path: Path, title: str) -> None:
    """Write a PNG of the figures over SNR, with intervals and baselines.

    Args:
        measured: at one or more levels of noise; no noise is drawn apart, on the right.
        path: of the file; its folder is made.
        title: above all.

    Raises:
        MissingPackageError: matplotlib is not installed.
    """
    make_sheet = sheet_class()
    places = _places(measured)
    sheet = make_sheet(figsize=_SIZE_IN, layout='constrained')
    sheet.suptitle(title)
    for axes, (name, drawn) in zip(sheet.subplots(1, len(_PANELS)), _PANELS, strict=True):
        for i, (figure, (label, colour)) in enumerate(drawn.items()):
            beside = _BESIDE_DB * (i - (len(drawn) - 1) / 2)
            _draw(axes, places, figure, beside,
                  {'label': label, 'color': colour, 'marker': _MARKS[i]})
        axes.plot([], [], color='#555555', ls=':', lw=1, label='loudness alone')
        axes.set(title=name, xlabel='voice over noise (dB)')
        axes.set_xticks([place for place, _ in places],
                        [_tick(each.snr_db) for _, each in places])
        low = min(axes.get_ylim()[0], 0.0)
        axes.set_ylim(low, 1.02)
        axes.grid(axis='y', color='#dddddd', lw=0.6)
        axes.spines[['top', 'right']].set_visible(False)
        axes.legend(loc='upper center', bbox_to_anchor=(0.5, -0.15), ncols=2, fontsize=8,
                    frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.savefig(path, dpi=_DPI)


def _places(measured):
    """Return where on the axis each SNR is, the lowest first; no noise is a step aside."""
    levels = sorted(measured, key=lambda each: each.snr_db)
    known = [each.snr_db for each in levels if not math.isinf(each.snr_db)]
    aside = max(known, default=0.0) + 5.0
    return [(aside if math.isinf(each.snr_db) else each.snr_db, each) for each in levels]


def _draw(axes, places, figure, beside, style):
    found = [(place, math.isinf(each.snr_db), f) for place, each in places
             for f in each.figures if f.name == figure and not math.isnan(f.value)]
    axes.plot([], [], **style, ms=5, lw=1.6)  # for the legend, whatever there is
    style = {name: value for name, value in style.items() if name != 'label'}
    colour = style['color']
    noisy = [(place, f) for place, apart, f in found if not apart]
    if noisy:
        x, figures = zip(*noisy, strict=True)
        axes.fill_between(x, *zip(*(f.interval for f in figures), strict=True), color=colour,
                          alpha=0.13, lw=0)
        axes.plot(x, [f.value for f in figures], ms=5, lw=1.6, **style)
        axes.plot(x, [f.baseline for f in figures], color=colour, ls=':', lw=1, alpha=0.8)
    for place, f in ((place, f) for place, apart, f in found if apart):
        # An interval of few clips may lie beside the value.
        low, high = f.interval
        bars = [[max(0.0, f.value - low)], [max(0.0, high - f.value)]]
        axes.errorbar([place + beside], [f.value], yerr=bars,
                      capsize=2.5, lw=1, ms=5, **style)
        axes.plot(place + beside, f.baseline, color=colour, marker='_', ms=6, alpha=0.8)


def _tick(snr_db):
    return 'no noise' if math.isinf(snr_db) else f'{snr_db:g}'
