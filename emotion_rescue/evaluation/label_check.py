"""Whether the labels of a picture set can be learned, are not trivial, and have no shortcut.

The proof that nothing but the person tells distress is made on pictures of the same places
without anybody. Covering people with a mask instead would show the mask's outline, and with it
who lies and who waves; a square of fixed size in metres hides that, but leaves shadows and
whatever reaches beyond it. Both are measured here; the empty place is the cleaner one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation import person_facts
from emotion_rescue.evaluation.affect_report import Figure
from emotion_rescue.evaluation.boosted_trees import learn_probability
from emotion_rescue.evaluation.cut_network import learn_from_cuts
from emotion_rescue.evaluation.label_ceiling import LabelCeiling
from emotion_rescue.evaluation.label_ceiling import measure_ceiling
from emotion_rescue.evaluation.label_ceiling import shown_values
from emotion_rescue.evaluation.people_set import PeopleSet
from emotion_rescue.evaluation.picture_cuts import cut
from emotion_rescue.evaluation.picture_cuts import person_square
from emotion_rescue.evaluation.picture_cuts import place_square
from emotion_rescue.evaluation.picture_cuts import read_cuts
from emotion_rescue.evaluation.picture_cuts import without_places
from emotion_rescue.evaluation.picture_statistics import overall
from emotion_rescue.evaluation.picture_statistics import statistics
from emotion_rescue.evaluation.shortcut_probes import judge
from emotion_rescue.evaluation.shortcut_probes import Probe
from emotion_rescue.evaluation.shortcut_probes import probe_facts
from emotion_rescue.evaluation.shortcut_probes import probe_values
from emotion_rescue.evaluation.shuffled_labels import shuffled_auroc

CEILING_BAR = (0.90, 0.98)
SHORTCUT_BAR = 0.60
BACKGROUNDS = 'backgrounds'
_STATISTICS_SIZE_PX = (160, 120)
# The network learns from no more people than these, about a minute's work for all it does.
_NETWORK_PEOPLE = 1500

_FACTS = (person_facts.shown, person_facts.worn, person_facts.surroundings, person_facts.box,
          person_facts.posture, person_facts.gesture)

Say = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class LabelCheck:
    """Everything that was measured; all figures are distress AUROC but those of the ceiling.

    Attributes:
        known: people learned from.
        asked: people asked about.
        ceiling: how well labels can be told at best.
        shuffled: what learners with shuffled labels reach.
        control: what the same network reaches with the true labels: it is able to learn.
        shortcuts: probes that must find nothing.
        hints: probes of what may tell something, as the posture's name.
        has_backgrounds: whether there were pictures without people to probe.
        missing: categories that nobody has.
    """

    known: PeopleSet
    asked: PeopleSet
    ceiling: LabelCeiling
    shuffled: tuple[Figure, ...]
    control: Probe
    shortcuts: tuple[Probe, ...]
    hints: tuple[Probe, ...]
    has_backgrounds: bool
    missing: tuple[str, ...]


def check_labels(known: PeopleSet, asked: PeopleSet, say: Say = lambda text: None) -> LabelCheck:
    """Measure everything on `asked`, learning from `known`.

    Args:
        known: one split.
        asked: another one, of the same set.
        say: takes words about what is being done, often.

    Raises:
        InputError: a picture is missing, or a split has only calm or only distressed people.
        MissingPackageError: scikit-learn or torch is not installed.
    """
    for people in (known, asked):
        _check_fields(people)
        if len(set(people.distressed.tolist())) < 2:
            raise InputError(f'the {len(people)} people of {people.folder} are all distressed, or '
                             'none is; make more pictures with emotion-rescue synth images')
    ceiling = measure_ceiling(known, asked, progress=_stage(say, 'ceiling: labels'))
    shuffled, control = _shuffle(known, asked, say)
    has_backgrounds = all((people.folder / BACKGROUNDS).is_dir() for people in (known, asked))
    shortcuts = _probe_facts(known, asked, say) + _probe_pictures(known, asked, say)
    if has_backgrounds:
        shortcuts += _probe_backgrounds(known, asked, say)
    hints = tuple(probe_facts(name, facts, known, asked) for name, facts in (
        ('posture alone', person_facts.posture), ('gesture alone', person_facts.gesture),
        ('box alone', person_facts.box)))
    occurs = known.truth.emotions.any(axis=0) | asked.truth.emotions.any(axis=0)
    return LabelCheck(known, asked, ceiling, shuffled, control, shortcuts, hints, has_backgrounds,
                      tuple(np.array(CATEGORY_NAMES)[~occurs].tolist()))


def _check_fields(people):
    for picture, person in zip(people.pictures, people.people, strict=True):
        for facts in _FACTS:
            try:
                facts(picture, person)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                raise InputError(
                    f'{people.folder}: {picture["image"]} has a person without what this check '
                    f'needs ({error!r}); make the set with this release of emotion-rescue synth '
                    'images') from error


def _shuffle(known, asked, say):
    known_values, asked_values = shown_values(known, asked)
    trees = shuffled_auroc(
        'shuffled labels, trees', lambda labels, seed: learn_probability(known_values, labels,
                                                                         seed),
        known.distressed, asked_values, asked, progress=_stage(say, 'shuffled labels: trees'))
    chosen = _some(known)
    cuts, asked_cuts = (
        read_cuts(people, lambda *one: cut(one[0], person_square(*one[1:])), chosen=which,
                  progress=_stage(say, 'people cut out'))
        for people, which in ((known, chosen), (asked, None)))
    network = shuffled_auroc(
        'shuffled labels, network', lambda labels, seed: learn_from_cuts(cuts, labels, seed=seed),
        known.distressed[chosen], asked_cuts, asked,
        progress=_stage(say, 'shuffled labels: networks'))
    told = learn_from_cuts(cuts, known.distressed[chosen],
                           progress=_stage(say, 'true labels: passes'))(asked_cuts)
    return (trees, network), judge('true labels, network', told, asked)


def _probe_facts(known, asked, say):
    say('probing clothes and scene')
    return (probe_facts('clothes and build', person_facts.worn, known, asked),
            probe_facts('scene and camera', person_facts.surroundings, known, asked),
            probe_facts('clothes, build, scene and camera', lambda *one: {
                **person_facts.worn(*one), **person_facts.surroundings(*one)}, known, asked))


def _probe_pictures(known, asked, say):
    whole = _read_both(known, asked, lambda bgr, *_: np.array(list(overall(bgr).values())),
                       'images', _stage(say, 'image statistics'))
    covered = _read_both(known, asked, lambda bgr, picture, _: _statistics(
        without_places(bgr, picture)), 'images', _stage(say, 'covered pictures'))
    return (*probe_values('image statistics', *whole, known, asked),
            *probe_values('people covered', *covered, known, asked))


def _probe_backgrounds(known, asked, say):
    read = partial(_read_both, known, asked, folder=BACKGROUNDS)
    whole = read(lambda bgr, *_: _statistics(bgr), progress=_stage(say, 'backgrounds'))
    cuts = read(lambda *one: cut(one[0], place_square(*one[1:])),
                progress=_stage(say, 'places cut out'))
    places = tuple(np.stack([statistics(one) for one in some]) for some in cuts)
    chosen = _some(known)
    told = learn_from_cuts(cuts[0][chosen], known.distressed[chosen],
                           progress=_stage(say, 'network on places: passes'))(cuts[1])
    return (*probe_values('whole background', *whole, known, asked),
            *probe_values('background at the place', *places, known, asked),
            judge('background at the place, network', told, asked))


def _read_both(known, asked, cut_out, folder, progress):
    return tuple(read_cuts(people, cut_out, folder=folder, progress=progress)
                 for people in (known, asked))


def _statistics(bgr):
    return statistics(cv2.resize(bgr, _STATISTICS_SIZE_PX, interpolation=cv2.INTER_AREA))


def _some(people):
    """Return numbers of at most _NETWORK_PEOPLE people, in order."""
    chosen = np.random.default_rng(0).permutation(len(people))[:_NETWORK_PEOPLE]
    return np.sort(chosen)


def _stage(say, name):
    return lambda done, count: say(f'{name}, {done} of {count}')
