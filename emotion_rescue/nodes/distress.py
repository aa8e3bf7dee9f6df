"""The node that judges each person: emotions, valence, arousal, dominance, distress.

It runs in a process of its own, so that the models here cost the detections nothing.
"""

from collections.abc import Callable
import sys
import time

from rclpy.lifecycle import LifecycleNode
from std_msgs.msg import Header

from emotion_rescue.core.interfaces import Loadable
from emotion_rescue.core.interfaces import SightScorer
from emotion_rescue.core.interfaces import VoiceScorer
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.nodes.ask_service import AskService
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.nodes.distress_inputs import DistressInputs
from emotion_rescue.nodes.distress_outputs import DistressOutputs
from emotion_rescue.nodes.distress_report import distress_report
from emotion_rescue.nodes.distress_report import joined_reports
from emotion_rescue.nodes.input_trouble import InputTrouble
from emotion_rescue.nodes.judge_service import JudgeService
from emotion_rescue.nodes.managed_node import ManagedNode
from emotion_rescue.nodes.managed_node import run_node
from emotion_rescue.nodes.rate_meter import RateMeter
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.pipeline.assembly import emotion_thresholds
from emotion_rescue.pipeline.assembly import make_engine
from emotion_rescue.pipeline.assembly import make_sight_scorer
from emotion_rescue.pipeline.assembly import make_voice_scorer
from emotion_rescue.pipeline.assembly import make_words_scorer
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.stamp_order import Order

# A batch of a big model takes seconds; after this the model counts as hung.
_STOP_TIMEOUT_S = 30.0

SightFactory = Callable[[DistressSettings], SightScorer | None]
VoiceFactory = Callable[[DistressSettings], VoiceScorer | None]
WordsFactory = Callable[[DistressSettings, Callable[[str], object]], VoiceScorer | None]


class DistressWork:
    """What the distress node does; see `nodes.managed_node.NodeWork`."""

    def __init__(self, node: LifecycleNode, make_sight: SightFactory, make_voice: VoiceFactory,
                 make_words: WordsFactory):
        """Prepare; scorers are made by `load`."""
        self._node = node
        self._make_sight, self._make_voice, self._make_words = make_sight, make_voice, make_words
        self._lacks: list[str] = []
        self._scorers: list[Loadable] = []
        self._models: dict[str, str] = {}
        self._settings: DistressSettings | None = None
        self._engine: DistressEngine | None = None
        self._outputs: DistressOutputs | None = None
        self._inputs: DistressInputs | None = None
        self._rate = RateMeter()
        self._trouble: InputTrouble | None = None
        AskService(node, lambda: self._engine if self._inputs is not None else None)
        self._judgements = JudgeService(node, self._publish_judged)

    def load(self, settings: DistressSettings) -> None:
        """Load the scorers and create the publishers.

        Raises:
            WeightsError: weights are missing, broken, foreign or not trusted.
            MissingPackageError: a library is not installed.
        """
        sight = self._loaded('sight', self._make_sight(settings))
        voice = self._loaded('voice', self._make_voice(settings))
        words = self._loaded_words(settings)
        self._outputs = DistressOutputs(self._node, emotion_thresholds(settings, sight))
        self._judgements.begin(settings.operator_log)
        # Before the engine: reports, from another thread, look at both.
        self._settings = settings
        self._engine = make_engine(
            settings, sight, voice, words, self._publish_voice)

    def start(self) -> None:
        """Start scoring and subscribe."""
        self._engine.start()
        self._trouble = InputTrouble(self._engine.status())
        self._inputs = DistressInputs(self._node, self._settings, self._engine, self._judge,
                                      self._hear)
        self._judgements.open()

    def stop(self) -> None:
        """Unsubscribe and wait for the batch in hand."""
        self._judgements.close()
        if self._inputs is not None:
            self._inputs.close()
            self._inputs = None
        if self._engine is not None and not self._engine.stop(_STOP_TIMEOUT_S):
            self._node.get_logger().error(
                f'a scorer has not answered for {_STOP_TIMEOUT_S:g} s and is left behind')

    def close(self) -> None:
        """Free models and publishers."""
        # A model that hangs is in use: its thread keeps it for as long as it takes.
        idle = self._engine is None or self._engine.stop(0.0)
        self._engine = None
        if self._outputs is not None:
            self._outputs.close()
            self._outputs = None
        self._models, self._lacks = {}, []
        while self._scorers:
            scorer = self._scorers.pop()
            if idle:
                scorer.close()

    def report(self) -> Report:
        """Return rate, ages, counts and what fails."""
        models = Report(values={**self._models, 'lacking': '; '.join(self._lacks) or 'nothing'})
        # Each once: a transition may take them away meanwhile.
        engine, inputs, settings = self._engine, self._inputs, self._settings
        if engine is None:
            return models
        status = engine.status()
        reports = [models, Report(values={
            'published [Hz]': self._rate.rate_hz,
            'latency p50 [ms]': 1e3 * self._rate.took_s(50),
            'latency p95 [ms]': 1e3 * self._rate.took_s(95)})]
        if inputs is not None:
            reports += [Report(values=inputs.values()), *inputs.lateness.reports()]
            problems = inputs.problems() + self._trouble.sentences(
                status, inputs.refused.copy(), inputs.topics)
            reports += [Report(Level.WARN, problem) for problem in problems]
        return joined_reports([*reports, distress_report(status, settings),
                               self._judgements.report()])

    def _loaded_words(self, settings):
        """Return the scorer of words; None where the defaults fail, which costs nothing else."""
        before = len(self._scorers)
        try:
            return self._loaded('words', self._make_words(settings, self._lack))
        except Exception as error:  # noqa: BLE001 (libraries fail with what they like)
            if settings.speech_weights or settings.words_weights or settings.words_adapter:
                raise
            while len(self._scorers) > before:
                self._scorers.pop().close()
            self._models = {k: v for k, v in self._models.items() if k != 'words model'}
            self._lack(f'words are not heard: {error}')
            return None

    def _lack(self, sentence):
        """Say once in the log, and on in /diagnostics, what a user may have wanted."""
        self._lacks.append(sentence)
        self._node.get_logger().warning(sentence)

    def _loaded(self, name, scorer):
        if scorer is None:
            return None
        self._scorers.append(scorer)
        self._models = {**self._models, f'{name} model': 'loading'}
        scorer.load()
        self._models = {**self._models, f'{name} model': scorer.describe()}
        self._node.get_logger().info(f'{name}: {scorer.describe()}')
        return scorer

    def _hear(self, header: Header) -> None:
        """Publish whom to reach at the sound of `header`, where no images say so."""
        if self._engine.blind:
            stamp_ns = nanoseconds(header.stamp)
            self._engine.assessments(stamp_ns)
            self._outputs.publish_by_sound(header, self._survivors(stamp_ns))

    def _publish_voice(self, reading: VoiceReading) -> None:
        """Publish what was heard; called from the thread that scored it."""
        # Each once: a transition may take them away meanwhile.
        outputs, inputs = self._outputs, self._inputs
        if outputs is not None:
            outputs.publish_voice(reading)
        if inputs is not None:
            inputs.lateness.told(reading)

    def _judge(self, header: Header, people: PeopleInView) -> None:
        """Publish one message of each kind about `people`, with their image's `header`."""
        begun_s = time.monotonic()
        order = self._engine.on_people(people)
        if order is None:
            return
        # The engine has emptied its list.
        if order is Order.AGAIN:
            self._judgements.forget()
        found = {a.person_id: a for a in self._engine.assessments(people.stamp_ns)}
        self._outputs.publish(
            header, [found[person.person_id] for person in people.people],
            self._survivors(people.stamp_ns))
        self._rate.tick(time.monotonic() - begun_s)

    def _survivors(self, stamp_ns):
        return self._judgements.survivors.ranked(self._engine.survivors(stamp_ns), stamp_ns)

    def _publish_judged(self) -> None:
        """Publish at once what an operator has just said."""
        self._outputs.publish_again(self._judgements.survivors.listed)


class DistressNode(ManagedNode):
    """Lifecycle node `distress`.

    In: image (or image/compressed), detections, audio, call. Out: emotions, vad and distress, one
    message each for every message of detections, with its header; voice; survivors. Services:
    ask, judge_survivor.
    """

    def __init__(self, *, sight_scorer_factory: SightFactory = make_sight_scorer,
                 voice_scorer_factory: VoiceFactory = make_voice_scorer,
                 words_scorer_factory: WordsFactory = make_words_scorer, **node_options):
        """Create the node, unconfigured.

        Args:
            sight_scorer_factory: makes the scorer of looks from the settings; None: no sight.
            voice_scorer_factory: makes the scorer of sound from the settings; None: no hearing.
            words_scorer_factory: makes the scorer of utterances from the settings and a function
                that takes a sentence about what is missing; None: no words.
            **node_options: of rclpy's Node, such as namespace and parameter_overrides.
        """
        super().__init__(
            'distress', DistressSettings,
            lambda node: DistressWork(node, sight_scorer_factory, voice_scorer_factory,
                                      words_scorer_factory), **node_options)


def main(args: list[str] | None = None) -> int:
    """Run the node until Ctrl-C."""
    run_node(DistressNode, args)
    return 0


if __name__ == '__main__':
    sys.exit(main())
