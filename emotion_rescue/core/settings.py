"""All settings of all nodes, each declared once with unit, bounds and meaning.

Names of weights are paths; an empty one means the small default checkpoint of this package. Two
settings of the same meaning in two nodes share one declaration below.
"""

from dataclasses import dataclass

from emotion_rescue.core.setting_field import setting


def _autostart():
    return setting(True, 'configure and activate without waiting for a lifecycle manager',
                   read_only=True)


def _image_transport():
    return setting('raw', 'which form of the image topic to subscribe to: image, or '
                   'image/compressed', choices=('raw', 'compressed'))


def _image_reliability():
    return setting('best_effort', 'reliability asked of the image publisher; best_effort '
                   'works with every publisher', choices=('best_effort', 'reliable'))


def _missing_input():
    return setting(1.5, 'silence on an input after which it is reported as missing', unit='s',
                   low=0.5, high=60.0)


@dataclass(frozen=True)
class PerceptionSettings:
    """The node that finds and tracks people."""

    autostart: bool = _autostart()
    weights: str = setting('', 'YOLO checkpoint: .onnx, .pt, .tflite, .engine or another form '
                           'that ultralytics loads; empty: the default people detector')
    backend: str = setting('auto', 'library that runs the detector; auto: onnxruntime for .onnx, '
                           'ultralytics for the rest',
                           choices=('auto', 'ultralytics', 'onnxruntime'))
    device: str = setting('auto', 'cpu, cuda, cuda:N or tensorrt; auto: the best one present')
    trust_pickle: bool = setting(
        False, 'load a .pt file whose checksum is not in the model list; a .pt can run code')
    image_size_px: int = setting(0, 'longer side of the detector input; 0: the size that the '
                                 'weights were made for', unit='px', low=0, high=2048)
    confidence: float = setting(0.25, 'smallest confidence of a person', low=0.01, high=1.0)
    iou: float = setting(0.7, 'overlap above which two boxes are one person', low=0.05, high=0.95)
    max_people: int = setting(100, 'most people in one image', low=1, high=300)
    threads: int = setting(0, 'CPU threads of the detector; 0: as many as cores', low=0, high=64)
    track_memory_s: float = setting(2.0, 'how long a person out of sight keeps the id', unit='s',
                                    low=0.1, high=30.0)
    image_transport: str = _image_transport()
    image_reliability: str = _image_reliability()
    use_depth: bool = setting(False, 'subscribe to depth and camera_info, and publish positions')
    missing_input_s: float = _missing_input()


@dataclass(frozen=True)
class MicrophoneSettings:
    """The node that captures sound."""

    autostart: bool = _autostart()
    device: str = setting('', 'name (or a part of it) or number of the input device; empty: the '
                          "system's default")
    sample_rate_hz: int = setting(16000, 'rate at which to capture; 0: the rate of the device',
                                  unit='Hz', low=0, high=192000)
    channels: int = setting(1, 'channels to capture', low=1, high=16)
    chunk_s: float = setting(0.1, 'length of a published chunk', unit='s', low=0.01, high=1.0)
    frame_id: str = setting('microphone', 'TF frame of the microphone')
    retry_s: float = setting(2.0, 'pause before a lost device is opened again', unit='s',
                             low=0.1, high=60.0)


@dataclass(frozen=True)
class DistressSettings:
    """The node that judges each person."""

    autostart: bool = _autostart()
    sight_weights: str = setting('', 'folder of a LLaVA-family checkpoint; empty: the small '
                                 'default')
    sight_adapter: str = setting('', 'folder of a PEFT adapter for it; empty: none')
    sight_enabled: bool = setting(True, 'judge people from how they look')
    precision: str = setting('nf4', 'number format of the LLaVA weights: nf4 is 4-bit with '
                             'double quantisation', choices=('nf4', 'fp16', 'fp32'))
    device: str = setting('auto', 'cpu, cuda or cuda:N; auto: the best one present')
    threads: int = setting(0, 'CPU threads of the models; 0: as many as cores', low=0, high=64)
    batch: int = setting(4, 'most people judged at once', low=1, high=64)
    sight_budget_s: float = setting(
        0.0, 'time for one batch, after which the rest of it waits for the next one; 0: no limit',
        unit='s', low=0.0, high=60.0)
    sight_cache_mb: int = setting(64, 'memory for what the vision tower saw in recent pictures',
                                  unit='MB', low=0, high=4096)
    sight_server_url: str = setting(
        '', 'OpenAI-compatible server that judges people in place of the onboard model, such as '
        'http://10.0.0.2:8000/v1; the onboard model takes over where it fails; empty: none. A key '
        'for it comes from the environment, EMOTION_RESCUE_SIGHT_SERVER_KEY')
    sight_server_model: str = setting(
        '', 'which of the models that the server lists; empty: the first one')
    sight_server_calibration: str = setting(
        '', "path of a calibration.json that was fitted to the served model; empty: the server's "
        'readings have no emotions and no distress')
    sight_server_timeout_s: float = setting(
        3.0, 'longest wait for the server, for a request as for a whole batch; then the onboard '
        'model takes over', unit='s', low=0.1, high=30.0)
    sight_server_top_logprobs: int = setting(
        20, "likeliest tokens that the server lists; OpenAI's limit is 20, vLLM takes more with "
        '--max-logprobs; what is not listed stays unknown', low=5, high=1000)
    assess_every_s: float = setting(1.0, 'pause before the same person is looked at again',
                                    unit='s', low=0.0, high=60.0)
    view_margin: float = setting(0.1, 'how much is shown around a person, as a share of the box',
                                 low=0.0, high=2.0)
    emotion_threshold: float = setting(
        0.5, 'probability from which a category counts as present, unless the weights bring '
        'thresholds of their own', low=0.0, high=1.0)
    voice_weights: str = setting('', 'folder of a wav2vec2 classifier; empty: the small default')
    voice_backend: str = setting(
        'auto', 'library that runs the wav2vec2; auto: onnxruntime where the folder has a '
        'model.onnx, torch elsewhere', choices=('auto', 'torch', 'onnxruntime'))
    motion_enabled: bool = setting(
        True, 'watch posture and motion, to tell who does not react; such people are at least '
        'MODERATE')
    voice_enabled: bool = setting(True, 'listen: judge the tone of voices, and words')
    voice_window_s: float = setting(2.0, 'length of sound judged at once', unit='s', low=0.5,
                                    high=30.0)
    voice_every_s: float = setting(1.0, 'pause between two windows', unit='s', low=0.1, high=30.0)
    words_enabled: bool = setting(True, 'write down what is said and judge the words')
    speech_weights: str = setting(
        '', 'folder of a speech recogniser: Whisper for CTranslate2, or wav2vec2 with CTC; empty: '
        'Whisper tiny.en where it is installed')
    speech_language: str = setting(
        '', 'language that people speak, such as en; empty: found out by recognisers that can')
    words_weights: str = setting(
        '', 'folder of a Llama-family language model that judges words; empty: SmolLM2-135M where '
        'it is installed')
    words_adapter: str = setting(
        '', 'folder of a PEFT adapter and its calibration.json for it; empty: the default one, '
        'which fits the default language model')
    words_precision: str = setting(
        'fp16', 'number format of the language model; nf4 is 4-bit, for large ones in '
        'safetensors; fp16 is bfloat16 on a CPU', choices=('nf4', 'fp16', 'fp32'))
    words_budget_s: float = setting(
        2.0, 'words that took longer to write down are published, but not judged; 0: no limit',
        unit='s', low=0.0, high=60.0)
    utterance_pause_s: float = setting(0.35, 'silence that ends an utterance', unit='s',
                                       low=0.1, high=3.0)
    microphones_xyz_m: str = setting(
        '', 'places of the microphones, in the order of the channels and in their frame (x ahead, '
        'y left, z up), such as "0 0.1 0.6; 0 -0.1 0.6"; where two or more are named, it is told '
        'where voices come from; empty: unknown', unit='m')
    # With the default weights 0.5 hears two voices in ten minutes of a drill, and no voice is lost
    # up to 0.9 (docs/hearing.md).
    speech_threshold: float = setting(0.7, 'probability of a voice below which sound gives no '
                                      'reading', low=0.0, high=1.0)
    reading_half_life_s: float = setting(8.0, 'age at which a reading counts half', unit='s',
                                         low=0.1, high=600.0)
    fusion_weights: str = setting(
        '', 'file that "emotion-rescue train fusion" wrote: how far looks, tone and words are '
        'believed, and where levels begin; empty: the default, which takes models other than the '
        'default ones at their word')
    forget_s: float = setting(30.0, 'how long a person out of sight is remembered', unit='s',
                              low=1.0, high=3600.0)
    operator_log: str = setting(
        '', 'folder of operator_judgements.jsonl, to which is added what an operator says of '
        'survivors; empty: where ROS writes its logs')
    lockstep: bool = setting(False, 'judge within the frame instead of beside it, so that a '
                             'recording gives the same result every time; too slow for live use')
    image_transport: str = _image_transport()
    image_reliability: str = _image_reliability()
    missing_input_s: float = _missing_input()


@dataclass(frozen=True)
class OverlaySettings:
    """The node that draws what the operator sees."""

    autostart: bool = _autostart()
    image_transport: str = _image_transport()
    image_reliability: str = _image_reliability()
    jpeg_quality: int = setting(80, 'quality of overlay/compressed', low=1, high=100)
    match_within_s: float = setting(1.0, 'how long an image waits for its detections',
                                    unit='s', low=0.1, high=10.0)
    missing_input_s: float = _missing_input()


@dataclass(frozen=True)
class RecorderSettings:
    """The node that records everything."""

    folder: str = setting('', 'where to write the bag; the folder must not exist yet',
                          read_only=True)
    images: str = setting('all', 'which image topics to record; compressed ones take a tenth of '
                          'the room', choices=('all', 'raw', 'compressed', 'none'),
                          read_only=True)
    extra_topics: str = setting('', 'further topics outside the namespace, separated by spaces',
                                read_only=True)


NODE_SETTINGS: dict[str, type] = {
    'perception': PerceptionSettings,
    'microphone': MicrophoneSettings,
    'distress': DistressSettings,
    'overlay': OverlaySettings,
    'recorder': RecorderSettings,
}
