"""Human bodies of all ages from anny: build, posture and face in, vertices out."""

import contextlib
import io

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.body_mesh import load_body_mesh

# anny's ages: 0 newborn, 1/3 child, 2/3 young adult, 1 old.
ADULT_AGE = 2 / 3


class BodyFactory:
    """Makes bodies; building anny takes a minute the first time, seconds from its cache later.

    Attributes:
        mesh: the BodyMesh that all bodies share.
        rest_heads: bone name -> float32 (3,), head of the bone of an average adult at rest.
        bone_names: names in the order of the rotations that `vertices` takes.
    """

    def __init__(self):
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                from anny.models import Anny
                from anny.models.model_data import TopologyConfig
        except ImportError as error:
            raise MissingPackageError(
                'bodies are made by anny, which is not installed; '
                'pip install -r requirements/development.txt') from error
        # The helper surfaces are unattached vertices to anny, and all clothes come from them.
        topology = TopologyConfig(base_mesh='makehuman', remove_unattached_vertices=False)
        self._model = Anny(rig='makehuman', topology=topology, facial_actions='all',
                           skinning_method='lbs').float()
        self.bone_names = tuple(self._model.bone_labels)
        adult = self._forward({'age': ADULT_AGE}, {}, {})
        self.mesh = load_body_mesh(self._model, adult['vertices'][0].numpy())
        heads = adult['bone_poses'][0, :, :3, 3].numpy()
        self.rest_heads = dict(zip(self.bone_names, heads, strict=True))

    def vertices(self, build: dict[str, float], rotations: dict[str, np.ndarray],
                 facial_actions: dict[str, float]) -> np.ndarray:
        """Return the posed vertices, float32 (19158, 3) metres, x left, y back, z up.

        Args:
            build: anny's phenotype, each 0..1: gender, age, muscle, weight, height, proportions.
            rotations: bone name -> (3, 3) rotation against its parent, in the world's axes.
            facial_actions: ARKit name -> 0..1; what is absent is 0.
        """
        return self._forward(build, rotations, facial_actions)['vertices'][0].numpy()

    def _forward(self, build, rotations, facial_actions):
        import torch
        poses = {}
        for bone, rotation in rotations.items():
            pose = torch.eye(4, dtype=torch.float32)
            pose[:3, :3] = torch.as_tensor(rotation, dtype=torch.float32)
            poses[bone] = pose[None]
        with torch.no_grad():
            return self._model(pose_parameters=poses or None, phenotype_kwargs=build,
                               facial_actions=facial_actions)
