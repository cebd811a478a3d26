"""What logits processors of transformers 5 make of some scores: processors-more.json, beside the cases of the whole oracle.

    python tools/oracle/make-processors.py tools/oracle/fixtures

For a new processor add a line to CASES: Python's class, and its arguments. To see that cases are made as those that are
there, this makes all cases of a fixture again, and compares:

    python tools/oracle/make-processors.py --check tools/oracle/fixtures/processors.json
"""

import json
import os
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import GenerationConfig
from transformers.generation import logits_process

# More tokens than processors look at one by one.
VOCABULARY = 1300
CASES = [
    ("TemperatureLogitsWarper", {"temperature": 0.7}),
    ("TopKLogitsWarper", {"top_k": 50}),
    ("TopKLogitsWarper", {"top_k": 1100}),
    ("TopPLogitsWarper", {"top_p": 0.5}),
    ("TopPLogitsWarper", {"top_p": 0.99}),
    ("MinPLogitsWarper", {"min_p": 0.01}),
    ("TypicalLogitsWarper", {"mass": 0.8}),
    ("EpsilonLogitsWarper", {"epsilon": 0.0005}),
    ("EtaLogitsWarper", {"epsilon": 0.0005}),
    ("TopHLogitsWarper", {"top_h": 0.4}),
    ("RepetitionPenaltyLogitsProcessor", {"penalty": 1.3}),
    ("NoRepeatNGramLogitsProcessor", {"ngram_size": 2}),
    ("LogitNormalization", {}),
]


def make(name, args, tensors):
    """The processor of a case: JSON has neither tensors, functions, nor lists as keys."""
    args = dict(args)
    if isinstance(args.get("eos_token_id"), list) and name != "ForcedEOSTokenLogitsProcessor":
        args["eos_token_id"] = torch.tensor(args["eos_token_id"])
    if "encoder_input_ids" in args:
        args["encoder_input_ids"] = tensors[args["encoder_input_ids"]]
    if "sequence_bias" in args:
        args["sequence_bias"] = {tuple(tokens): float(bias) for tokens, bias in args["sequence_bias"]}
    if "allowed_by_batch" in args:
        allowed = args.pop("allowed_by_batch")
        args["prefix_allowed_tokens_fn"] = lambda batch, _: allowed[str(batch)]
    if name in ("WatermarkLogitsProcessor", "SynthIDTextWatermarkLogitsProcessor", "BarkEosPrioritizerLogitsProcessor"):
        args["device"] = "cpu"
    if name == "WhisperTimeStampLogitsProcessor":
        begin_index = args.pop("begin_index")
        args = {"generate_config": GenerationConfig(**args), "begin_index": begin_index}
    return getattr(logits_process, name)(**args)


def compute(case, tensors):
    """The scores that the processor leaves, and whether a token lies so close to a threshold that float64 keeps others."""
    ids, scores = tensors[case["input_ids"]], tensors[case["scores"]]
    output = make(case["class"], case["args"], tensors)(ids, scores.clone()).float().contiguous()
    if not case["class"].endswith("Warper"):
        return output, False
    exact = make(case["class"], case["args"], tensors)(ids, scores.double())
    return output, not torch.equal(torch.isinf(exact), torch.isinf(output))


def write(folder):
    generator = torch.Generator().manual_seed(1)
    tensors = {
        "input_ids": torch.randint(3, 12, (2, 9), generator=generator),
        "scores.normal": torch.randn(2, VOCABULARY, generator=generator) * 2.5,
        "scores.negative": -torch.rand(2, VOCABULARY, generator=generator) * 30 - 1,
    }
    cases = []
    for name, args in CASES:
        for scores in ("normal", "negative"):
            values = "".join(f"-{value}" for value in args.values())
            case = {
                "name": f"{name}{values}-{scores}",
                "class": name,
                "args": args,
                "scores": f"scores.{scores}",
                "input_ids": "input_ids",
                "output": f"out.{len(cases):03d}",
            }
            tensors[case["output"]], borderline = compute(case, tensors)
            cases.append({**case, **({"borderline": True} if borderline else {})})
    save_file(tensors, os.path.join(folder, "processors-more.safetensors"))
    fixture = {"vocab_size": VOCABULARY, "arrays": "processors-more.safetensors", "cases": cases}
    with open(os.path.join(folder, "processors-more.json"), "w") as file:
        file.write(json.dumps(fixture, separators=(",", ":")) + "\n")


def check(path):
    with open(path) as file:
        fixture = json.load(file)
    tensors = load_file(os.path.join(os.path.dirname(path), fixture["arrays"]))
    # What generate() chains is made by generate() itself.
    cases = [case for case in fixture["cases"] if case["class"] != "chain"]
    for case in cases:
        output, borderline = compute(case, tensors)
        same = torch.allclose(output, tensors[case["output"]], rtol=0, atol=1e-6, equal_nan=True)
        if not same or borderline != case.get("borderline", False):
            sys.exit(f"{case['name']} is made otherwise")
    print(f"{len(cases)} cases are made again as they are")


if sys.argv[1] == "--check":
    check(sys.argv[2])
else:
    write(sys.argv[1])
