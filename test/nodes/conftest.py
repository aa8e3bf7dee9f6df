"""Fixtures for tests with real ROS nodes, apart from every other run on this machine."""

import os
from pathlib import Path

import pytest

# Domains up to 101 keep clear of the ports that Linux gives away by itself.
_FIRST_DOMAIN, _DOMAINS = 1, 100


@pytest.fixture(scope='session')
def ros_domain():
    """Return the ROS domain of this test run; processes that tests start inherit it."""
    domain = _FIRST_DOMAIN + os.getpid() % _DOMAINS
    before = os.environ.get('ROS_DOMAIN_ID')
    os.environ['ROS_DOMAIN_ID'] = str(domain)
    os.environ.setdefault('FASTDDS_DEFAULT_PROFILES_FILE', str(
        Path(__file__).resolve().parents[2] / 'config' / 'fastdds.xml'))
    yield domain
    if before is None:
        del os.environ['ROS_DOMAIN_ID']
    else:
        os.environ['ROS_DOMAIN_ID'] = before


@pytest.fixture
def ros(ros_domain):
    """Return a RosBench; everything in it ends with the test."""
    from ros_bench import RosBench

    bench = RosBench(ros_domain)
    yield bench
    bench.close()
