"""Tiny checkpoints with random weights: they test mechanics, never what a model knows."""

import json
import shutil

import pytest


@pytest.fixture(scope='session')
def tiny_llava(tmp_path_factory):
    """Return the folder of a LLaVA of 0.2 M random parameters; do not change it."""
    pytest.importorskip('transformers')
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    folder = tmp_path_factory.mktemp('tiny_llava')
    model, processor = build_llava(LlavaSizes(
        image_px=32, vision_width=64, vision_layers=2, text_width=64, text_layers=2))
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


@pytest.fixture
def llava_copy(tiny_llava, tmp_path):
    """Return a copy of the tiny checkpoint that a test may damage."""
    return shutil.copytree(tiny_llava, tmp_path / 'llava')


@pytest.fixture(scope='session')
def tiny_adapter(tiny_llava, tmp_path_factory):
    """Return the folder of a LoRA adapter for the tiny LLaVA, with random weights."""
    pytest.importorskip('peft')
    return _save_adapter(tiny_llava, tmp_path_factory.mktemp('adapter'))


@pytest.fixture(scope='session')
def foreign_adapter(tmp_path_factory):
    """Return an adapter for a LLaVA with more layers than the tiny one."""
    pytest.importorskip('peft')
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    base = tmp_path_factory.mktemp('other_llava')
    model, _ = build_llava(LlavaSizes(
        image_px=32, vision_width=64, vision_layers=2, text_width=64, text_layers=3))
    model.save_pretrained(base)
    return _save_adapter(base, tmp_path_factory.mktemp('foreign_adapter'))


def _save_adapter(base, folder):
    from peft import get_peft_model
    from peft import LoraConfig
    import torch
    from transformers import AutoModelForImageTextToText

    torch.manual_seed(1)
    model = AutoModelForImageTextToText.from_pretrained(base, local_files_only=True)
    adapted = get_peft_model(model, LoraConfig(
        r=4, target_modules=['q_proj', 'v_proj'], init_lora_weights=False))
    adapted.save_pretrained(folder)
    config = json.loads((folder / 'adapter_config.json').read_text())
    assert config['peft_type'] == 'LORA'
    return folder
