"""Makes fixtures/pipeline-defaults-v4.json: what pipelines of transformers 4.57.6 write, by what a model's files say of generation.

    python tools/oracle/make-pipeline-defaults.py FOLDER_OF_MINI_BART_SCENE tools/oracle/fixtures/pipeline-defaults-v4.json

Version 5 has no such pipelines. A case changes generation_config.json (null takes a field out) and config.json's
task_specific_params.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import transformers

assert transformers.__version__ == "4.57.6", transformers.__version__
model, output = Path(sys.argv[1]), sys.argv[2]
TEXT = "A man rides a horse on the beach. Someone on a brown horse near the sea. A rider and his horse in the sand."
CASES = {
    "as they are": {},
    "another number of beams": {"file": {"num_beams": 2}},
    "one beam": {"file": {"num_beams": 1}},
    "no number of beams": {"file": {"num_beams": None}},
    "no length": {"file": {"max_length": None, "min_length": 30}},
    "the usual length": {"file": {"max_length": 20, "min_length": 30}},
    "a shorter length": {"file": {"max_length": 9}},
    "new tokens": {"file": {"max_new_tokens": 5}},
    "new tokens without a length": {"file": {"max_new_tokens": 5, "max_length": None}},
    "beams of the task": {"task": {"num_beams": 2}, "file": {"num_beams": None}},
    "length of the task": {"task": {"max_length": 9}},
    "length of the task without one of the file": {"task": {"max_length": 9}, "file": {"max_length": None}},
    "beams of the call": {"call": {"num_beams": 1}},
    "new tokens of the call": {"call": {"max_new_tokens": 6}},
}
cases = []
for name, case in CASES.items():
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(model, folder, dirs_exist_ok=True)
        path = Path(folder, "generation_config.json")
        said = {**json.loads(path.read_text()), **case.get("file", {})}
        path.write_text(json.dumps({field: value for field, value in said.items() if value is not None}))
        path = Path(folder, "config.json")
        path.write_text(json.dumps({**json.loads(path.read_text()), "task_specific_params": {"summarization": case.get("task", {})}}))
        pipe = transformers.pipeline("summarization", folder, torch_dtype="float32")
        written = pipe(TEXT, return_tensors=True, **case.get("call", {}))[0]["summary_token_ids"].tolist()
        cases.append({"name": name, **case, "ids": written})
json.dump({"model": "mini-bart-scene", "text": TEXT, "cases": cases}, open(output, "w"))
