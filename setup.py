"""Build of the ament_python package emotion_rescue."""

from pathlib import Path

from setuptools import find_packages
from setuptools import setup

NAME = 'emotion_rescue'


def shared(folder):
    """Return (share folder, files) for every folder below `folder` that holds files."""
    folders = [Path(folder), *(p for p in Path(folder).rglob('*') if p.is_dir())]
    for path in folders:
        files = sorted(str(p) for p in path.iterdir() if p.is_file() and p.name != NAME)
        if files:
            yield f'share/{NAME}/{path}', files


setup(
    name=NAME,
    version='0.1.0',
    packages=find_packages(include=[NAME, f'{NAME}.*']),
    data_files=[
        ('share/ament_index/resource_index/packages', [f'resource/{NAME}']),
        (f'share/{NAME}', ['package.xml', 'LICENSE']),
        *(entry for folder in ('config', 'launch', 'rviz', 'weights', 'resource')
          for entry in shared(folder)),
    ],
    install_requires=['setuptools'],
    zip_safe=False,
    maintainer='emotion_rescue maintainers',
    maintainer_email='maintainers@emotion-rescue.example',
    description='Finds survivors and judges their distress, onboard, for rescue robots.',
    license='Apache-2.0',
    entry_points={
        'console_scripts': [
            'emotion-rescue = emotion_rescue.cli.main:main',
            'perception = emotion_rescue.nodes.perception:main',
            'microphone = emotion_rescue.nodes.microphone:main',
            'distress = emotion_rescue.nodes.distress:main',
            'overlay = emotion_rescue.nodes.overlay:main',
            'recorder = emotion_rescue.nodes.recorder:main',
            'planner = emotion_rescue.examples.planner:main',
        ],
    },
)
