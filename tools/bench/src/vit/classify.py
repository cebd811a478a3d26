"""Speed of Python: classify.py FOLDER THREADS DTYPE; pictures a second as JSON on stdout."""

import glob
import json
import sys
import time

import torch
from transformers import AutoImageProcessor, AutoModelForImageClassification
from transformers.image_utils import load_image

folder, threads, dtype = sys.argv[1], int(sys.argv[2]), getattr(torch, sys.argv[3])
torch.set_num_threads(threads)
processor = AutoImageProcessor.from_pretrained(folder)
model = AutoModelForImageClassification.from_pretrained(folder, dtype=dtype).eval()
files = sorted(glob.glob(f"{folder}/pictures/*.jpg"))


def rate(count, work):
    best = 0.0
    for _ in range(3):
        begun = time.perf_counter()
        work()
        best = max(best, count / (time.perf_counter() - begun))
    return best


def prepare(paths):
    return processor([load_image(path) for path in paths], return_tensors="pt")["pixel_values"].to(dtype)


def batches():
    for i in range(0, len(files), 4):
        model(prepare(files[i : i + 4])).logits.float().softmax(-1)


with torch.inference_mode():
    one, four = prepare(files[:1]), prepare(files[:4])
    model(one)
    print(json.dumps({
        "preprocessing": rate(len(files), lambda: [prepare([path]) for path in files]),
        "single": rate(2, lambda: [model(one), model(one)]),
        "batched": rate(4, lambda: model(four)),
        "pipeline": rate(len(files), batches),
    }))
