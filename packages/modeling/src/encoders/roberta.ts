/**
 * RoBERTa (https://arxiv.org/abs/1907.11692) and XLM-RoBERTa (https://arxiv.org/abs/1911.02116): BERT's layers.
 * Positions are counted over the tokens that are not padding and begin behind the padding's id.
 */
import type { Value } from '@automodel/graph';
import * as v from 'valibot';
import { size, tokenId } from '../config.js';
import { BertEmbeddings, BertModel, bertConfig, type BertConfig } from './bert.js';

export const robertaConfig = v.looseObject({
  ...bertConfig.entries,
  vocab_size: size(50265),
  pad_token_id: tokenId(1),
});

/**
 * Position ids as fairseq counts them: `padding + 1` for the first token, `padding` where padding is.
 *
 * @param inputIds int32 `[batch, sequence]`
 */
export function positionsBehindPadding(inputIds: Value, padding: number): Value {
  const isToken = inputIds.equal(padding).not().to('int32');
  return isToken.cumsum(1).mul(isToken).add(padding);
}

class RobertaEmbeddings extends BertEmbeddings {
  constructor(private readonly config: BertConfig) {
    super(config);
  }

  protected override positionIds(inputIds: Value): Value {
    return positionsBehindPadding(inputIds, this.config.pad_token_id ?? 1);
  }
}

/** The RoBERTa encoder without a head. */
export class RobertaModel extends BertModel {
  static override readonly configSchema = robertaConfig;
  static override readonly base_model_prefix: string = 'roberta';

  override get maxLength(): number {
    return this.config.max_position_embeddings - (this.config.pad_token_id ?? 1) - 1;
  }

  protected override makeEmbeddings(): BertEmbeddings {
    return new RobertaEmbeddings(this.config);
  }
}

export const xlmRobertaConfig = v.looseObject({ ...robertaConfig.entries, vocab_size: size(30522) });

/** The XLM-RoBERTa encoder without a head. */
export class XLMRobertaModel extends RobertaModel {
  static override readonly configSchema = xlmRobertaConfig;
}
