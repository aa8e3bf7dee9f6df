"""What a loaded LLaVA is, in a line and in figures."""

from emotion_rescue.models.checkpoint_loading import is_linear_4bit
from emotion_rescue.models.llava_loader import LoadedLlava


def describe_loaded(loaded: LoadedLlava) -> str:
    """Return library, device, precision, 4-bit layers and footprint."""
    model = loaded.model
    return (f'transformers {model.config.model_type}, {loaded.device}, {loaded.precision}, '
            f'computing in {str(model.dtype).removeprefix("torch.")}, '
            f'{linear_4bit_count(loaded)} bitsandbytes 4-bit layers, '
            f'{footprint_bytes(loaded) / 1e6:.1f} MB')


def linear_4bit_count(loaded: LoadedLlava) -> int:
    """Return the number of layers that are bitsandbytes' Linear4bit."""
    return sum(is_linear_4bit(layer) for layer in loaded.model.modules())


def footprint_bytes(loaded: LoadedLlava) -> int:
    """Return the bytes of parameters and buffers."""
    return int(loaded.model.get_memory_footprint())
