"""Decode speed of PyTorch: decode.py FOLDER THREADS, prompts as JSON on stdin; tokens a second as JSON on stdout."""

import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM


class Clock:
    def __init__(self):
        self.times = []

    def put(self, value):
        self.times.append(time.perf_counter())

    def end(self):
        pass


folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
rates = []
request = json.load(sys.stdin)
for prompt in request["prompts"]:
    best = 0.0
    for _ in range(request["rounds"]):
        clock = Clock()
        with torch.no_grad():
            model.generate(torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long), streamer=clock,
                           max_new_tokens=request["newTokens"], min_new_tokens=request["newTokens"], do_sample=False, pad_token_id=0)
        # The first put is the prompt, the second the token that comes with it.
        best = max(best, (len(clock.times) - 2) / (clock.times[-1] - clock.times[1]))
    rates.append(best)
print(json.dumps(rates))
