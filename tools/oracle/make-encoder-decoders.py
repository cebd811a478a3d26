"""Encoder-decoders that the whole oracle lacks, with what transformers 5 computes of them:

    python tools/oracle/make-encoder-decoders.py tools/oracle/fixtures
"""

import json
import os
import sys

import torch
from safetensors.torch import save_file
from transformers import (
    BlenderbotConfig,
    BlenderbotForConditionalGeneration,
    BlenderbotSmallConfig,
    BlenderbotSmallForConditionalGeneration,
    MarianConfig,
    MarianMTModel,
    MT5Config,
    MT5ForConditionalGeneration,
)

OUT = sys.argv[1]
SIZES = dict(
    d_model=24, encoder_layers=2, decoder_layers=1, encoder_ffn_dim=40, decoder_ffn_dim=32,
    encoder_attention_heads=3, decoder_attention_heads=4, max_position_embeddings=20, init_std=0.3,
)
TOKENS = dict(pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=1)
MODELS = {
    "blenderbot": (BlenderbotForConditionalGeneration, BlenderbotConfig(vocab_size=60, scale_embedding=True, **SIZES, **TOKENS)),
    "blenderbot-small": (BlenderbotSmallForConditionalGeneration, BlenderbotSmallConfig(vocab_size=60, **SIZES, **TOKENS)),
    # Source and target have embeddings of their own.
    "marian-split": (
        MarianMTModel,
        MarianConfig(
            vocab_size=60, decoder_vocab_size=50, share_encoder_decoder_embeddings=False, tie_word_embeddings=False,
            activation_function="swish", **SIZES, **TOKENS,
        ),
    ),
    "mt5": (
        MT5ForConditionalGeneration,
        MT5Config(
            vocab_size=60, d_model=24, d_kv=6, d_ff=40, num_layers=2, num_decoder_layers=1, num_heads=3,
            relative_attention_num_buckets=8, relative_attention_max_distance=12, initializer_factor=3.0,
        ),
    ),
}


def main():
    for folder in ("models", "logits"):
        os.makedirs(f"{OUT}/{folder}", exist_ok=True)
    for name, (model_class, config) in MODELS.items():
        torch.manual_seed(0)
        config._attn_implementation = "eager"
        model = model_class(config).eval()
        for key, parameter in model.named_parameters():
            if parameter.dim() == 1:
                # Norms and biases that are not what they are initialized to.
                torch.nn.init.normal_(parameter, mean=float("norm" in key and key.endswith("weight")), std=0.2)
        if hasattr(model, "final_logits_bias"):
            model.final_logits_bias.normal_(std=0.5)
        model.save_pretrained(f"{OUT}/models/{name}")
        inputs = {
            "input_ids": [[5, 9, 7, 31, 12, 2], [8, 49, 3, 2, 0, 0]],
            "attention_mask": [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0]],
            "decoder_input_ids": [[1, 6, 11, 30, 7], [1, 9, 25, 0, 0]],
            "decoder_attention_mask": [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]],
        }
        with torch.no_grad():
            result = model(**{key: torch.tensor(rows) for key, rows in inputs.items()})
        outputs = {key: result[key] for key in ("logits", "encoder_last_hidden_state")}
        save_file({f"ragged-right.{key}": value.contiguous() for key, value in outputs.items()}, f"{OUT}/logits/{name}.safetensors")
        batch = {
            "name": "ragged-right",
            "inputs": inputs,
            "outputs": {key: {"tensor": f"ragged-right.{key}", "shape": list(value.shape)} for key, value in outputs.items()},
        }
        fixture = {"model": f"models/{name}", "class": model_class.__name__, "kind": "encdec", "batches": [batch]}
        with open(f"{OUT}/logits/{name}.json", "w") as file:
            file.write(json.dumps(fixture) + "\n")


main()
