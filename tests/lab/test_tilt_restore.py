"""The networks of `models/` come back whole: the same answers, and fit to be trained on."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from formcheck.lunge.pelvis.crop import SIZE_PX  # noqa: E402
from formcheck.lunge.pelvis.learned import COMPARER, ENCODER, LearnedTilt  # noqa: E402
from lab.tilt_net import BODY, FEATURES, Comparer, Encoder  # noqa: E402
from lab.tilt_restore import renormalise, restore  # noqa: E402

MODELS = Path(__file__).parents[2] / "models"


def crops(seed: int):
    rng = torch.Generator().manual_seed(seed)
    return torch.rand(6, 4, SIZE_PX, SIZE_PX, generator=rng) * 2 - 1, torch.rand(6, BODY, generator=rng)


@pytest.fixture
def encoder():
    module = Encoder()
    restore(module, MODELS / ENCODER)
    return module.eval()


def test_the_restored_encoder_answers_as_the_served_one(encoder):
    picture, body = crops(0)
    served = LearnedTilt(MODELS)._encoder
    served.setInput(picture[:1].numpy(), "crops")
    served.setInput(body[:1].numpy(), "body")
    features, tilt = served.forward(["features", "tilt_deg"])
    with torch.no_grad():
        mine, mine_deg = encoder(picture[:1], body[:1])
    assert mine.numpy() == pytest.approx(features, abs=1e-3)
    assert float(mine_deg) == pytest.approx(float(tilt.ravel()[0]), abs=1e-3)


def test_measuring_the_normalisations_again_changes_no_answer_and_makes_training_see_the_same(encoder):
    picture, body = crops(1)
    with torch.no_grad():
        before, _ = encoder(picture, body)
        renormalise(encoder, lambda: encoder(picture, body))
        after, _ = encoder(picture, body)
        encoder.train()
        training, _ = encoder(picture, body)
    assert after.numpy() == pytest.approx(before.numpy(), abs=1e-3)
    assert training.numpy() == pytest.approx(before.numpy(), abs=1e-2)


def test_the_file_of_another_network_is_refused():
    with pytest.raises(ValueError, match="another network"):
        restore(Encoder(), MODELS / COMPARER)


def test_the_restored_comparer_answers_as_the_served_one():
    module = Comparer()
    restore(module, MODELS / COMPARER)
    same = torch.zeros(1, FEATURES)
    served = LearnedTilt(MODELS)._comparer
    served.setInput(same.numpy(), "before")
    served.setInput(same.numpy(), "now")
    change, _ = served.forward(["change_deg", "sd_deg"])
    with torch.no_grad():
        mine, _ = module.eval()(same, same)
    assert float(mine) == pytest.approx(float(change.ravel()[0]), abs=1e-3)
