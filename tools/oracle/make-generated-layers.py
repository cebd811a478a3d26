"""What lies inside small decoders while they generate: hidden states and attentions of every step, as transformers 5 gives them.

    python tools/oracle/make-generated-layers.py tools/oracle/fixtures
"""

import json
import os
import sys

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

OUT = sys.argv[1]
# Positions that are learned, turned and slid, and none.
MODELS = ("gpt2", "gemma3", "bloom")
INPUTS = {"input_ids": [[0, 0, 5, 6, 7], [8, 9, 10, 11, 12]], "attention_mask": [[0, 0, 1, 1, 1], [1, 1, 1, 1, 1]]}


def main():
    os.makedirs(f"{OUT}/generated-layers", exist_ok=True)
    for name in MODELS:
        model = AutoModelForCausalLM.from_pretrained(f"{OUT}/models/{name}", attn_implementation="eager").eval()
        inputs = {key: torch.tensor(rows) for key, rows in INPUTS.items()}
        kwargs = {"max_new_tokens": 4, "do_sample": False, "pad_token_id": 0}
        # The first row ends one step earlier than the other.
        free = model.generate(**inputs, **kwargs, eos_token_id=-1)
        kwargs["eos_token_id"] = free[0, -2].item()
        result = model.generate(
            **inputs, **kwargs, return_dict_in_generate=True, output_hidden_states=True, output_attentions=True
        )
        tensors = {
            f"{kind}.{step}.{layer}": value.contiguous()
            for kind in ("hidden_states", "attentions")
            for step, layers in enumerate(result[kind])
            for layer, value in enumerate(layers)
        }
        save_file(tensors, f"{OUT}/generated-layers/{name}.safetensors")
        fixture = {"model": f"models/{name}", "inputs": INPUTS, "kwargs": kwargs, "sequences": result.sequences.tolist()}
        with open(f"{OUT}/generated-layers/{name}.json", "w") as file:
            file.write(json.dumps(fixture) + "\n")


main()
