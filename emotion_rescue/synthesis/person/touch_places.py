"""Finds the places that hands touch on bodies of any build."""

import numpy as np

from emotion_rescue.synthesis.person.body_mesh import BODY_VERTEX_COUNT
from emotion_rescue.synthesis.person.body_probes import blend
from emotion_rescue.synthesis.person.body_probes import BodyProbes
from emotion_rescue.synthesis.person.body_probes import skin_normals
from emotion_rescue.synthesis.person.gestures import PLACES


class TouchPlaces:
    """The vertex of each of gestures.PLACES, for both hands.

    All bodies share one mesh, so that a vertex is the same place of the body in every build.
    """

    def __init__(self, bodies, probes: BodyProbes):
        skin = bodies.mesh.adult[:BODY_VERTEX_COUNT]
        parts = bodies.mesh.vertex_part[:BODY_VERTEX_COUNT]
        normals = skin_normals(bodies.mesh.adult, bodies.skin_faces)
        on_skin = np.zeros(BODY_VERTEX_COUNT, bool)
        on_skin[np.unique(bodies.skin_faces)] = True
        self._places = {}
        for name, (allowed, point) in PLACES.items():
            candidates = np.flatnonzero(np.isin(parts, allowed) & on_skin)
            for side, sign in (('L', 1), ('R', -1)):
                there = np.array(point) * (sign, 1, 1)
                nearest = np.argmin(np.linalg.norm(skin[candidates] - there, axis=1))
                vertex = candidates[nearest]
                weights = probes.weights_of(np.array([vertex]))
                self._places[name, side] = (vertex, weights, normals[vertex],
                                            int(weights[0].argmax()))

    def find(self, draft, place: str, side: str) -> tuple[np.ndarray, np.ndarray, str]:
        """Return where a place is: (3,) metres, the skin's normal (3,), and the bone beneath.

        Args:
            draft: the PoseDraft.
            place: one of gestures.PLACES.
            side: of the hand, 'L' or 'R'.
        """
        vertex, weights, normal, bone = self._places[place, side]
        point = blend(weights, draft.pose, draft.body.rest.vertices[[vertex]])[0] + draft.shift
        turned = (weights[0] @ draft.pose.rotations.reshape(-1, 9)).reshape(3, 3) @ normal
        return point, turned / np.linalg.norm(turned), draft.body.skeleton.names[bone]
