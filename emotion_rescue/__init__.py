"""Finds people in a rescue robot's sensor data and judges how much distress they are in."""

__version__ = '0.1.0'
