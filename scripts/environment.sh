# Sourced by the scripts beside it: the environment in which everything of this checkout runs.
# shellcheck shell=bash
_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export VIRTUAL_ENV=$_root/.venv
export PATH=$VIRTUAL_ENV/bin:$PATH
if [[ -z ${ROS_DISTRO:-} ]]; then
  # ROS from wheels: the virtual environment is its prefix.
  export ROS_DISTRO=kilted ROS_VERSION=2 ROS_PYTHON_VERSION=3
  export AMENT_PREFIX_PATH=$VIRTUAL_ENV CMAKE_PREFIX_PATH=$VIRTUAL_ENV
fi
if [[ -f $_root/install/local_setup.bash ]]; then
  # colcon's set-up files read variables that may be unset.
  _flags=$-
  set +u
  COLCON_CURRENT_PREFIX=$_root/install . "$_root/install/local_setup.bash"
  [[ $_flags == *u* ]] && set -u
  unset COLCON_CURRENT_PREFIX _flags
fi
# Fast DDS 3 (from Kilted on) understands the variable of Fast DDS 2, too, but not its file.
case $ROS_DISTRO in
  humble | iron | jazzy) export FASTRTPS_DEFAULT_PROFILES_FILE=${FASTRTPS_DEFAULT_PROFILES_FILE:-$_root/config/fastdds_2.xml} ;;
  *) export FASTDDS_DEFAULT_PROFILES_FILE=${FASTDDS_DEFAULT_PROFILES_FILE:-$_root/config/fastdds.xml} ;;
esac
# Experiments on a development machine stay on it; a robot that must be seen by others sets this itself.
export ROS_AUTOMATIC_DISCOVERY_RANGE=${ROS_AUTOMATIC_DISCOVERY_RANGE:-LOCALHOST}
# Nothing reaches for the network or installs packages behind the user's back.
export YOLO_OFFLINE=1 YOLO_AUTOINSTALL=false HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1
unset _root
