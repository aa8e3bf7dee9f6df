"""The figures of texts as tables, for a terminal and, being Markdown, for a model card."""

from collections.abc import Mapping

# Title -> where the figure stands in what `text_figures` returns.
_ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ('AUROC of distress', ('distress', 'auroc')),
    ('AUROC of distress, misheard texts', ('misheard', 'yes', 'auroc')),
    ('AUROC of distress, the others', ('misheard', 'no', 'auroc')),
    ('precision of distress at 0.5', ('distress', 'precision')),
    ('recall of distress at 0.5', ('distress', 'recall')),
    ('F1 of distress at 0.5', ('distress', 'f1')),
    ('calibration error of distress', ('distress', 'calibration_error')),
    ('CCC of valence', ('vad', 'valence', 'ccc')),
    ('CCC of arousal', ('vad', 'arousal', 'ccc')),
    ('CCC of dominance', ('vad', 'dominance', 'ccc')),
    ('macro F1 of labels', ('labels', 'macro_f1')),
    ('UAR of labels', ('labels', 'uar')),
)


def figures_table(models: Mapping[str, Mapping]) -> str:
    """Return a table with a row a figure and a column a model; '' for no figures.

    Args:
        models: name -> what `text_figures` returned, or a part of it.
    """
    lines = [f'| figure | {" | ".join(models)} |', '| --- ' * (len(models) + 1) + '|']
    for title, path in _ROWS:
        cells = [_cell(figures, path) for figures in models.values()]
        if any(cells):
            lines.append(f'| {title} | {" | ".join(cell or "-" for cell in cells)} |')
    return '\n'.join(lines)


def kinds_table(figures: Mapping) -> str:
    """Return a table with a row a kind; '' where there are no kinds."""
    if 'kinds' not in figures:
        return ''
    lines = ['| kind | texts | distressed | called distressed | mean probability | AUROC |',
             '| --- ' * 6 + '|']
    for kind, one in figures['kinds'].items():
        called = one.get('called_distressed', '-')
        mean = f'{one["mean_probability"]:.2f}' if 'mean_probability' in one else '-'
        lines.append(f'| {kind} | {one["texts"]} | {one["distressed"]} | {called} | {mean} | '
                     f'{one["auroc"]:.3f} |')
    return '\n'.join(lines)


def labels_table(figures: Mapping) -> str:
    """Return a table with a row a label; '' where there are no labels."""
    if 'labels' not in figures:
        return ''
    lines = ['| label | texts | precision | recall | F1 |', '| --- ' * 5 + '|']
    lines += [f'| {label} | {one["texts"]} | {one["precision"]:.2f} | {one["recall"]:.2f} | '
              f'{one["f1"]:.2f} |' for label, one in figures['labels']['each'].items()]
    return '\n'.join(lines)


def worst_lines(figures: Mapping) -> str:
    """Return the worst errors, one a line; '' where there is none."""
    return '\n'.join(
        f'- "{one["text"]}" ({one["kind"] or "no kind"}): {one["said"]:.2f}, true is '
        f'{one["distress"]:g}' for one in figures.get('worst', ()))


def _cell(figures, path):
    for name in path[:-1]:
        figures = figures.get(name, {})
    if path[-1] not in figures:
        return ''
    value = f'{figures[path[-1]]:.3f}'
    low_high = figures.get(f'{path[-1]}_interval')
    return value if low_high is None else f'{value} [{low_high[0]:.3f}, {low_high[1]:.3f}]'
