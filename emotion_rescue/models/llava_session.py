"""A loaded LLaVA at work: likelihoods of answers, and free text, from the same weights."""

from collections.abc import Sequence

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MemoryShortError
from emotion_rescue.models.llava_features import ImageFeatures
from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_likelihood import log_likelihoods
from emotion_rescue.models.llava_loader import LoadedLlava
from emotion_rescue.models.llava_memory import free_unused
from emotion_rescue.models.llava_memory import unless_out_of_memory
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_question import checked_question
from emotion_rescue.models.llava_question import question_prompt


class LlavaSession:
    """One model, used by one thread at a time.

    Attributes:
        loaded: the model.
        features: of the pictures seen lately.
    """

    def __init__(self, loaded: LoadedLlava, cache_bytes: int):
        """Prepare prompt and answers.

        Args:
            loaded: the model.
            cache_bytes: most memory for features of pictures seen lately.

        Raises:
            ValueError: the tokenizer merges the end of the prompt with an answer.
        """
        self.loaded = loaded
        self.features = ImageFeatures(loaded, cache_bytes)
        self._prompt = build_prompt(loaded.processor)
        self._tree = build_tree(continuation_tokens(
            loaded.processor.tokenizer, self._prompt, continuations(self._prompt)))

    def log_likelihoods(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        """Return float64 (n, answers): log-likelihood of each of `llava_prompt.continuations`.

        Args:
            pictures: n > 0 arrays as `AffectView.rgb`.
        """
        import torch

        with torch.inference_mode():
            inputs = self.features.inputs(pictures, self._prompt)
            return log_likelihoods(self.loaded.model, inputs, self._tree).double().cpu().numpy()

    def ask(self, picture: np.ndarray, question: str, *, max_new_tokens: int,
            max_seconds: float) -> str:
        """Return the model's answer, the likeliest token at each step; may be ''.

        Args:
            picture: uint8 (height, width, 3), red first.
            question: in plain words.
            max_new_tokens: longest answer.
            max_seconds: wall time after which no further token is begun.

        Raises:
            InputError: the question is empty, too long or not allowed.
            MemoryShortError: memory does not suffice, even with nothing else in it.
        """
        processor = self.loaded.processor
        question = checked_question(question, processor.image_token)
        prompt = question_prompt(processor, question)

        def generate():
            return self._generate(picture, prompt, max_new_tokens, max_seconds)

        answer = unless_out_of_memory(generate)
        if answer is None:
            self.release()
            answer = unless_out_of_memory(generate)
        if answer is None:
            self.release()
            raise MemoryShortError('memory does not suffice for an answer; free some, or load '
                                   'smaller weights or the precision nf4')
        return answer

    def release(self) -> None:
        """Give back what memory can be spared."""
        self.features.clear()
        free_unused(self.loaded.device)

    def _generate(self, picture, prompt, max_new_tokens, max_seconds):
        import torch

        tokenizer, model = self.loaded.processor.tokenizer, self.loaded.model
        with torch.inference_mode():
            inputs = self.features.inputs([picture], prompt)
            length = inputs['input_ids'].shape[1]
            self._check_room(length + max_new_tokens)
            ends = _ends(model.generation_config, tokenizer)
            tokens = model.generate(
                **inputs, max_new_tokens=max_new_tokens, max_time=max_seconds, do_sample=False,
                num_beams=1, temperature=None, top_p=None, top_k=None, eos_token_id=ends,
                pad_token_id=tokenizer.pad_token_id if ends is None else ends[0])
        return tokenizer.decode(tokens[0, length:], skip_special_tokens=True).strip()

    def _check_room(self, tokens):
        room = getattr(self.loaded.model.config.get_text_config(),
                       'max_position_embeddings', None)
        if room is not None and tokens > room:
            raise InputError(f'picture, question and answer take {tokens} tokens, and this model '
                             f'has room for {room}; ask a shorter question, or for a shorter '
                             'answer')


def _ends(generation_config, tokenizer):
    """Return the tokens that end an answer; None where neither file of the checkpoint has one."""
    named = generation_config.eos_token_id
    named = [named] if isinstance(named, int) else list(named or ())
    ends = [*named, tokenizer.eos_token_id]
    return [token for token in dict.fromkeys(ends) if token is not None] or None
