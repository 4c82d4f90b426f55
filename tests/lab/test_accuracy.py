"""Which clips of the test set are scored."""

from lab.accuracy import rendered
from lab.trials import trials


def test_a_clip_without_its_truth_is_not_there_yet(tmp_path):
    wanted = trials(7000)[:4]
    for trial in wanted[1:3]:
        (tmp_path / f"{trial.name}.mp4").touch()
    (tmp_path / f"{wanted[2].name}.truth.json").touch()
    assert rendered(wanted, tmp_path) == [wanted[2]]
