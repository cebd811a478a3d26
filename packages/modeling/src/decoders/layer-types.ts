import * as v from 'valibot';
import { ModelConfigError } from '../config.js';

/** Whether a layer sees all tokens or a window of them. */
const layerType = v.picklist(['full_attention', 'sliding_attention']);
export type LayerType = v.InferOutput<typeof layerType>;

/** The type of each layer, if the file says so. */
export const layerTypes = v.optional(v.nullable(v.array(layerType)));

/** How many tokens a token sees, itself included; all if the file does not say. */
export const slidingWindow = v.optional(
  v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2 ** 31 - 1))),
);

/**
 * The type of layer `index`.
 *
 * @param initial what it is if the file does not say
 * @throws ModelConfigError if the file names another number of layers
 */
export function layerTypeOf(
  config: { num_hidden_layers: number; layer_types?: readonly LayerType[] | null },
  index: number,
  initial: LayerType,
): LayerType {
  const { layer_types: types, num_hidden_layers: layers } = config;
  if (types && types.length !== layers) {
    throw new ModelConfigError(
      `config.json does not describe a network: layer_types names ${types.length} layers, num_hidden_layers ${layers}`,
    );
  }
  return types?.[index] ?? initial;
}
