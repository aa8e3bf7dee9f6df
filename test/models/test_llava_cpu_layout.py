"""4-bit weights stay as they lie on the disk, whatever CPU bitsandbytes finds."""

import numpy as np
import pytest

from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.models.llava_prompt import continuations

pytest.importorskip('transformers')
pytest.importorskip('bitsandbytes')


@pytest.mark.parametrize('adapted', [False, True], ids=['plain', 'with an adapter'])
def test_scoring_rearranges_no_weights(tiny_llava, tiny_adapter, monkeypatch, adapted):
    from bitsandbytes.nn import Linear4bit
    from bitsandbytes.nn import modules

    # Every CPU is one with AVX-512 and bfloat16 here; what is rearranged would be seen.
    monkeypatch.setattr(modules, 'has_avx512bf16', lambda: True)
    rearranged = []
    monkeypatch.setattr(modules, '_convert_weight_packed_for_cpu',
                        lambda weight, state: (rearranged.append(weight.shape) or weight, state))
    scorer = LlavaSightScorer(tiny_llava, tiny_adapter if adapted else '', precision='nf4',
                              device='cpu')
    scorer.load()

    rows = scorer.answer_log_likelihoods([np.zeros((336, 336, 3), np.uint8)])

    assert rows.shape == (1, len(continuations('')))
    assert scorer.linear_4bit_count > 0
    assert rearranged == []
    # The patch bites: a layer that nobody told otherwise would have rearranged its weights.
    assert Linear4bit(4, 4).support_avx512bf16_for_cpu
