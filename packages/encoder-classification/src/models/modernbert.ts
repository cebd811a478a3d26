/** ModernBERT with heads that classify (https://arxiv.org/abs/2412.13663), each behind one more layer. */
import type { Value } from '@automodel/graph';
import {
  Linear,
  modernBertConfig,
  ModernBertModel,
  ModernBertPredictionHead,
  type EncoderInputs,
  type EncoderOutputs,
  type ModernBertConfig,
} from '@automodel/modeling';
import {
  EncoderWithHead,
  ForSequenceClassification,
  ForTokenClassification,
  startAndEnd,
} from '../heads/encoder-heads.js';
import type { QuestionAnsweringModelOutput } from '../heads/outputs.js';
import { withLabels } from '../labels.js';

export class ModernBertForSequenceClassification extends ForSequenceClassification(ModernBertModel) {
  head = new ModernBertPredictionHead(this.config);

  protected override pooled(outputs: EncoderOutputs, inputs: EncoderInputs): Value {
    const isMean = this.config.classifier_pooling === 'mean';
    return this.head.forward(isMean ? meanOfTokens(outputs, inputs) : super.pooled(outputs, inputs));
  }
}

export class ModernBertForTokenClassification extends ForTokenClassification(ModernBertModel) {
  head = new ModernBertPredictionHead(this.config);

  protected override scores({ last_hidden_state }: EncoderOutputs): { logits: Value } {
    return { logits: this.classifier.forward(this.head.forward(last_hidden_state)) };
  }
}

export class ModernBertForQuestionAnswering extends EncoderWithHead<
  ModernBertConfig,
  QuestionAnsweringModelOutput
> {
  static readonly configSchema = withLabels(modernBertConfig);
  static readonly base_model_prefix = 'model';
  static readonly Base = ModernBertModel;

  head = new ModernBertPredictionHead(this.config);
  // Elsewhere this is called qa_outputs.
  classifier = new Linear(this.config.hidden_size, 2);

  protected scores({ last_hidden_state }: EncoderOutputs): Record<'start_logits' | 'end_logits', Value> {
    return startAndEnd(this.classifier.forward(this.head.forward(last_hidden_state)));
  }
}

/** `[batch, sequence, hidden]` to `[batch, hidden]`, without padding. */
function meanOfTokens({ last_hidden_state }: EncoderOutputs, { attention_mask }: EncoderInputs): Value {
  if (!attention_mask) return last_hidden_state.mean(1);
  const isToken = attention_mask.to('float32').unsqueeze(2);
  return last_hidden_state.mul(isToken).sum(1).div(isToken.sum(1));
}
