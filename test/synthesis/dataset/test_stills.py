import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.stills import write_stills


def test_no_stills_need_no_renderer(tmp_path, capsys):
    assert main(['synth', 'stills', '--out', str(tmp_path / 'new'), '--count', '0']) == 0
    assert list((tmp_path / 'new').iterdir()) == []
    assert '0 of 0 stills' in capsys.readouterr().err


def test_fewer_than_none_are_refused(tmp_path):
    with pytest.raises(InputError, match='-1 stills'):
        write_stills(tmp_path, -1, 0, 1000, lambda done, count: None)
