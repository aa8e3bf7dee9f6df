"""The robot's models, for a command that watches recordings without nodes, image by image."""

from collections.abc import Callable
import contextlib
from dataclasses import dataclass

from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.core.interfaces import SightScorer
from emotion_rescue.core.interfaces import VoiceScorer
from emotion_rescue.core.setting_field import settings_from
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.settings import PerceptionSettings


@dataclass(frozen=True, eq=False)
class WatchingModels:
    """Loaded models and the settings that they were made with.

    Attributes:
        perception: of detector and tracker.
        settings: of everything else; in lockstep.
        detector: finds people, or None.
        sight: judges looks, or None.
        voice: judges the tone of sound, or None.
        words: judges what is said, or None where that is left out or not installed.
    """

    perception: PerceptionSettings
    settings: DistressSettings
    detector: PersonDetector | None
    sight: SightScorer | None
    voice: VoiceScorer | None
    words: VoiceScorer | None


def load_watching_models(threads: int, words: bool, say: Callable[[str], object],
                         exits: contextlib.ExitStack, people: str | None = ''
                         ) -> WatchingModels:
    """Return the models that the nodes have by default, loaded.

    Args:
        threads: of the CPU; 0: as many as cores.
        words: whether words are judged.
        say: told what is loaded, and what is missing.
        exits: closes them.
        people: weights of the detector of people; '': those that the node has by default; None:
            no detector.

    Raises:
        SettingsError: there cannot be so many threads.
        WeightsError: weights are missing or broken.
    """
    from emotion_rescue.pipeline.assembly import make_detector
    from emotion_rescue.pipeline.assembly import make_sight_scorer
    from emotion_rescue.pipeline.assembly import make_voice_scorer
    from emotion_rescue.pipeline.assembly import make_words_scorer
    perception = settings_from(PerceptionSettings, {'threads': threads, 'weights': people or ''})
    # Without a budget every view is judged, however slow this machine is.
    settings = settings_from(DistressSettings, {
        'threads': threads, 'words_enabled': words, 'lockstep': True, 'sight_budget_s': 0.0})
    models = [None if people is None else make_detector(perception), make_sight_scorer(settings),
              make_voice_scorer(settings), make_words_scorer(settings, say)]
    for model in filter(None, models):
        exits.callback(model.close)
        model.load()
        say(model.describe())
    return WatchingModels(perception, settings, *models)
