"""Where boxes of people will be: a Kalman filter of constant velocity in real seconds.

The centre moves with a velocity, width and height drift (their rate says little: a box that
shrinks is mostly a person who walks behind something). All noise grows with the size of the box,
so that people near and far are treated alike; x and y share one covariance. Rows are people.
"""

import numpy as np

# Standard deviations in lengths of the longer box side, chosen on simulated walks (see the tests).
_CENTRE_NOISE = 0.05
_SIZE_NOISE = 0.2
_FIRST_SPEED_PER_S = 0.8
# Square roots of the spectral densities of acceleration and of the drift in size.
_ACCELERATION = 0.4
_SIZE_DRIFT = 0.2
_SMALLEST_SIDE_PX = 2.0


def centres_and_sizes(xyxy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return centres (n, 2) and widths and heights (n, 2) of boxes (n, 4)."""
    sizes = xyxy[:, 2:] - xyxy[:, :2]
    return xyxy[:, :2] + sizes / 2, sizes


def longer_sides(sizes: np.ndarray) -> np.ndarray:
    """Return the longer side (n,) of each of `sizes` (n, 2), at least two pixels."""
    return np.maximum(sizes.max(axis=1, initial=0.0), _SMALLEST_SIDE_PX)


class BoxMotion:
    """The state of all tracked boxes.

    Attributes:
        centre: (n, 2) pixels.
        velocity: (n, 2) pixels a second.
        size: (n, 2) width and height in pixels.
    """

    def __init__(self):
        self.centre = np.zeros((0, 2))
        self.velocity = np.zeros((0, 2))
        self.size = np.zeros((0, 2))
        # Columns: variance of the centre, its covariance with the velocity, variance of the
        # velocity, variance of the size.
        self._variance = np.zeros((0, 4))

    def __len__(self):
        return len(self.centre)

    @property
    def scale(self) -> np.ndarray:
        """Longer side (n,) of each box in pixels."""
        return longer_sides(self.size)

    @property
    def deviation(self) -> np.ndarray:
        """Standard deviation (n,) in pixels of where each centre will be seen."""
        return np.sqrt(self._variance[:, 0] + (_CENTRE_NOISE * self.scale)**2)

    def xyxy(self) -> np.ndarray:
        """Return the boxes (n, 4) as they are expected."""
        half = self.size / 2
        return np.hstack((self.centre - half, self.centre + half))

    def add(self, xyxy: np.ndarray) -> None:
        """Begin to follow boxes (n, 4), at rest as far as is known."""
        centre, size = centres_and_sizes(xyxy)
        parts = np.array([_CENTRE_NOISE**2, 0.0, _FIRST_SPEED_PER_S**2, _SIZE_NOISE**2])
        self.centre = np.vstack((self.centre, centre))
        self.velocity = np.vstack((self.velocity, np.zeros_like(centre)))
        self._variance = np.vstack((self._variance, longer_sides(size)[:, None]**2 * parts))
        self.size = np.vstack((self.size, size))

    def keep(self, mask: np.ndarray) -> None:
        """Drop the rows where `mask` (n,) is false."""
        self.centre, self.velocity = self.centre[mask], self.velocity[mask]
        self.size, self._variance = self.size[mask], self._variance[mask]

    def predict(self, seconds: float) -> None:
        """Move all boxes on by `seconds` (0 or more)."""
        self.centre = self.centre + self.velocity * seconds
        power = (_ACCELERATION * self.scale)**2
        centre, both, velocity, size = self._variance.T
        self._variance = np.column_stack((
            centre + 2 * seconds * both + seconds**2 * velocity + power * seconds**3 / 3,
            both + seconds * velocity + power * seconds**2 / 2,
            velocity + power * seconds,
            size + (_SIZE_DRIFT * self.scale)**2 * seconds))

    def shift(self, rows: np.ndarray, pixels: np.ndarray, pixels_per_s: np.ndarray) -> None:
        """Move the boxes `rows` by `pixels` (2,) and speed them up by `pixels_per_s` (2,)."""
        self.centre[rows] += pixels
        self.velocity[rows] += pixels_per_s

    def distances(self, xyxy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return how badly each box fits each of `xyxy` (m, 4).

        Returns:
            squared Mahalanobis distances (n, m), and the same plus the logarithm of the
            determinant, which makes them comparable between boxes that are known well and boxes
            that have not been seen for a while.
        """
        centre, size = centres_and_sizes(xyxy)
        scale = longer_sides(size)
        centre_variance = self.deviation[:, None]**2
        size_variance = (self._variance[:, 3] + (_SIZE_NOISE * self.scale)**2)[:, None]
        squared = (_squares(centre - self.centre[:, None]) / centre_variance
                   + _squares(size - self.size[:, None]) / size_variance)
        return squared, squared + 2 * np.log(centre_variance * size_variance / scale**4)

    def update(self, rows: np.ndarray, xyxy: np.ndarray) -> None:
        """Take in that the boxes `rows` were seen at `xyxy` (k, 4)."""
        centre, size = centres_and_sizes(xyxy)
        noise = longer_sides(size)**2
        variance, both, velocity, size_variance = self._variance[rows].T
        total = variance + _CENTRE_NOISE**2 * noise
        gain, speed_gain = variance / total, both / total
        size_gain = size_variance / (size_variance + _SIZE_NOISE**2 * noise)
        error = centre - self.centre[rows]
        self.centre[rows] += gain[:, None] * error
        self.velocity[rows] += speed_gain[:, None] * error
        self.size[rows] += size_gain[:, None] * (size - self.size[rows])
        self._variance[rows] = np.column_stack((
            (1 - gain) * variance, (1 - gain) * both, velocity - speed_gain * both,
            (1 - size_gain) * size_variance))


def _squares(vectors):
    return np.einsum('...k,...k->...', vectors, vectors)
