"""Teaches the upper layers of a language model to judge texts, with the lower ones as they are.

The lower layers never change, so their output is computed once a text and kept; a step then costs
the upper layers alone, forwards and backwards. A text is laid out as when it is scored (see
`models.words_likelihood`): a fixed beginning that all share, what was said, and the tree of
answers. In a batch, shorter texts are filled up between text and tree with tokens that nothing
sees.
"""

from collections.abc import Sequence

import numpy as np

from emotion_rescue.evaluation.spoken_texts import SpokenText
from emotion_rescue.models.llava_likelihood import additive_mask
from emotion_rescue.models.llava_likelihood import sum_along_paths
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.words_likelihood import seen_by_tree
from emotion_rescue.models.words_prompt import WordsPrompt
from emotion_rescue.training.answer_subtrees import subtree_of

SCORING_BATCH = 16
_ALIKE = 8  # texts that go through the layers together


class WordsTeacher:
    """Computes losses and likelihoods; whose parameters learn is not its business."""

    def __init__(self, model, tokenizer, prompt: WordsPrompt, first: int):
        """Read the beginning by the lower layers.

        Args:
            model: a LlamaForCausalLM, perhaps with an adapter in its layers.
            tokenizer: its tokenizer.
            prompt: of the tokenizer.
            first: number of the first layer that learns.
        """
        import torch

        self._model, self._tokenizer, self._prompt = model, tokenizer, prompt
        layers = model.model.layers
        self._lower, self._upper = layers[:first], layers[first:]
        self._begun, self._subtrees = len(prompt.beginning), {}
        with torch.no_grad():
            ids = torch.tensor([prompt.beginning], device=model.device)
            self._below, states = _Behind(), model.model.embed_tokens(ids)
            self._beginning = self._run(self._lower, states, *self._laid_out_beginning(),
                                        self._below)

    def kept(self, texts: Sequence[SpokenText]) -> list:
        """Return what the lower layers make of each text and the tree, tensors (tokens, width)."""
        import torch

        kept = []
        for start in range(0, len(texts), SCORING_BATCH):
            tokens = [[*self._prompt.tokens(self._tokenizer, t.text, t.earlier),
                       *self._prompt.end] for t in texts[start:start + SCORING_BATCH]]
            lengths = [len(row) for row in tokens]
            longest, tree = max(lengths), self._prompt.tree
            ids = torch.zeros((len(tokens), longest + len(tree.tokens)), dtype=torch.long)
            for row, said in zip(ids, tokens, strict=True):
                row[:len(said)] = torch.tensor(said)
                row[longest:] = torch.as_tensor(tree.tokens)
            with torch.no_grad():
                states = self._model.model.embed_tokens(ids.to(self._model.device))
                states = self._run(self._lower, states, *self._laid_out(lengths, tree),
                                   self._below)
            kept += [torch.cat([row[:n], row[longest:]]) for row, n in
                     zip(states, lengths, strict=True)]
        return kept

    def log_likelihoods(self, kept: Sequence, fields: Sequence[str] = tuple(FIELDS)):
        """Return log P(answer | text), a tensor (n, answers); gradients flow where enabled.

        They do not flow through the beginning, which costs time and teaches nothing about texts.

        Args:
            kept: n > 0 from `kept`.
            fields: whose answers to look at, in the order of FIELDS; fewer cost less.
        """
        import torch

        if fields not in self._subtrees:
            self._subtrees[fields] = subtree_of(self._prompt.tree, fields)
        part, behind = self._subtrees[fields], _Behind()
        with torch.no_grad():
            self._run(self._upper, self._beginning, *self._laid_out_beginning(), behind)
        order = np.argsort([len(states) for states in kept], kind='stable')
        groups = np.array_split(order, -(-len(order) // _ALIKE))  # as long as each other, about
        found = torch.cat([self._behind_beginning([kept[i] for i in group], part, behind)
                           for group in groups])
        return found[np.argsort(np.concatenate(groups))]

    def _behind_beginning(self, kept, part, behind):
        import torch

        count = len(self._prompt.tree.tokens)
        lengths = [len(states) - count for states in kept]
        longest, nodes = max(lengths), torch.as_tensor(part.nodes)
        states = kept[0].new_zeros((len(kept), longest + len(nodes), kept[0].shape[1]))
        for row, one, n in zip(states, kept, lengths, strict=True):
            row[:n], row[longest:] = one[:n], one[n + nodes]
        states = self._run(self._upper, states, *self._laid_out(lengths, part.tree), behind)
        ends = states[torch.arange(len(kept)), torch.tensor(lengths) - 1]
        states = torch.cat([ends[:, None], states[:, longest:]], dim=1)
        logits = self._model.lm_head(self._model.model.norm(states))
        return sum_along_paths(logits.float().log_softmax(dim=-1), part.tree)

    def scores(self, kept: Sequence) -> np.ndarray:
        """Return the same of all fields as float64 (n, answers), without gradients."""
        import torch

        with torch.no_grad():
            return np.concatenate([
                self.log_likelihoods(kept[i:i + SCORING_BATCH]).double().cpu().numpy()
                for i in range(0, len(kept), SCORING_BATCH)])

    def loss(self, kept: Sequence, targets: np.ndarray, fields: Sequence[str] = tuple(FIELDS)):
        """Return the cross-entropy of the answers of `fields`, the mean over them and the texts.

        Args:
            kept: n > 0 from `kept`.
            targets: float (n, answers), shares of a field's answers; all 0 where not known.
            fields: to teach, in the order of FIELDS.
        """
        import torch

        likelihoods, start, losses = self.log_likelihoods(kept, fields), 0, []
        wanted = split_fields(torch.as_tensor(targets, device=likelihoods.device))
        for name in fields:
            end = start + len(FIELDS[name])
            said = likelihoods[:, start:end].log_softmax(dim=-1)
            losses.append(-(said * wanted[name]).sum() / len(kept))
            start = end
        return torch.stack(losses).mean()

    def _laid_out_beginning(self):
        return np.arange(self._begun)[None], np.tri(self._begun, dtype=bool)[None]

    def _laid_out(self, lengths, tree):
        """Return places int (n, tokens) and seen bool (n, tokens, begun + tokens)."""
        longest = max(lengths)
        places, seen = [], []
        for length in lengths:
            begun = self._begun
            places.append(begun + np.concatenate([np.arange(longest), length + tree.depth]))
            mask = seen_by_tree(begun, longest, tree.visible)
            mask[longest:, begun + length:begun + longest] = False
            seen.append(mask)
        return np.stack(places), np.stack(seen)

    def _run(self, layers, states, places, seen, behind):
        """Return what `layers` make of `states`, which stand behind keys and values kept."""
        import torch

        device, dtype = states.device, states.dtype
        mask = torch.cat([additive_mask(one, dtype, device) for one in seen])
        position_ids = torch.as_tensor(places, device=device)
        turned = self._model.model.rotary_emb(states, position_ids=position_ids)
        reading = behind.reading()
        for layer in layers:
            states = layer(states, attention_mask=mask, position_ids=position_ids,
                           past_key_values=reading, use_cache=True, position_embeddings=turned)
        return states


class _Behind:
    """Keys and values of the beginning, shared by all texts of a batch; first kept, then read."""

    def __init__(self):
        self._kept, self._keeping = {}, True

    def reading(self):
        """Return self, which keeps what it is given the first time, and gives it afterwards."""
        self._keeping = not self._kept
        return self

    def update(self, keys, values, layer, *_, **__):
        """Stand in for `update` of a cache of transformers."""
        import torch

        if self._keeping:
            self._kept[layer] = keys, values
            return keys, values
        return tuple(torch.cat([kept.expand(len(new), -1, -1, -1), new], dim=2)
                     for kept, new in zip(self._kept[layer], (keys, values), strict=True))
