"""Makes the fixtures of networks that classify, where the whole oracle has none: small, with large weights.

    python tools/oracle/make-classifiers.py tools/oracle/fixtures        (transformers 5.18, torch)
"""

import json
import sys
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

target = Path(sys.argv[1])
SIZES = dict(vocab_size=60, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, max_position_embeddings=48)
LABELS = {0: "O", 1: "B-PER", 2: "I-PER", 3: "LOC"}
ENCODERS = {
    "albert": ("Albert", dict(SIZES, embedding_size=8)),
    "bert": ("Bert", SIZES),
    "deberta-v2": ("DebertaV2", dict(SIZES, relative_attention=True, position_buckets=8, pos_att_type=["p2c", "c2p"])),
    "distilbert": ("DistilBert", dict(vocab_size=60, dim=16, n_layers=2, n_heads=2, hidden_dim=24, max_position_embeddings=48)),
    "electra": ("Electra", dict(SIZES, embedding_size=8)),
    "modernbert": ("ModernBert", dict(SIZES, local_attention=8, pad_token_id=1, bos_token_id=2, cls_token_id=2, eos_token_id=3, sep_token_id=3)),
    "mpnet": ("MPNet", SIZES),
    "roberta": ("Roberta", SIZES),
    "xlm-roberta": ("XLMRoberta", SIZES),
}
LLAMA = dict(SIZES, num_key_value_heads=1, pad_token_id=1)
GPT2 = dict(vocab_size=60, n_positions=48, n_embd=16, n_layer=2, n_head=2, pad_token_id=1)
DECODERS = {
    "gpt2": ("GPT2", GPT2, "seqcls tokcls qa"),
    "gptj": ("GPTJ", dict(GPT2, rotary_dim=4), "seqcls qa"),
    "gpt_neo": ("GPTNeo", dict(vocab_size=60, hidden_size=16, num_layers=2, num_heads=2, attention_types=[[["global", "local"], 1]], window_size=4, max_position_embeddings=48, pad_token_id=1), "seqcls tokcls qa"),
    "gpt_neox": ("GPTNeoX", dict(SIZES, pad_token_id=1), "seqcls tokcls qa"),
    "bloom": ("Bloom", dict(vocab_size=60, hidden_size=16, n_layer=2, n_head=2, pad_token_id=1), "seqcls tokcls qa"),
    "falcon": ("Falcon", dict(vocab_size=60, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, pad_token_id=1), "seqcls tokcls qa"),
    "opt": ("OPT", dict(vocab_size=60, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, ffn_dim=24, max_position_embeddings=48, word_embed_proj_dim=8), "seqcls qa"),
    "llama": ("Llama", LLAMA, "seqcls tokcls qa"),
    "mistral": ("Mistral", dict(LLAMA, sliding_window=5), "seqcls tokcls qa"),
    "qwen2": ("Qwen2", LLAMA, "seqcls tokcls qa"),
    "qwen3": ("Qwen3", dict(LLAMA, head_dim=8), "seqcls tokcls qa"),
    "smollm3": ("SmolLM3", dict(LLAMA, no_rope_layers=[1, 0], bos_token_id=2, eos_token_id=3), "seqcls tokcls qa"),
    "gemma": ("Gemma", dict(LLAMA, head_dim=8), "seqcls tokcls"),
    "gemma2": ("Gemma2", dict(LLAMA, head_dim=8, sliding_window=5), "seqcls tokcls"),
    "gemma3_text": ("Gemma3Text", dict(LLAMA, head_dim=8, sliding_window=5), "seqcls"),
    "phi": ("Phi", dict(SIZES, pad_token_id=1), "seqcls tokcls"),
    "phi3": ("Phi3", LLAMA, "seqcls tokcls"),
    "stablelm": ("StableLm", dict(LLAMA, num_key_value_heads=2), "seqcls tokcls"),
    "olmo2": ("Olmo2", LLAMA, "seqcls"),
}
BART = dict(
    vocab_size=60, d_model=16, encoder_layers=2, decoder_layers=2, encoder_ffn_dim=24, decoder_ffn_dim=24, encoder_attention_heads=2,
    decoder_attention_heads=2, max_position_embeddings=48, init_std=0.3, pad_token_id=1, eos_token_id=3, decoder_start_token_id=3,
)
T5 = dict(
    vocab_size=60, d_model=16, d_kv=8, d_ff=24, num_layers=2, num_heads=2, relative_attention_num_buckets=8, relative_attention_max_distance=12,
    initializer_factor=3.0, eos_token_id=3, decoder_start_token_id=1,
)
ENCODER_DECODERS = {
    "bart": ("Bart", BART, "qa"),
    "mbart": ("MBart", BART, "seqcls qa"),
    "t5": ("T5", T5, "seqcls tokcls qa"),
    "mt5": ("MT5", T5, "seqcls tokcls qa"),
}
HEADS = {"seqcls": "ForSequenceClassification", "tokcls": "ForTokenClassification", "qa": "ForQuestionAnswering"}

IDS = [[2, 17, 9, 33, 41, 8, 22, 3], [2, 5, 58, 3, 1, 1, 1, 1], [2, 44, 29, 12, 50, 3, 1, 1]]
MASK = [[int(token != 1) for token in row] for row in IDS]


def make(name, kind, prefix, head, settings):
    torch.manual_seed(sum(map(ord, name)))
    labels = {} if head == "qa" else {"id2label": LABELS, "label2id": {label: i for i, label in LABELS.items()}}
    # With the default of 0.02 even a wrong activation function changes nothing that a test could see.
    config = getattr(transformers, f"{prefix.removesuffix('Text')}{'Text' if 'Text' in prefix else ''}Config")(**settings, **labels, initializer_range=0.3)
    model = getattr(transformers, prefix + HEADS[head])._from_config(config, attn_implementation="eager").eval()
    for path, parameter in model.named_parameters():
        if parameter.dim() == 1:
            torch.nn.init.normal_(parameter, mean=float("norm" in path.lower() and path.endswith("weight")), std=0.2)
    model.save_pretrained(target / "models" / name)
    inputs = {"input_ids": IDS, "attention_mask": MASK}
    with torch.no_grad():
        outputs = model(**{field: torch.tensor(rows) for field, rows in inputs.items()})
    values = {field: value for field, value in outputs.items() if field.endswith("logits")}
    save_file({f"ragged-right.{field}": value.contiguous() for field, value in values.items()}, target / "logits" / f"{name}.safetensors")
    batch = {
        "name": "ragged-right",
        "inputs": inputs,
        "outputs": {field: {"tensor": f"ragged-right.{field}", "shape": list(value.shape)} for field, value in values.items()},
    }
    fixture = {"model": f"models/{name}", "class": type(model).__name__, "kind": f"{kind}-{head}", "batches": [batch]}
    (target / "logits" / f"{name}.json").write_text(json.dumps(fixture) + "\n")


for name, (prefix, settings) in ENCODERS.items():
    for head in HEADS:
        make(f"small-{name}-{head}", "encoder", prefix, head, settings)
make("small-modernbert-mean-seqcls", "encoder", "ModernBert", "seqcls", dict(ENCODERS["modernbert"][1], classifier_pooling="mean"))
for name, (prefix, settings, heads) in DECODERS.items():
    for head in heads.split():
        make(f"small-{name}-{head}", "decoder", prefix, head, settings)
for name, (prefix, settings, heads) in ENCODER_DECODERS.items():
    for head in heads.split():
        make(f"small-{name}-{head}", "seq2seq", prefix, head, settings)
