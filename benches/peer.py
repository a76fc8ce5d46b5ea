"""PyTorch's side of `cargo xtask bench`: does one measurement and prints one line of JSON, as `ours` does.

    peer.py about
    peer.py train FOLDER --format nchw --network lesson --seed 1 --images 60000 --batch-size 64 --epochs 1 [--test]
    peer.py predict FOLDER --format nchw --repeats 1000
    peer.py classify FOLDER --format channels_last --images 10000 --repeats 5

FOLDER holds what `ours prepare` wrote. Threads are `OMP_NUM_THREADS`.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import time

import torch
import torch.nn.functional as F
from torch import nn

LEARNING_RATE = 0.01
WARM_UP = 3
COMPARED = 200
FORMATS = {"nchw": torch.contiguous_format, "channels_last": torch.channels_last}


class Residual(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.body = nn.Sequential(*layers)

    def forward(self, x):
        return self.body(x) + x


def lenet(first, second):
    return nn.Sequential(
        nn.Conv2d(1, first, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(first, second, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(25 * second, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )


def block(channels):
    convolution = lambda: nn.Conv2d(channels, channels, 3, padding=1)
    return nn.Sequential(Residual(convolution(), nn.ReLU(), convolution()), nn.ReLU())


# The same as in `ours/networks.rs`, layer by layer.
NETWORKS = {
    "lesson": lambda: nn.Sequential(
        nn.Conv2d(1, 20, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(20, 20, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(980, 10),
    ),
    "lenet": lambda: lenet(6, 16),
    "wide-lenet": lambda: lenet(32, 64),
    "residual": lambda: nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), block(16),
        nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(), block(32),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10),
    ),
}


def read(path, dtype):
    return torch.frombuffer(bytearray(path.read_bytes()), dtype=dtype)


def dataset(folder, name):
    images = read(folder / f"{name}-images.u8", torch.uint8).view(-1, 1, 28, 28)
    return images, read(folder / f"{name}-labels.u8", torch.uint8).long()


def network(name, weights, memory_format):
    model, numbers = NETWORKS[name](), read(weights, torch.float32)
    parameters = list(model.parameters())
    if sum(p.numel() for p in parameters) != numbers.numel():
        raise SystemExit(f"{weights.name} is not of this network: networks.rs and peer.py must have the same")
    with torch.no_grad():
        for parameter, part in zip(parameters, numbers.split([p.numel() for p in parameters])):
            parameter.copy_(part.view_as(parameter))
    return model.to(memory_format=memory_format)


def numbers(images, memory_format):
    return images.float().div_(255).contiguous(memory_format=memory_format)


class Training:
    def __init__(self, options, memory_format):
        self.format = memory_format
        self.images, self.labels = dataset(options.folder, "train")
        self.model = network(options.network, options.folder / f"{options.network}-{options.seed}.f32", memory_format)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=LEARNING_RATE)

    def step(self, indices):
        images, labels = numbers(self.images[indices], self.format), self.labels[indices]
        self.optimizer.zero_grad()
        loss = F.cross_entropy(self.model(images), labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()


def train(options, memory_format):
    orders = read(options.folder / f"order-{options.seed}.u32", torch.int32).view(-1, 60000).long()
    warming = Training(options, memory_format)
    for _ in range(WARM_UP):
        warming.step(orders[0, : min(options.batch_size, options.images)])
    del warming

    training = Training(options, memory_format)
    seconds, losses, accuracies, memory = 0.0, [], [], [megabytes("VmRSS:")]
    for order in orders[: options.epochs]:
        started = time.perf_counter()
        for indices in order[: options.images].split(options.batch_size):
            losses.append(training.step(indices))
        seconds += time.perf_counter() - started
        memory.append(megabytes("VmRSS:"))
        if options.test:
            accuracies.append(accuracy(training.model, options.folder, memory_format))
    return {
        "seconds": seconds, "losses": losses[:COMPARED], "accuracies": accuracies, "memory": memory,
        "peak_memory": megabytes("VmHWM:"),
    }


@torch.inference_mode()
def accuracy(model, folder, memory_format):
    images, labels = dataset(folder, "test")
    right = 0
    for some, theirs in zip(images.split(500), labels.split(500)):
        right += (model(numbers(some, memory_format)).argmax(1) == theirs).sum().item()
    return right / len(labels)


@torch.inference_mode()
def predict(options, memory_format):
    model = network("lesson", options.folder / "trained.f32", memory_format).eval()
    picture = numbers(dataset(options.folder, "test")[0][:1], memory_format)
    call = lambda: torch.softmax(model(picture), 1)
    return {"seconds": median_seconds(options.repeats, call), "probabilities": call()[0].tolist()}


@torch.inference_mode()
def classify(options, memory_format):
    model = network("lesson", options.folder / "trained.f32", memory_format).eval()
    images, labels = dataset(options.folder, "test")
    images, labels = images[: options.images], labels[: options.images]
    pictures = numbers(images, memory_format)
    call = lambda: model(pictures).argmax(1)
    right = (call() == labels).float().mean().item()
    return {"seconds": median_seconds(options.repeats, call), "accuracies": [right]}


def median_seconds(repeats, call):
    for _ in range(WARM_UP):
        call()
    seconds = []
    for _ in range(max(repeats, 1)):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)[len(seconds) // 2]


def megabytes(name):
    """Of this process in MB (10⁶ bytes), where the operating system tells (Linux)."""
    try:
        lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next((float(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(name)), None)


def about():
    return {
        "name": f"PyTorch {torch.__version__}", "python": platform.python_version(),
        "instructions": torch.backends.cpu.get_cpu_capability(), "date": datetime.date.today().isoformat(),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("measurement", choices=["about", "train", "predict", "classify"])
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--format", choices=FORMATS, default="nchw")
    parser.add_argument("--network", choices=NETWORKS, default="lesson")
    for name in ["seed", "images", "batch-size", "epochs", "repeats"]:
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--test", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count() or 1)))
    if options.measurement == "about":
        print(json.dumps(about()))
    else:
        print(json.dumps(globals()[options.measurement](options, FORMATS[options.format])))


main()
