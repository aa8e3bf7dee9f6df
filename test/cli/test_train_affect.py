from emotion_rescue.cli.main import main


def test_a_missing_data_set_ends_with_one_sentence(tmp_path, capsys):
    assert main(['train', 'affect', '--data', str(tmp_path), '--out', str(tmp_path / 'o')]) == 1
    error = capsys.readouterr().err
    assert 'synth images' in error
    assert error.count('\n') == 1
    assert not (tmp_path / 'o').exists()
