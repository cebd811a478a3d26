"""Makes fixtures/clusters.json: the clusters that scikit-learn finds in random vectors.

    python tools/oracle/make-clusters.py tools/oracle/fixtures/clusters.json        (scikit-learn)
"""

import json
import sys

import numpy
from sklearn.cluster import AgglomerativeClustering, KMeans

random = numpy.random.default_rng(0)
cloud = random.normal(size=(70, 6)).round(3).astype("float32")
centres = 8 * random.normal(size=(5, 6))
groups = (centres[random.integers(0, 5, 60)] + random.normal(size=(60, 6))).round(3).astype("float32")

agglomerative = []
for data, vectors in [("cloud", cloud), ("groups", groups)]:
    for linkage in ["ward", "average", "complete", "single"]:
        for metric in ["euclidean"] if linkage == "ward" else ["euclidean", "cosine", "manhattan"]:
            distances = AgglomerativeClustering(n_clusters=1, linkage=linkage, metric=metric, compute_distances=True)
            threshold = float(numpy.quantile(distances.fit(vectors).distances_, 0.9).round(2))
            for options in [{}, {"n_clusters": 5}, {"n_clusters": 1}, {"distance_threshold": threshold}]:
                python = {"n_clusters": None, **options} if "distance_threshold" in options else options
                labels = AgglomerativeClustering(linkage=linkage, metric=metric, **python).fit(vectors).labels_
                agglomerative.append({"data": data, "options": {"linkage": linkage, "metric": metric, **options},
                                      "labels": labels.tolist()})

k_means = KMeans(n_clusters=5, n_init=20, random_state=0).fit(groups)
json.dump({
    "cloud": cloud.tolist(), "groups": groups.tolist(), "agglomerative": agglomerative,
    "k_means": {"labels": k_means.labels_.tolist(), "inertia": float(k_means.inertia_)},
}, open(sys.argv[1], "w"))
