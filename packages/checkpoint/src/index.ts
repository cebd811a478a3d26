/**
 * A model id or folder -> its config, its files, and its tensors as positions in files.
 *
 * @packageDocumentation
 */
export { Checkpoint } from './checkpoint.js';
export { readConfig, type ModelConfig } from './config.js';
export { env, type Environment } from './env.js';
export { CheckpointError, ConfigError, type CheckpointErrorCode } from './errors.js';
export { FolderFiles } from './files/folder-files.js';
export { ModelFiles } from './files/model-files.js';
export { Subfolder } from './files/subfolder.js';
export {
  folderSource,
  packageSource,
  resolveModel,
  type CheckpointOptions,
  type ModelSource,
} from './files/sources.js';
export type { ExternalData } from './weights/external-data.js';
export type { TensorLocation, TensorLocations } from './weights/location.js';
export { locateTensors } from './weights/weights.js';
