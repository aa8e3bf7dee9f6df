"""A tiny Llama with random weights on disk: it tests mechanics, never what a model knows."""

from pathlib import Path

from tiny_language import tiny_language

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] "
    "+ '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|im_start|>assistant\n' }}{% endif %}")


def save_tiny_llama(folder: Path, chat: bool = True) -> Path:
    """Save a LlamaForCausalLM of three layers with its tokenizer into `folder`."""
    import torch
    from transformers import LlamaConfig
    from transformers import LlamaForCausalLM

    _, tokenizer = tiny_language()
    if chat:
        tokenizer.add_special_tokens(
            {'additional_special_tokens': ['<|im_start|>', '<|im_end|>']})
        tokenizer.chat_template = CHAT_TEMPLATE
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=64, num_hidden_layers=3,
        num_attention_heads=2, num_key_value_heads=1, tie_word_embeddings=True))
    with torch.no_grad():  # as decided as a trained one, so that texts make a difference
        for parameter in model.model.layers.parameters():
            parameter.mul_(5.0 if parameter.ndim > 1 else 1.0)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
