"""What lies inside small networks while they generate: hidden states and attentions of every step, as transformers 5 gives them.

    python tools/oracle/make-generated-layers.py tools/oracle/fixtures
"""

import json
import os
import sys

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

OUT = sys.argv[1]
# Positions that are learned, turned and slid, and none.
DECODERS = ("gpt2", "gemma3", "bloom")
# Positions that are learned, distances, and none that are learned.
ENCODER_DECODERS = ("bart", "t5", "marian-split")
PROMPTS = {"input_ids": [[0, 0, 5, 6, 7], [8, 9, 10, 11, 12]], "attention_mask": [[0, 0, 1, 1, 1], [1, 1, 1, 1, 1]]}
SOURCES = {"input_ids": [[45, 6, 17, 2, 0], [21, 9, 33, 51, 2]], "attention_mask": [[1, 1, 1, 1, 0], [1, 1, 1, 1, 1]]}
BEGINNINGS = {"decoder_input_ids": [[6, 9], [7, 4]]}
# An end that some beams run into, and others not.
BEAMS = dict(num_beams=3, eos_token_id=20)


def make(folder, name, model, inputs, **kwargs):
    tensors = {key: torch.tensor(rows) for key, rows in inputs.items()}
    kwargs = {"max_new_tokens": 4, "do_sample": False, "pad_token_id": 0, **kwargs}
    if "num_beams" not in kwargs:
        # The first row ends one step earlier than the other.
        free = model.generate(**tensors, **kwargs, eos_token_id=-1)
        kwargs["eos_token_id"] = free[0, -2].item()
    result = model.generate(
        **tensors, **kwargs, return_dict_in_generate=True, output_hidden_states=True, output_attentions=True
    )
    layers, kinds = {}, {}
    for kind, value in result.items():
        if not kind.endswith(("hidden_states", "attentions")):
            continue
        # The encoder runs once, the decoder in every step.
        steps = {kind: value} if kind.startswith("encoder") else {f"{kind}.{i}": step for i, step in enumerate(value)}
        kinds[kind] = len(value)
        for step, tensors in steps.items():
            layers |= {f"{step}.{i}": tensor.contiguous() for i, tensor in enumerate(tensors)}
    os.makedirs(f"{OUT}/{folder}", exist_ok=True)
    save_file(layers, f"{OUT}/{folder}/{name}.safetensors")
    path = os.path.relpath(model.name_or_path, OUT)
    fixture = {"model": path, "inputs": inputs, "kwargs": kwargs, "sequences": result.sequences.tolist(), "kinds": kinds}
    with open(f"{OUT}/{folder}/{name}.json", "w") as file:
        file.write(json.dumps(fixture) + "\n")


def main():
    for name in DECODERS:
        model = AutoModelForCausalLM.from_pretrained(f"{OUT}/models/{name}", attn_implementation="eager").eval()
        make("generated-layers", name, model, PROMPTS)
        make("generated-layers", f"{name}-beams", model, PROMPTS, **BEAMS)
    for name in ENCODER_DECODERS:
        model = AutoModelForSeq2SeqLM.from_pretrained(f"{OUT}/models/{name}", attn_implementation="eager").eval()
        # Small networks repeat themselves.
        make("generated-layers-seq2seq", name, model, SOURCES, no_repeat_ngram_size=1)
        make("generated-layers-seq2seq", f"{name}-beams", model, {**SOURCES, **BEGINNINGS}, **BEAMS)


main()
