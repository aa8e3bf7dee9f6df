"""Turns settings into objects; the only place that names concrete models.

Nothing made here has loaded weights yet, but for the detector of speech of `make_engine`.
"""

from collections.abc import Callable
import os
from pathlib import Path

import numpy as np

from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.emotions import unknown_emotions
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.core.interfaces import PersonTracker
from emotion_rescue.core.interfaces import SightScorer
from emotion_rescue.core.interfaces import VoiceScorer
from emotion_rescue.core.microphone_places import microphone_places
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.settings import PerceptionSettings
from emotion_rescue.models.llama_words import LlamaWordsScorer
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.models.llava_server import ServerSightScorer
from emotion_rescue.models.person_detector import make_person_detector
from emotion_rescue.models.smollm2 import find_smollm2
from emotion_rescue.models.voice_activity import SileroVoiceActivity
from emotion_rescue.models.wav2vec2 import Wav2Vec2VoiceScorer
from emotion_rescue.models.wav2vec2_ctc import CtcRecogniser
from emotion_rescue.models.wav2vec2_ctc import is_ctc_folder
from emotion_rescue.models.whisper import WhisperRecogniser
from emotion_rescue.models.whisper_checkpoint import find_whisper
from emotion_rescue.pipeline.audio_ring import AudioRing
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fallback_scorer import FallbackScorer
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.fusion_weights import FusionWeights
from emotion_rescue.pipeline.fusion_weights import read_fusion_weights
from emotion_rescue.pipeline.located_voices import LocatedVoiceScorer
from emotion_rescue.pipeline.spoken_words import SpokenWords
from emotion_rescue.pipeline.tracker import KalmanPersonTracker
from emotion_rescue.pipeline.utterances import UtteranceCutter

# Settings are shown and logged; a key is neither.
SERVER_KEY_VARIABLE = 'EMOTION_RESCUE_SIGHT_SERVER_KEY'


def make_detector(settings: PerceptionSettings) -> PersonDetector:
    """Return the people detector that `settings` ask for.

    Raises:
        WeightsError: the default weights are asked for and not installed.
    """
    return make_person_detector(
        settings.weights, settings.backend, settings.device, trust_pickle=settings.trust_pickle,
        image_size_px=settings.image_size_px, confidence=settings.confidence, iou=settings.iou,
        max_people=settings.max_people, threads=settings.threads)


def make_tracker(settings: PerceptionSettings) -> PersonTracker:
    """Return the tracker that `settings` ask for."""
    return KalmanPersonTracker(track_memory_s=settings.track_memory_s)


def make_sight_scorer(settings: DistressSettings) -> SightScorer | None:
    """Return the scorer of looks, or None where it is switched off.

    Raises:
        WeightsError: the default weights are asked for and not installed.
        SettingsError: the address of the server is none.
    """
    if not settings.sight_enabled:
        return None
    onboard = LlavaSightScorer(
        weights=settings.sight_weights or default_weights('affect'),
        adapter=settings.sight_adapter, precision=settings.precision, device=settings.device,
        threads=settings.threads, view_margin=settings.view_margin, batch=settings.batch,
        budget_s=settings.sight_budget_s, cache_mb=settings.sight_cache_mb)
    if not settings.sight_server_url:
        return onboard
    return FallbackScorer(ServerSightScorer(
        settings.sight_server_url, settings.sight_server_model, settings.sight_server_calibration,
        timeout_s=settings.sight_server_timeout_s,
        top_logprobs=settings.sight_server_top_logprobs, view_margin=settings.view_margin,
        budget_s=settings.sight_budget_s, key=os.environ.get(SERVER_KEY_VARIABLE, '')), onboard)


def make_voice_scorer(settings: DistressSettings) -> VoiceScorer | None:
    """Return the scorer of sound, or None where it is switched off.

    Raises:
        WeightsError: the default weights are asked for and not installed.
        SettingsError: the places of the microphones are none.
    """
    if not settings.voice_enabled:
        return None
    microphones_m = microphone_places(settings.microphones_xyz_m)
    scorer = Wav2Vec2VoiceScorer(
        weights=settings.voice_weights or default_weights('voice'), device=settings.device,
        backend=settings.voice_backend, threads=settings.threads,
        speech_threshold=settings.speech_threshold)
    return LocatedVoiceScorer(scorer, microphones_m) if len(microphones_m) else scorer


def make_words_scorer(settings: DistressSettings,
                      say: Callable[[str], object]) -> VoiceScorer | None:
    """Return the scorer of utterances, or None where it is switched off or not installed.

    The defaults are packages that need not be installed; without the language model words are
    written down, but not judged.

    Args:
        settings: of the distress node.
        say: told in a sentence what is missing and how to get it.

    Raises:
        SettingsError: the places of the microphones are none.
        MissingPackageError: weights are named whose library is not installed.
    """
    if not (settings.voice_enabled and settings.words_enabled):
        return None
    recogniser = _where_installed(_recogniser, settings, settings.speech_weights, say)
    if recogniser is None:
        return None
    scorer = _where_installed(_words_judge, settings, settings.words_weights, say)
    # In lockstep the same sound gives the same readings, however slow the machine.
    budget_s = 0.0 if settings.lockstep else settings.words_budget_s
    words = SpokenWords(recogniser, scorer, budget_s=budget_s)
    microphones_m = microphone_places(settings.microphones_xyz_m)
    return LocatedVoiceScorer(words, microphones_m) if len(microphones_m) else words


def _recogniser(settings):
    options = {'weights': settings.speech_weights, 'device': settings.device,
               'threads': settings.threads}
    if is_ctc_folder(settings.speech_weights):
        return CtcRecogniser(**options)
    if not settings.speech_weights:
        find_whisper()
    return WhisperRecogniser(**options, language=settings.speech_language)


def _words_judge(settings):
    adapter = settings.words_adapter
    if not settings.words_weights:
        find_smollm2()
        adapter = adapter or default_weights('words')
    return LlamaWordsScorer(settings.words_weights, adapter, settings.words_precision,
                            settings.device, settings.threads)


def _where_installed(make, settings, weights, say):
    try:
        return make(settings)
    except MissingPackageError as error:
        if weights:
            raise
        say(f'{error}; until then words are not {"heard" if make is _recogniser else "judged"}')
        return None


def emotion_thresholds(settings: DistressSettings, sight: SightScorer | None) -> np.ndarray:
    """Return float (26,): the probability from which each category counts as present.

    Args:
        settings: of the distress node; fills in what the weights do not know.
        sight: loaded, or None; may have `emotion_thresholds`, (26,) with NaN where unknown.
    """
    own = getattr(sight, 'emotion_thresholds', None)
    own = unknown_emotions() if own is None else own
    return np.where(np.isnan(own), settings.emotion_threshold, own)


def fusion_weights(settings: DistressSettings) -> FusionWeights:
    """Return what the fusion has learned.

    The defaults were learned from the readings of the default models: those of others are taken
    at their word.

    Raises:
        WeightsError: the file is missing or holds something else.
    """
    if settings.fusion_weights:
        return read_fusion_weights(Path(settings.fusion_weights))
    others = {Modality.SIGHT: settings.sight_weights or settings.sight_adapter
              or settings.sight_server_url,
              Modality.VOICE_TONE: settings.voice_weights,
              Modality.WORDS: settings.words_weights or settings.words_adapter}
    return read_fusion_weights(default_weights('fusion')).at_their_word(
        [modality for modality, named in others.items() if named])


def make_fusion(settings: DistressSettings) -> LogOddsFusion:
    """Return the fusion of all readings about a person; raises as `fusion_weights`."""
    return LogOddsFusion(fusion_weights(settings), half_life_s=settings.reading_half_life_s)


def make_engine(settings: DistressSettings, sight: SightScorer | None,
                voice: VoiceScorer | None, words: VoiceScorer | None,
                on_voice: Callable[[VoiceReading], None]) -> DistressEngine:
    """Return an engine around scorers that the caller loads and closes.

    Args:
        settings: of the distress node.
        sight: judges views, or None.
        voice: judges the tone of sound, or None.
        words: judges what is said, loaded, or None.
        on_voice: called with each reading of sound.
    """
    return DistressEngine(
        fusion=make_fusion(settings), sight=sight, voice=voice, words=words,
        utterances=None if words is None else _utterances(settings),
        windows=AudioRing(window_s=settings.voice_window_s, hop_s=settings.voice_every_s),
        batch=settings.batch, assess_every_s=settings.assess_every_s,
        forget_s=settings.forget_s, lockstep=settings.lockstep, motion=settings.motion_enabled,
        ask=getattr(sight, 'ask', None), on_voice=on_voice)


def _utterances(settings):
    activity = SileroVoiceActivity()
    activity.load()
    return UtteranceCutter(activity.stream(), pause_s=settings.utterance_pause_s)
