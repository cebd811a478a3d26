/**
 * Decoders with heads that classify: all of them the same, over the vectors of tokens that have seen those before them. A text is
 * read from its last token. Which decoders have which heads, and how checkpoints call them, is as in Python.
 */
import {
  BloomModel,
  FalconModel,
  Gemma2Model,
  Gemma3TextModel,
  GemmaModel,
  GPT2Model,
  GPTJModel,
  GPTNeoModel,
  GPTNeoXModel,
  LlamaModel,
  MistralModel,
  Olmo2Model,
  OPTModel,
  Phi3Model,
  PhiModel,
  Qwen2Model,
  Qwen3Model,
  SmolLM3Model,
  StableLmModel,
} from '@automodel/modeling';
import {
  ForQuestionAnswering,
  ForSequenceClassification,
  ForTokenClassification,
} from '../heads/decoder-heads.js';

export class GPT2ForSequenceClassification extends ForSequenceClassification(GPT2Model) {}
export class GPT2ForTokenClassification extends ForTokenClassification(GPT2Model, 'classifier') {}
export class GPT2ForQuestionAnswering extends ForQuestionAnswering(GPT2Model) {}

export class GPTNeoForSequenceClassification extends ForSequenceClassification(GPTNeoModel) {}
export class GPTNeoForTokenClassification extends ForTokenClassification(GPTNeoModel, 'classifier') {}
export class GPTNeoForQuestionAnswering extends ForQuestionAnswering(GPTNeoModel) {}

export class GPTJForSequenceClassification extends ForSequenceClassification(GPTJModel) {}
export class GPTJForQuestionAnswering extends ForQuestionAnswering(GPTJModel) {}

export class GPTNeoXForSequenceClassification extends ForSequenceClassification(GPTNeoXModel) {}
export class GPTNeoXForTokenClassification extends ForTokenClassification(GPTNeoXModel, 'classifier') {}
export class GPTNeoXForQuestionAnswering extends ForQuestionAnswering(GPTNeoXModel) {}

export class BloomForSequenceClassification extends ForSequenceClassification(BloomModel) {}
export class BloomForTokenClassification extends ForTokenClassification(BloomModel, 'classifier') {}
export class BloomForQuestionAnswering extends ForQuestionAnswering(BloomModel) {}

export class FalconForSequenceClassification extends ForSequenceClassification(FalconModel) {}
export class FalconForTokenClassification extends ForTokenClassification(FalconModel, 'classifier') {}
export class FalconForQuestionAnswering extends ForQuestionAnswering(FalconModel) {}

export class OPTForSequenceClassification extends ForSequenceClassification(OPTModel) {}
export class OPTForQuestionAnswering extends ForQuestionAnswering(OPTModel) {}

export class LlamaForSequenceClassification extends ForSequenceClassification(LlamaModel) {}
export class LlamaForTokenClassification extends ForTokenClassification(LlamaModel) {}
export class LlamaForQuestionAnswering extends ForQuestionAnswering(LlamaModel) {
  static override readonly base_model_prefix = 'transformer';
}

export class MistralForSequenceClassification extends ForSequenceClassification(MistralModel) {}
export class MistralForTokenClassification extends ForTokenClassification(MistralModel) {}
export class MistralForQuestionAnswering extends ForQuestionAnswering(MistralModel) {}

export class Qwen2ForSequenceClassification extends ForSequenceClassification(Qwen2Model) {}
export class Qwen2ForTokenClassification extends ForTokenClassification(Qwen2Model) {}
export class Qwen2ForQuestionAnswering extends ForQuestionAnswering(Qwen2Model) {
  static override readonly base_model_prefix = 'transformer';
}

export class Qwen3ForSequenceClassification extends ForSequenceClassification(Qwen3Model) {}
export class Qwen3ForTokenClassification extends ForTokenClassification(Qwen3Model) {}
export class Qwen3ForQuestionAnswering extends ForQuestionAnswering(Qwen3Model) {
  static override readonly base_model_prefix = 'transformer';
}

export class SmolLM3ForSequenceClassification extends ForSequenceClassification(SmolLM3Model) {}
export class SmolLM3ForTokenClassification extends ForTokenClassification(SmolLM3Model) {}
export class SmolLM3ForQuestionAnswering extends ForQuestionAnswering(SmolLM3Model) {
  static override readonly base_model_prefix = 'transformer';
}

export class GemmaForSequenceClassification extends ForSequenceClassification(GemmaModel) {}
export class GemmaForTokenClassification extends ForTokenClassification(GemmaModel) {}

export class Gemma2ForSequenceClassification extends ForSequenceClassification(Gemma2Model) {}
export class Gemma2ForTokenClassification extends ForTokenClassification(Gemma2Model) {}

export class Gemma3TextForSequenceClassification extends ForSequenceClassification(Gemma3TextModel) {}

export class PhiForSequenceClassification extends ForSequenceClassification(PhiModel) {}
export class PhiForTokenClassification extends ForTokenClassification(PhiModel) {}

export class Phi3ForSequenceClassification extends ForSequenceClassification(Phi3Model) {}
export class Phi3ForTokenClassification extends ForTokenClassification(Phi3Model) {}

export class StableLmForSequenceClassification extends ForSequenceClassification(StableLmModel) {}
export class StableLmForTokenClassification extends ForTokenClassification(StableLmModel) {}

export class Olmo2ForSequenceClassification extends ForSequenceClassification(Olmo2Model) {}
