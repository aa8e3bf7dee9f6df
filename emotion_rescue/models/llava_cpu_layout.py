"""Keeps 4-bit weights on the CPU as they lie on the disk."""


def keep_layout(model) -> None:
    """Let bitsandbytes multiply with 4-bit weights as they are, on every kind of CPU.

    Where a CPU has AVX-512 with bfloat16, a 4-bit layer rearranges its weights at its first use
    and computes in bfloat16 from then on. Weights that were mapped from a file would become
    memory that the kernel cannot take back (a model of 7 B: 6.3 GB instead of 1.1), the first
    person would wait for it, and the same weights would judge differently from one robot to the
    next.

    Args:
        model: of transformers, perhaps with an adapter; layers that are not 4-bit stay as they
            are.
    """
    from bitsandbytes.nn import Linear4bit

    for module in model.modules():
        if isinstance(module, Linear4bit):
            module.support_avx512bf16_for_cpu = False
