"""Makes fixtures/classification-metrics.json: what scikit-learn measures on random predictions.

    python tools/oracle/make-metrics.py tools/oracle/fixtures/classification-metrics.json        (scikit-learn)
"""

import json
import random
import sys

from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

random.seed(0)
cases = []
for labels, count, right in [
    (["NEGATIVE", "POSITIVE"], 40, 0.8),
    (["a", "b", "c"], 60, 0.5),
    (["never right", "never true", "often"], 30, 0.6),
    (["only"], 5, 1),
    (["x", "y"], 1, 0),
]:
    truths = [random.choice([label for label in labels if label != "never true"]) for _ in range(count)]
    predictions = [truth if random.random() < right else random.choice(labels) for truth in truths]
    if "never right" in labels:
        predictions = ["often" if prediction == "never right" else prediction for prediction in predictions]
    scores = lambda average: [
        None if values is None else (values.tolist() if average is None else float(values))
        for values in precision_recall_fscore_support(truths, predictions, labels=labels, average=average, zero_division=0)
    ]
    cases.append({
        "labels": labels, "truths": truths, "predictions": predictions,
        "accuracy": accuracy_score(truths, predictions),
        "confusion": confusion_matrix(truths, predictions, labels=labels).tolist(),
        "per_label": scores(None), "macro": scores("macro"), "weighted": scores("weighted"), "micro": scores("micro"),
    })
json.dump({"cases": cases}, open(sys.argv[1], "w"))
