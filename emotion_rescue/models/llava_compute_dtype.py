"""Lets a LLaVA that was saved quantised compute in one data type."""


def compute_in(model, dtype) -> None:
    """Make all that is not 4-bit `dtype`, and let the 4-bit layers multiply in it.

    transformers leaves some tensors of a quantised checkpoint as they lie on the disk, whatever
    it is told, so that types meet which do not go together; and 4-bit layers multiply in the
    type that the file names, which may be slow on this device.

    On the CPU the table of token embeddings stays as it is, mapped from the disk, and what is
    looked up in it is converted: the numbers are the same, and a table of 32,064 words by 4,096
    takes 0.5 GB less memory. A table that also is the output layer is converted.

    Args:
        model: a LLaVA-family model of transformers; it is changed.
        dtype: of torch.
    """
    from bitsandbytes.nn import Linear4bit

    table, head = model.get_input_embeddings(), model.get_output_embeddings()
    stays = set()
    if table.weight.device.type == 'cpu' and table.weight is not head.weight:
        stays.add(id(table.weight))
    for module in model.modules():
        if isinstance(module, Linear4bit):
            module.compute_dtype, module.compute_type_is_set = dtype, True
    for parameter in model.parameters():
        if parameter.is_floating_point() and id(parameter) not in stays:
            parameter.data = parameter.data.to(dtype)
    if table.weight.dtype != dtype:
        table.register_forward_hook(lambda module, inputs, output: output.to(dtype))
