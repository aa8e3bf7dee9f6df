"""All settings of a training of LLaVA, each declared once, and how they are read from YAML."""

from collections.abc import Mapping
from collections.abc import Sequence
import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.setting_field import setting
from emotion_rescue.core.setting_field import setting_defaults
from emotion_rescue.core.setting_field import settings_from
from emotion_rescue.core.setting_table import explained_lines
from emotion_rescue.training.affect_architecture import LlavaSizes
from emotion_rescue.training.vision_towers import form_of
from emotion_rescue.training.vision_towers import TOWERS

LORA_TARGETS = 'q_proj k_proj v_proj o_proj gate_proj up_proj down_proj linear_1 linear_2'


@dataclass(frozen=True)
class AffectRecipe:
    """How to train a LLaVA to judge people; the defaults make the weights of this package."""

    data: str = setting('', "folder in EMOTIC's layout, with Annotations.mat or, as synth images "
                        'writes it, a people.jsonl in every split')
    out: str = setting('', 'folder for the result; the same command again goes on with what is '
                       'in it')
    images: str = setting('', "folder with the images of data's Annotations.mat; empty: beside it")
    labels: str = setting('renderer', 'where emotions and VAD come from if data was rendered: '
                          'renderer is the truth, annotators are the simulated ones of '
                          'Annotations.mat', choices=('renderer', 'annotators'))
    base: str = setting('', 'folder of the LLaVA-family checkpoint to start from; empty: a small '
                        'one, new')
    tower: str = setting('efficientnet_lite0', 'vision tower of that small one: '
                         'efficientnet_lite0 starts with what it learned from photographs, '
                         'clip_vit with random weights', choices=TOWERS)
    sizes: str = setting('', 'sizes of that small one that are not the default, as name=value '
                         'separated by spaces, such as image_px=48 patch_px=12')
    method: str = setting('full', 'full: projector and language model learn; qlora: an adapter on '
                          'them learns, over 4-bit weights', choices=('full', 'qlora'))
    device: str = setting('auto', 'cpu, cuda or cuda:N; auto: the best one present')
    rank: int = setting(32, "rank of qlora's adapter", low=1, high=1024)
    alpha: int = setting(64, "qlora's adapter is scaled by alpha / rank", low=1, high=4096)
    dropout: float = setting(0.05, "dropout before qlora's adapter", low=0.0, high=0.9)
    targets: str = setting(LORA_TARGETS, 'names of the layers of language model and projector '
                           'that get an adapter')
    gradient_checkpointing: bool = setting(
        True, 'qlora: compute activations twice instead of keeping them in memory')
    head_epochs: int = setting(12, 'passes that teach to find heads, which are shown to the model '
                               'enlarged; 0, or data that was not rendered: none', low=0,
                               high=10000)
    face_epochs: int = setting(12, 'passes that teach the vision tower faces, from heads alone, '
                               'also of close-ups where data has them; 0, data that was not '
                               'rendered, or clip_vit: none', low=0, high=10000)
    face_rate: float = setting(1e-3, 'highest learning rate of these', low=1e-9, high=1.0)
    tower_epochs: int = setting(7, 'passes that teach the vision tower what the renderer knows; '
                                '0, or data that was not rendered: none', low=0, high=10000)
    tower_rate: float = setting(5e-4, 'highest learning rate of these', low=1e-9, high=1.0)
    tower_batch: int = setting(32, 'faces, or people, a step', low=1, high=65536)
    epochs: int = setting(5, 'passes that teach the answers', low=1, high=10000)
    batch: int = setting(32, 'people a step, over all processes', low=1, high=65536)
    accumulation: int = setting(1, 'parts in which a step is computed, to save memory; each '
                                'process takes its share of them', low=1, high=65536)
    rate: float = setting(2e-3, 'highest learning rate', low=1e-9, high=1.0)
    warm_up: float = setting(0.1, 'share of the steps in which the rate rises; then it falls as '
                             'a cosine', low=0.0, high=0.9)
    weight_decay: float = setting(0.05, 'of AdamW', low=0.0, high=1.0)
    copies: int = setting(2, 'drawings of each training person in the last stage, with changed '
                          'box, light and direction; tower and qlora are shown new ones every '
                          'time', low=1, high=64)
    with_vad: bool = setting(True, 'teach valence, arousal and dominance, too')
    context: str = setting('none', 'described: a description of the picture is given before the '
                           'question', choices=('none', 'described'))
    descriptions: str = setting('', 'JSONL with image (path in data) and text, for described; '
                                'empty: what the renderer knows of the place')
    view: str = setting('context', 'crop: pictures are cut to the person, so that nothing else '
                        'is seen', choices=('context', 'crop'))
    written_share: float = setting(0.15, 'share of the steps that teach to write the whole answer',
                                   low=0.0, high=0.9)
    replay_share: float = setting(0.1, 'share of the steps that keep general image questions '
                                  'alive', low=0.0, high=0.9)
    replay: str = setting('', 'JSONL with image (path), question and answer, for replay; empty: '
                          'questions made from what the renderer knows')
    retention_items: int = setting(300, 'general questions asked before and after training',
                                   low=0, high=100000)
    imbalance: str = setting('sampling', 'how rare categories are made up for: sampling shows '
                             'people who have one more often, loss weighs their categories more',
                             choices=('none', 'sampling', 'loss'))
    imbalance_cap: float = setting(4.0, 'most that a rare category counts, as a multiple of the '
                                   'most frequent one', low=1.0, high=100.0)
    threads: int = setting(1, 'CPU threads', low=1, high=256)
    seed: int = setting(0, 'of everything', low=0, high=2**31 - 1)
    checkpoint_every_steps: int = setting(200, 'steps after which the state is saved; also after '
                                          'every epoch', low=1, high=10**9)

    @property
    def llava_sizes(self) -> LlavaSizes:
        """The sizes of the small model; raises ValueError where `sizes` is not as it should."""
        known = {field.name for field in dataclasses.fields(LlavaSizes)}
        values = dict(item.split('=', 1) for item in self.sizes.split())
        if set(values) - known:
            raise ValueError(f'{", ".join(sorted(set(values) - known))} is no size; there are '
                             f'{", ".join(sorted(known))}')
        numbers = {name: int(value) for name, value in values.items()}
        if any(number < 1 for number in numbers.values()):
            raise ValueError('a size is a whole number from 1 up')
        return LlavaSizes(**numbers)


def read_recipe(path: Path | None, changes: Sequence[str] = (), **given: str) -> AffectRecipe:
    """Return the recipe of a YAML file, with changes.

    Args:
        path: of a YAML mapping of settings to values; None is all defaults.
        changes: 'key=value' each; the value is read as YAML.
        given: settings that are given otherwise, such as data and out; '' is not given.

    Raises:
        InputError: the file is missing or no YAML mapping.
        SettingsError: with everything that is wrong with the settings.
    """
    values = given_settings(path, changes)
    values |= {name: value for name, value in given.items() if value}
    return recipe_of(values)


def given_settings(path: Path | None, changes: Sequence[str] = ()) -> dict[str, Any]:
    """Return the settings of a YAML file, with changes, unchecked; arguments as `read_recipe`."""
    return {**({} if path is None else _mapping(path)),
            **dict(_change(change) for change in changes)}


def recipe_of(values: Mapping[str, Any]) -> AffectRecipe:
    """Return the recipe of `values`; raises SettingsError with everything that is wrong."""
    values = {name: _as_number(name, value) for name, value in values.items()}
    problems, recipe = (), None
    try:
        recipe = settings_from(AffectRecipe, values)
    except SettingsError as error:
        problems = error.problems
    problems = [*problems, *_together(values if recipe is None else dataclasses.asdict(recipe))]
    if problems:
        raise SettingsError(problems)
    return recipe


def recipe_yaml() -> str:
    """Return the recipe file of this package's own weights: every setting, explained."""
    head = ['# How the small LLaVA of this package is made, with every setting there is. Use it:',
            '#   emotion-rescue train affect --config config/training/default.yaml \\',
            '#     --data DIR --out DIR']
    return '\n'.join([*head, *explained_lines(AffectRecipe)]) + '\n'


def _mapping(path):
    import yaml

    try:
        content = yaml.safe_load(Path(path).read_text(encoding='utf-8'))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f'{path} cannot be read as YAML ({" ".join(str(error).split())}); '
                         'config/training has examples') from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise InputError(f'{path} is no mapping of settings to values, such as "epochs: 3"')
    return {str(name): value for name, value in content.items()}


def _change(text):
    import yaml

    name, equals, value = text.partition('=')
    try:
        if not equals:
            raise yaml.YAMLError
        return name.strip(), yaml.safe_load(value) if value.strip() else ''
    except yaml.YAMLError:
        raise SettingsError([f'--set {text!r} is not KEY=VALUE, such as epochs=3']) from None


def _as_number(name, value):
    """Return `value`; YAML takes 1e-4, which has no point, for a text."""
    if isinstance(value, str) and type(setting_defaults(AffectRecipe).get(name)) is float:
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _together(values):
    """Return what is wrong with settings that depend on each other."""
    values = {**setting_defaults(AffectRecipe), **values}
    if not values['data']:
        yield "data is '', expected the folder of a data set; give it with --data"
    if not values['out']:
        yield "out is '', expected a folder for the result; give it with --out"
    if values['method'] == 'qlora' and not values['base']:
        yield "base is '' with method qlora, expected a checkpoint, as qlora needs one to adapt"
    if values['method'] == 'qlora' and not str(values['targets']).split():
        yield f"targets is '', expected names of layers such as {LORA_TARGETS}"
    shares = values['written_share'], values['replay_share']
    if all(isinstance(share, (int, float)) for share in shares) and sum(shares) > 0.9:
        yield (f'written_share is {shares[0]} and replay_share {shares[1]}, expected at most 0.9 '
               'together, as the rest teaches to judge')
    if values['sizes'] and values['base']:
        yield f"sizes is {values['sizes']!r}, but the sizes are those of the base {values['base']}"
    try:
        sizes = AffectRecipe(sizes=str(values['sizes'])).llava_sizes
        patch_px = form_of(values['tower'], sizes.patch_px).patch_px
        if sizes.image_px % patch_px:
            yield (f'image_px is {sizes.image_px} in sizes, expected a multiple of {patch_px}, '
                   f"the patches of {values['tower']}")
    except ValueError as error:
        yield f"sizes is {values['sizes']!r}, expected name=value with spaces between: {error}"
