"""Makes fixtures/split-words.json: what Python's token classification finds in texts that are given as words.

    cd tools/oracle/fixtures; python ../make-split-words.py split-words.json        (transformers 5, torch)
"""

import json
import sys

from transformers import pipeline

TEXTS = [
    "Anna and Doctor Smith visited the University of Paris on Monday , unbelievably .".split(),
    ["L'été-ville", "New York", "(London)", "👍🏽", "ok!"],
]
SETTINGS = [{"aggregation_strategy": strategy} for strategy in ["none", "simple", "first", "average", "max"]]
SETTINGS.append({"aggregation_strategy": "first", "delimiter": ""})
cases = []
for name in ["bert-tokcls", "roberta-tokcls"]:
    ner = pipeline("token-classification", f"models/{name}")
    for words in TEXTS:
        for settings in SETTINGS:
            [output] = ner(words, is_split_into_words=True, **settings)
            for entity in output:
                entity["score"] = float(entity["score"])
            cases.append({"model": f"models/{name}", "words": words, "options": settings, "output": output})
json.dump({"cases": cases}, open(sys.argv[1], "w"))
