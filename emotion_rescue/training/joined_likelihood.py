"""Log-likelihoods as `models.llava_likelihood` defines them, in one forward pass instead of two.

Gradient checkpointing computes layers again on the way back and so cannot keep keys and values
for a second pass. Here the tree of answers follows the prompt in the same pass, under a mask by
which each of its tokens sees the prompt and its own ancestors only.
"""

import numpy as np

from emotion_rescue.models.llava_likelihood import additive_mask
from emotion_rescue.models.llava_likelihood import sum_along_paths
from emotion_rescue.models.llava_likelihood import TokenTree


def joined_log_likelihoods(model, inputs, tree: TokenTree):
    """Return log P(continuation | image, prompt), a float32 tensor (batch, continuations).

    The arguments are those of `models.llava_likelihood.log_likelihoods`.
    """
    import torch

    ids = inputs['input_ids']
    batch, length = ids.shape
    device, count = ids.device, len(tree.tokens)
    branches = torch.as_tensor(tree.tokens, device=device).expand(batch, -1)
    places = np.concatenate([np.arange(length), length + tree.depth])
    dtype = next(p.dtype for p in model.parameters() if p.dtype.is_floating_point)
    seen = np.tri(length + count, dtype=bool)
    seen[length:, length:] = tree.visible
    output = model(**{
        **inputs, 'input_ids': torch.cat([ids, branches], dim=1),
        'attention_mask': additive_mask(seen, dtype, device).expand(batch, -1, -1, -1),
        'position_ids': torch.as_tensor(places, device=device).expand(batch, -1)},
        use_cache=False, logits_to_keep=count + 1)
    return sum_along_paths(output.logits.float().log_softmax(dim=-1), tree)
