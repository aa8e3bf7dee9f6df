"""sensor_msgs/Image and CompressedImage to ImageFrame and back, without cv_bridge.

Pixels are looked at where they lie; what is copied is only what a colour conversion makes anew.
Names of encodings: sensor_msgs/image_encodings. Bayer names there tell the first two pixels of
the first rows; OpenCV's constants tell those of the second row and column, hence the table.
"""

from array import array
from collections.abc import Callable

import cv2
import numpy as np
from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.nodes.image_wire import ImageOnWire
from emotion_rescue.nodes.image_wire import parse_image
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue.nodes.stamps import time_message

_JPEG, _JPEG_SCAN, _JPEG_END = b'\xff\xd8', b'\xff\xda', b'\xff\xd9'
_PNG, _PNG_END = b'\x89PNG', b'IEND'


def _cv(code: int) -> Callable[[np.ndarray], np.ndarray]:
    return lambda pixels: cv2.cvtColor(pixels, code)


def _grey16(pixels: np.ndarray) -> np.ndarray:
    # Full scale to full scale: 65535 becomes 255.
    return cv2.cvtColor((pixels >> 8).astype(np.uint8), cv2.COLOR_GRAY2BGR)


# Encoding -> channels, bytes per channel, conversion to bgr.
_ENCODINGS: dict[str, tuple[int, int, Callable[[np.ndarray], np.ndarray]]] = {
    'bgr8': (3, 1, np.asarray),
    '8UC3': (3, 1, np.asarray),
    'rgb8': (3, 1, _cv(cv2.COLOR_RGB2BGR)),
    'bgra8': (4, 1, _cv(cv2.COLOR_BGRA2BGR)),
    '8UC4': (4, 1, _cv(cv2.COLOR_BGRA2BGR)),
    'rgba8': (4, 1, _cv(cv2.COLOR_RGBA2BGR)),
    'mono8': (1, 1, _cv(cv2.COLOR_GRAY2BGR)),
    '8UC1': (1, 1, _cv(cv2.COLOR_GRAY2BGR)),
    'mono16': (1, 2, _grey16),
    '16UC1': (1, 2, _grey16),
    'uyvy': (2, 1, _cv(cv2.COLOR_YUV2BGR_UYVY)),
    'yuv422': (2, 1, _cv(cv2.COLOR_YUV2BGR_UYVY)),
    'yuyv': (2, 1, _cv(cv2.COLOR_YUV2BGR_YUYV)),
    'yuv422_yuy2': (2, 1, _cv(cv2.COLOR_YUV2BGR_YUYV)),
    'bayer_rggb8': (1, 1, _cv(cv2.COLOR_BayerBG2BGR)),
    'bayer_bggr8': (1, 1, _cv(cv2.COLOR_BayerRG2BGR)),
    'bayer_gbrg8': (1, 1, _cv(cv2.COLOR_BayerGR2BGR)),
    'bayer_grbg8': (1, 1, _cv(cv2.COLOR_BayerGB2BGR)),
}
KNOWN_ENCODINGS: tuple[str, ...] = tuple(_ENCODINGS)


def frame_from_image(message: Image) -> ImageFrame:
    """Return the image of `message`; bgr8 shares its memory.

    Raises:
        InputError: the size is zero, bytes are missing, a row is shorter than its pixels, or
            the encoding is not one of `KNOWN_ENCODINGS`.
    """
    return ImageFrame(_bgr(message), nanoseconds(message.header.stamp), message.header.frame_id)


def frame_from_wire(serialised: bytes) -> ImageFrame:
    """Return the image of a serialised sensor_msgs/Image; bgr8 shares its memory.

    Raises:
        InputError: as `frame_from_image`, or the message is cut off.
    """
    message = parse_image(serialised)
    return ImageFrame(_bgr(message), message.stamp_ns, message.frame_id)


def _bgr(message: Image | ImageOnWire) -> np.ndarray:
    if message.encoding not in _ENCODINGS:
        raise InputError(f'the image encoding is {message.encoding!r}, expected one of '
                         f'{", ".join(KNOWN_ENCODINGS)}')
    channels, channel_bytes, to_bgr = _ENCODINGS[message.encoding]
    pixels = pixels_of(message, channels, channel_bytes)
    if message.encoding.startswith(('yuv', 'uyvy', 'yuyv')) and message.width % 2:
        raise InputError(f'a {message.encoding} image needs an even width, not {message.width}')
    if message.encoding.startswith('bayer') and min(message.width, message.height) < 2:
        raise InputError('a Bayer image needs at least 2 x 2 pixels, not '
                         f'{message.width} x {message.height}')
    return np.ascontiguousarray(to_bgr(pixels))


def pixels_of(message: Image | ImageOnWire, channels: int, channel_bytes: int = 1) -> np.ndarray:
    """Return the pixels as they lie in `message`, padding left out.

    Returns:
        uint8 or uint16 (height, width) or (height, width, channels), in this machine's byte
        order.

    Raises:
        InputError: the size is zero, bytes are missing, or a row is shorter than its pixels.
    """
    height, width, step = message.height, message.width, message.step
    if not height or not width:
        raise InputError(f'the image is {width} x {height} pixels, expected at least 1 x 1')
    row_bytes = width * channels * channel_bytes
    if step < row_bytes or step % channel_bytes:
        raise InputError(f'the image step is {step} bytes, expected at least {row_bytes} for '
                         f'{width} pixels of {message.encoding}')
    # The last row may come without its padding.
    needed = step * (height - 1) + row_bytes
    if len(message.data) < needed:
        raise InputError(f'the image has {len(message.data)} bytes of data, expected {needed} for '
                         f'{width} x {height} pixels of {message.encoding} with a step of {step}')
    order = '>' if message.is_bigendian else '<'
    kind = np.dtype(np.uint8 if channel_bytes == 1 else f'{order}u{channel_bytes}')
    shape = (height, width) if channels == 1 else (height, width, channels)
    strides = (step, channels * channel_bytes, channel_bytes)[:len(shape)]
    pixels = np.ndarray(shape, kind, np.frombuffer(message.data, np.uint8, needed),
                        strides=strides)
    return pixels if kind.isnative else pixels.astype(kind.newbyteorder('='))


def frame_from_compressed(message: CompressedImage) -> ImageFrame:
    """Return the image of `message` (JPEG, PNG, WebP or whatever else OpenCV reads).

    Raises:
        InputError: it holds no image, or one that is cut off.
    """
    data = bytes(message.data)
    what = f'{len(data)} bytes of a compressed image (format {message.format!r})'
    if _cut_off(data):
        raise InputError(f'{what} are cut off: the end of the image is missing')
    try:
        bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    except cv2.error as error:
        raise InputError(f'{what} cannot be decoded: {error.err or error}') from error
    if bgr is None:
        raise InputError(f'{what} cannot be decoded')
    return ImageFrame(bgr, nanoseconds(message.header.stamp), message.header.frame_id)


def _cut_off(data: bytes) -> bool:
    # OpenCV fills what is missing with grey, or refuses, depending on its version. The end is
    # looked for behind the begin of the pixels: a thumbnail before them has an end of its own,
    # and some cameras add padding. JPEG: ITU-T T.81, annex B; PNG: RFC 2083, section 4.1.4.
    if data.startswith(_JPEG):
        return data.rfind(_JPEG_END) < data.rfind(_JPEG_SCAN)
    return data.startswith(_PNG) and data.rfind(_PNG_END) < 0


def image_from_frame(frame: ImageFrame) -> Image:
    """Return `frame` as bgr8."""
    height, width, channels = frame.bgr.shape
    return Image(header=header_of(frame), height=height, width=width, encoding='bgr8',
                 step=width * channels, data=array('B', frame.bgr.tobytes()))


def compressed_from_frame(frame: ImageFrame, jpeg_quality: int = 80) -> CompressedImage:
    """Return `frame` as JPEG of `jpeg_quality` 1..100."""
    _, data = cv2.imencode('.jpg', frame.bgr, [cv2.IMWRITE_JPEG_QUALITY, jpeg_quality])
    return CompressedImage(header=header_of(frame), format='bgr8; jpeg compressed bgr8',
                           data=array('B', data.tobytes()))


def header_of(item) -> Header:
    """Return the header of anything with `stamp_ns` and `frame_id`."""
    return Header(stamp=time_message(item.stamp_ns), frame_id=item.frame_id)
