import { Checkpoint, type ModelFiles } from '@automodel/checkpoint';
import type { Tensor } from '@automodel/core';
import * as v from 'valibot';
import { SentenceTransformerError } from '../errors.js';
import { Dense, denseConfig } from './dense.js';
import { LayerNorm, layerNormConfig } from './layer-norm.js';
import type { SentenceModule } from './module.js';
import { Normalize, normalizeConfig } from './normalize.js';
import { Pooling, poolingConfig } from './pooling.js';

/** How the modules behind the encoder are loaded, by the last part of their Python class. */
const loaders: Readonly<Record<string, (files: ModelFiles) => Promise<SentenceModule>>> = {
  Pooling: async (files) => new Pooling(await readModuleConfig(files, poolingConfig)),
  // It has no weights, so repositories may lack its folder.
  Normalize: async (files) => new Normalize(await readModuleConfig(files, normalizeConfig, {})),
  Dense: async (files) => {
    const config = await readModuleConfig(files, denseConfig);
    const weight = await weightReader(files);
    const residual = config.use_residual && config.in_features !== config.out_features;
    return new Dense(config, {
      weight: await weight('linear.weight', [config.out_features, config.in_features]),
      ...(config.bias && { bias: await weight('linear.bias', [config.out_features]) }),
      ...(residual && {
        residual: await weight('residual.weight', [config.out_features, config.in_features]),
      }),
    });
  },
  LayerNorm: async (files) => {
    const { dimension } = await readModuleConfig(files, layerNormConfig);
    const weight = await weightReader(files);
    return new LayerNorm({
      weight: await weight('norm.weight', [dimension]),
      bias: await weight('norm.bias', [dimension]),
    });
  },
  // It only matters in training.
  Dropout: () => Promise.resolve({ forward: (features) => features }),
};

/**
 * Loads a module.
 *
 * @param type its class in Python, `sentence_transformers.models.Pooling`
 * @param files its folder
 */
export async function loadModule(type: string, files: ModelFiles): Promise<SentenceModule> {
  const name = type.split('.').at(-1)!;
  if (Object.hasOwn(loaders, name)) return loaders[name](files);
  throw new SentenceTransformerError(
    'module-unsupported',
    `modules.json of model "${files.name}": a module of type "${type}" is not supported; ` +
      `Transformer, ${Object.keys(loaders).join(', ')} are`,
  );
}

/** The fields of a module's config.json. @param absent what counts if there is no such file; if left out, it must be there. */
async function readModuleConfig<S extends v.GenericSchema>(
  files: ModelFiles,
  schema: S,
  absent?: object,
): Promise<v.InferOutput<S>> {
  const config = (await files.readJson('config.json')) ?? absent;
  const where = files.describe('config.json');
  if (config !== undefined) return parseModuleConfig(where, schema, config);
  throw new SentenceTransformerError(
    'module-config-invalid',
    `${where} does not exist; fetch the whole folder`,
  );
}

/** @throws SentenceTransformerError naming the fields that are wrong */
export function parseModuleConfig<S extends v.GenericSchema>(
  where: string,
  schema: S,
  config: unknown,
): v.InferOutput<S> {
  const result = v.safeParse(schema, config);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
  throw new SentenceTransformerError('module-config-invalid', `${where}: ${issues.join('; ')}`);
}

type ReadWeight = (name: string, shape: readonly number[]) => Promise<Tensor<'float32'>>;

async function weightReader(files: ModelFiles): Promise<ReadWeight> {
  const checkpoint = await Checkpoint.fromFiles(files, { model_type: 'module' });
  return async (name, shape) => {
    const tensor = await checkpoint.readTensor(name);
    if (String(tensor.dims) === String(shape)) return tensor.to('float32');
    throw new SentenceTransformerError(
      'module-config-invalid',
      `"${name}" of ${files.name} is ${tensor.describe()}, but its config.json says [${shape.join(',')}]`,
    );
  };
}
