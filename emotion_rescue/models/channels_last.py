"""Lays a vision tower of convolutions out so that a CPU computes it fast."""


def lay_out_channels_last(model) -> None:
    """Let a tower of convolutions keep the channels of a pixel side by side.

    That is up to twice as fast on a CPU, with the same numbers but for rounding. A transformer
    has one convolution, to which it does nothing.

    Args:
        model: of the LLaVA family of transformers; it is changed.
    """
    import torch

    if model.config.vision_config.model_type == 'timm_wrapper':
        model.model.vision_tower.to(memory_format=torch.channels_last)
