"""One reading as evidence in JSON, for answers of models that are kept."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from emotion_rescue.core.readings import Modality
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence


def evidence_record(evidence: ReadingEvidence) -> dict[str, Any]:
    """Return its fields, the modality by its name."""
    return {**asdict(evidence), 'modality': evidence.modality.name}


def evidence_of_record(record: Mapping[str, Any]) -> ReadingEvidence:
    """Return what `evidence_record` made a record of.

    Raises:
        KeyError: there is no such modality, or none is told.
        TypeError: fields lack, or are too many.
    """
    return ReadingEvidence(**{**record, 'modality': Modality[record['modality']]})
