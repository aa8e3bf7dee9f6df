"""Unpacks messages that were left serialised when they came."""

from typing import TypeVar

from rclpy.serialization import deserialize_message

from emotion_rescue.core.errors import InputError

Message = TypeVar('Message')


def message_from(data: bytes, message_type: type[Message]) -> Message:
    """Return the message in `data`, its CDR form.

    Raises:
        InputError: it is cut off or corrupt.
    """
    try:
        return deserialize_message(data, message_type)
    except Exception as error:  # every middleware raises errors of its own
        raise InputError(f'{len(data)} bytes are no {message_type.__name__} message: '
                         f'{error}') from error
