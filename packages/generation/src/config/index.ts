export {
  GenerationConfig,
  type GenerationOptions,
  type PreparedGenerationConfig,
  type ResolvedGenerationConfig,
  type SequenceBias,
  type SynthIDTextWatermarkingConfig,
  type WatermarkingConfig,
} from './generation-config.js';
export {
  prepareLengths,
  resolveGenerationConfig,
  type GenerationConfigSources,
  type LengthContext,
} from './resolve.js';
