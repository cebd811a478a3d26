"""Beam search of PyTorch: generate.py FOLDER THREADS, a request as JSON on stdin, figures as JSON on stdout."""

import json
import resource
import sys
import time

import torch
from transformers import AutoModelForSeq2SeqLM, LogitsProcessor, LogitsProcessorList


class Clock(LogitsProcessor):
    """Notes when each step has its scores."""

    def __init__(self):
        self.times = []

    def __call__(self, input_ids, scores):
        self.times.append(time.perf_counter())
        return scores


folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
request = json.load(sys.stdin)
model = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32).eval()
document = torch.tensor([request["document"]])
figures = {"firstMs": float("inf"), "tokenMs": float("inf")}
for _ in range(request["rounds"]):
    clock = Clock()
    begun = time.perf_counter()
    with torch.no_grad():
        sequences = model.generate(document, attention_mask=torch.ones_like(document), num_beams=request["beams"],
                                   max_new_tokens=request["newTokens"], min_new_tokens=request["newTokens"],
                                   logits_processor=LogitsProcessorList([clock]))
    figures["firstMs"] = min(figures["firstMs"], 1000 * (clock.times[0] - begun))
    figures["tokenMs"] = min(figures["tokenMs"], 1000 * (clock.times[-1] - clock.times[0]) / (len(clock.times) - 1))
figures["peakMB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
figures["sequence"] = sequences[0].tolist()
print(json.dumps(figures))
