"""Makes fixtures/training/cases.json: tokenizers that Python's `tokenizers` trained on small texts.

    python tools/oracle/make-training.py tools/oracle/fixtures/training/cases.json
"""

import json
import sys

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

CORPORA = {
    "english": [
        "The quick brown fox jumps over the lazy dog, and the dog does not care.",
        "She sells sea shells by the sea shore; the shells she sells are sea shells for sure.",
        "How much wood would a woodchuck chuck if a woodchuck could chuck wood?",
    ],
    "code": [
        "for (let i = 0; i < items.length; i++) {\n  total += items[i].price * items[i].count;\n}",
        "def train(self, items):\n    for item in items:\n        self.total += item.price\n    return self.total",
    ],
    "chinese": ["我喜欢学习中文，也喜欢学习英文。", "学习中文的人很多，学习英文的人也很多。", "中文和英文都很有意思。"],
    "emoji": ["😀😀 👍🏽 ok 👍🏽👍🏽", "é e\u0301 😀👍🏽 café cafe\u0301", "ok ok 😀😀😀 🇩🇪🇫🇷"],
}
BYTES = lambda: pre_tokenizers.ByteLevel(add_prefix_space=False)
RECIPES = {
    "byte-level-bpe": ("Bpe", lambda: models.BPE(), BYTES, dict(vocab_size=330, special_tokens=["<|endoftext|>"], initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))),
    "bpe": ("Bpe", lambda: models.BPE(unk_token="<unk>"), pre_tokenizers.Whitespace, dict(vocab_size=90, min_frequency=2, special_tokens=["<unk>", "<pad>"], max_token_length=4)),
    "bpe-affixes": ("Bpe", lambda: models.BPE(unk_token="<unk>"), pre_tokenizers.WhitespaceSplit, dict(vocab_size=120, continuing_subword_prefix="~", end_of_word_suffix="</w>")),
    "word-piece": ("WordPiece", lambda: models.WordPiece(unk_token="[UNK]"), pre_tokenizers.BertPreTokenizer, dict(vocab_size=110, special_tokens=["[UNK]", "[CLS]"], initial_alphabet=["q", "é"])),
    "word-level": ("WordLevel", lambda: models.WordLevel(unk_token="<unk>"), pre_tokenizers.Whitespace, dict(vocab_size=20, min_frequency=1, special_tokens=["<unk>"])),
    "unigram": ("Unigram", lambda: models.Unigram(), pre_tokenizers.Metaspace, dict(vocab_size=60, special_tokens=["<pad>", "<unk>"], unk_token="<unk>")),
    "unigram-options": ("Unigram", lambda: models.Unigram(), pre_tokenizers.Metaspace, dict(vocab_size=70, shrinking_factor=0.5, max_piece_length=5, n_sub_iterations=3, initial_alphabet=["z"], unk_token="<unk>")),
}

cases = []
for corpus, texts in CORPORA.items():
    for name, (trainer, model, pre_tokenizer, options) in RECIPES.items():
        tokenizer = Tokenizer(model())
        tokenizer.pre_tokenizer = pre_tokenizer()
        tokenizer.normalizer = normalizers.NFC()
        tokenizer.decoder = decoders.ByteLevel() if name.startswith("byte") else decoders.Fuse()
        untrained = json.loads(tokenizer.to_str())
        if trainer == "Unigram":
            del untrained["model"]
        tokenizer.train_from_iterator(texts, getattr(trainers, trainer + "Trainer")(show_progress=False, **options))
        trained = json.loads(tokenizer.to_str())
        parts = {key: trained[key] for key in ("added_tokens", "model")}
        cases.append(dict(name=f"{name}, {corpus}", corpus=corpus, trainer=trainer, options=options, untrained=untrained, trained=parts))
json.dump(dict(corpora=CORPORA, cases=cases), open(sys.argv[1], "w"), separators=(",", ":"))
