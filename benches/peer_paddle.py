"""PaddlePaddle's side of `cargo xtask bench --paddle`: the main comparison only, as `peer.py` does it.

    peer_paddle.py about
    peer_paddle.py train FOLDER --network lesson --seed 1 --images 60000 --batch-size 64 --epochs 1 [--test]
"""
import argparse
import json
import pathlib
import time

import numpy
import paddle
import paddle.nn.functional as F
from paddle import nn

LEARNING_RATE = 0.01
WARM_UP = 3
COMPARED = 200


def network(weights):
    model = nn.Sequential(
        nn.Conv2D(1, 20, 5, padding=2), nn.ReLU(), nn.MaxPool2D(2),
        nn.Conv2D(20, 20, 5, padding=2), nn.ReLU(), nn.MaxPool2D(2),
        nn.Flatten(), nn.Linear(980, 10),
    )
    numbers = numpy.fromfile(weights, dtype="<f4")
    for parameter in model.parameters():
        part, numbers = numbers[: parameter.size], numbers[parameter.size :]
        # A linear layer's weight is (inputs, outputs) here, and (outputs, inputs) in the file.
        shape = parameter.shape
        parameter.set_value(part.reshape(shape[::-1]).T if len(shape) == 2 else part.reshape(shape))
    return model


def dataset(folder, name):
    images = numpy.fromfile(folder / f"{name}-images.u8", dtype="u1").reshape(-1, 1, 28, 28)
    return images, numpy.fromfile(folder / f"{name}-labels.u8", dtype="u1").astype("int64")


def numbers(images):
    return paddle.to_tensor(images.astype("float32") / 255)


class Training:
    def __init__(self, options):
        self.images, self.labels = dataset(options.folder, "train")
        self.model = network(options.folder / f"lesson-{options.seed}.f32")
        self.optimizer = paddle.optimizer.SGD(learning_rate=LEARNING_RATE, parameters=self.model.parameters())

    def step(self, indices):
        logits = self.model(numbers(self.images[indices]))
        loss = F.cross_entropy(logits, paddle.to_tensor(self.labels[indices]))
        loss.backward()
        self.optimizer.step()
        self.optimizer.clear_grad()
        return float(loss)


def train(options):
    orders = numpy.fromfile(options.folder / f"order-{options.seed}.u32", dtype="<u4").reshape(-1, 60000)
    warming = Training(options)
    for _ in range(WARM_UP):
        warming.step(orders[0, : min(options.batch_size, options.images)])

    training = Training(options)
    seconds, losses, accuracies = 0.0, [], []
    for order in orders[: options.epochs]:
        started = time.perf_counter()
        for start in range(0, options.images, options.batch_size):
            losses.append(training.step(order[start : min(start + options.batch_size, options.images)]))
        seconds += time.perf_counter() - started
        if options.test:
            accuracies.append(accuracy(training.model, options.folder))
    return {"seconds": seconds, "losses": losses[:COMPARED], "accuracies": accuracies}


@paddle.no_grad()
def accuracy(model, folder):
    images, labels = dataset(folder, "test")
    right = 0
    for start in range(0, len(labels), 500):
        logits = model(numbers(images[start : start + 500])).numpy()
        right += int((logits.argmax(1) == labels[start : start + 500]).sum())
    return right / len(labels)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("measurement", choices=["about", "train"])
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--network", choices=["lesson"], default="lesson")
    for name in ["seed", "images", "batch-size", "epochs"]:
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--test", action="store_true")
    options = parser.parse_args()
    paddle.set_device("cpu")
    about = {"name": f"PaddlePaddle {paddle.__version__}"}
    print(json.dumps(about if options.measurement == "about" else train(options)))


main()
