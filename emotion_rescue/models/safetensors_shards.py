"""Writes the tensors of a checkpoint one after the other, into files of bounded size."""

import json
from pathlib import Path
from typing import Any

SHARD_BYTES = 500_000_000  # memory holds one shard and its copy while it is written


class ShardWriter:
    """Collects tensors, and writes a file whenever enough have come; named as transformers does.

    A single file is called model.safetensors; several are numbered, and an index names them.
    """

    def __init__(self, folder: Path, shard_bytes: int = SHARD_BYTES):
        """Take an empty folder, and how large a file may become unless one tensor is larger."""
        self._folder, self._shard_bytes = folder, shard_bytes
        self._tensors: dict[str, Any] = {}
        self._size = self._total = 0
        self._shards: list[list[str]] = []

    def add(self, tensors: dict[str, Any]) -> None:
        """Take tensors that belong together, by name; they come into one file.

        Raises:
            OSError, safetensors.SafetensorError: the file cannot be written.
        """
        size = sum(tensor.nbytes for tensor in tensors.values())
        if self._tensors and self._size + size > self._shard_bytes:
            self._write()
        self._tensors.update(tensors)
        self._size += size

    def finish(self) -> int:
        """Write what is left, and the index; return the bytes of all tensors.

        Raises:
            OSError, safetensors.SafetensorError: a file cannot be written.
        """
        self._write()
        count = len(self._shards)
        names = ['model.safetensors'] if count == 1 else [
            f'model-{i + 1:05}-of-{count:05}.safetensors' for i in range(count)]
        for i, name in enumerate(names):
            self._part(i).rename(self._folder / name)
        if count > 1:
            places = {tensor: name for name, tensors in zip(names, self._shards, strict=True)
                      for tensor in tensors}
            index = {'metadata': {'total_size': self._total},
                     'weight_map': dict(sorted(places.items()))}
            (self._folder / 'model.safetensors.index.json').write_text(
                json.dumps(index, indent=2) + '\n', encoding='utf-8')
        return self._total

    def _write(self):
        from safetensors.torch import save_file

        save_file({name: tensor.contiguous() for name, tensor in self._tensors.items()},
                  self._part(len(self._shards)), {'format': 'pt'})
        self._shards.append(list(self._tensors))
        self._total += self._size
        self._tensors, self._size = {}, 0

    def _part(self, index):
        return self._folder / f'{index}.part'
