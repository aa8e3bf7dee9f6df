"""A language model with random weights: it tests mechanics, never what a model knows."""

from emotion_rescue.training.affect_architecture import build_tokenizer


def tiny_language():
    """Return a LlamaForCausalLM of one layer, in evaluation mode, and its tokenizer."""
    import torch
    from transformers import LlamaConfig
    from transformers import LlamaForCausalLM

    tokenizer = build_tokenizer(600)
    torch.manual_seed(0)
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=2)).eval(), tokenizer
