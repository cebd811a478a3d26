"""Makes fixtures/text-metrics.json: what sacreBLEU and rouge_score measure on texts of every kind.

    python tools/oracle/make-text-metrics.py tools/oracle/fixtures/text-metrics.json        (sacrebleu 2.6, rouge-score 0.1.2)
"""

import json
import random
import sys

import sacrebleu
from rouge_score.rouge_scorer import RougeScorer

random.seed(0)
WORDS = "the a dog cat runs, sat. on Mat over red 3.5 it's (quickly) 1,000 well-known 7- don't".split()


def changed(text):
    """Some words left out, doubled or exchanged."""
    words = [random.choice([word, word, word, word, "", word + " " + word, random.choice(WORDS)]) for word in text.split()]
    return " ".join(word for word in words if word)


made = [" ".join(random.choices(WORDS, k=random.randint(1, 25))) for _ in range(30)]
CORPORA = {
    "made of words": ([changed(text) for text in made], [made]),
    "several references": ([changed(text) for text in made], [made, [changed(text) for text in made], [changed(text) for text in made]]),
    "equal": (["A man is riding a bicycle."], [["A man is riding a bicycle."]]),
    "shorter than four words": (["Two dogs"], [["Two dogs are playing"]]),
    "no pair in common": (["a b c d e f g"], [["g c a f b d e"]]),
    "nothing in common": (["x y z"], [["a b c d"]]),
    "empty": (["", "A dog."], [["A cat.", "A dog."]]),
    "all empty": ([""], [["A cat sleeps here."]]),
    "empty reference": (["A cat sleeps here.", "A dog runs."], [["", "A dog runs."]]),
    "French": (["L'homme a 3,5 euros — c'est « peu »…"], [["L’homme a 3,5 € : c'est « peu » !"]]),
    "scripts": (["猫が好きです。", "Привет, мир!", "مرحبا بالعالم", "नमस्ते दुनिया"], [["犬が好きです。", "Привет мир!", "مرحبا يا عالم", "नमस्ते, दुनिया"]]),
    "emoji": (["I 👍🏽 it 😀!"], [["I 👍🏽 this 😀."]]),
    "entities and marks": (["&quot;R&amp;D&quot; &lt;b&gt; <skipped> a-\nb c\nd {x} [y] a/b 50% $5 #1 1-2 3-x"],
                           [["\"R&D\" <b> ab c d {x} [y] a / b 50 % $ 5 # 1 1 - 2"]]),
    "white space": (["  a\tb\u00a0c\u2003d\u3000e \x1f f\x85g \ufeffh. "], [["a b c d e f g h ."]]),
    "numbers": (["1,000.50 and .5 and 5. and 1.2.3, x.y ,z 12-13 -5"], [["1,000.50 and 0.5 and 5 . and 1.2.3 , x.y , z 12 - 13 - 5"]]),
    "case": (["THE Dog ΣΑΣ İstanbul STRASSE"], [["the dog σας i̇stanbul strasse"]]),
}
corpora = []
for name, (hypotheses, references) in CORPORA.items():
    bleu = {}
    for tokenize in ["13a", "intl", "char", "none"]:
        for lowercase in [False, True]:
            found = sacrebleu.corpus_bleu(hypotheses, references, tokenize=tokenize, lowercase=lowercase)
            names = ["score", "counts", "totals", "precisions", "bp", "sys_len", "ref_len"]
            bleu[tokenize + (" lowercase" if lowercase else "")] = {field: getattr(found, field) for field in names}
    corpora.append({"name": name, "hypotheses": hypotheses, "references": references, "bleu": bleu,
                    "chrf": sacrebleu.corpus_chrf(hypotheses, references).score})

SUMMARIES = [(changed(text), text) for text in made[:12]] + [
    ("", "A cat."), ("A cat.", ""), ("Été à Paris", "été à paris"), ("a b", "b a"), ("猫", "猫"), ("x", "y"),
    ("Dogs run in the snow.\nA child laughs.", "A child laughs at dogs.\nThey run in deep snow.\n\nThe end."),
    ("the the the\nthe cat", "the cat the\nthe the"), ("a b c d\ne f\ng", "e f g\na c d b\n!!!"),
    ("w1 w2 w3 w4 w5", "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5"), ("\n\n", "a"), ("!!! ???", "!!!"),
]
TYPES = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
rouge = [{"prediction": prediction, "target": target,
          "scores": {kind: score._asdict() for kind, score in RougeScorer(TYPES).score(target, prediction).items()}}
         for prediction, target in SUMMARIES]
json.dump({"corpora": corpora, "rouge": rouge}, open(sys.argv[1], "w"))
