"""Speed of sentence-transformers: encode.py FOLDER DTYPE THREADS, sets of texts as JSON on stdin; sentences a second as JSON on stdout."""

import json
import sys
import time

import torch
from sentence_transformers import SentenceTransformer

folder, dtype, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
model = SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": getattr(torch, dtype)})
sets = json.load(sys.stdin)["sets"]
model.encode(sets[0][:64], show_progress_bar=False)
rates = []
for texts in sets:
    begun = time.perf_counter()
    vectors = model.encode(texts, show_progress_bar=False)
    rates.append(len(texts) / (time.perf_counter() - begun))
print(json.dumps({"sentencesPerSecond": rates, "vectors": [float(x) for x in vectors[0]]}))
