import { Tensor, typedArrays, type DataType } from '@automodel/core';
import { readConfig, type ModelConfig } from './config.js';
import { CheckpointError } from './errors.js';
import type { ModelFiles } from './files/model-files.js';
import { resolveModel, type CheckpointOptions } from './files/sources.js';
import { followLinks, type ExternalData } from './weights/external-data.js';
import type { TensorLocation, TensorLocations } from './weights/location.js';
import { locateTensors } from './weights/weights.js';

const copiedAtOnce = 16 * 1024 * 1024;

/**
 * A model on disk: its config, its files, and the places of its tensors. The weights stay in their files.
 *
 * The steps are there alone too: {@link resolveModel}, {@link readConfig}, {@link locateTensors}.
 */
export class Checkpoint {
  private constructor(
    /** The model's files. */
    readonly files: ModelFiles,
    /** config.json, checked. */
    readonly config: ModelConfig,
    /** Every tensor by its name in the file. */
    readonly tensors: TensorLocations,
  ) {}

  /**
   * Opens a model.
   *
   * @param modelOrFolder path of a folder, or name of an installed model package (`mini-bert` for `@automodel/mini-bert`)
   * @throws CheckpointError if the model is not found, or if its config or weights are missing or malformed
   */
  static async open(modelOrFolder: string, options?: CheckpointOptions): Promise<Checkpoint> {
    return Checkpoint.fromFiles(await resolveModel(modelOrFolder, options));
  }

  /** Opens a model whose files are found already. `config`, if given, is used in place of config.json. */
  static async fromFiles(files: ModelFiles, config?: ModelConfig): Promise<Checkpoint> {
    return new Checkpoint(files, config ?? (await readConfig(files)), await locateTensors(files));
  }

  /** The model, as the user gave it. */
  get name(): string {
    return this.files.name;
  }

  /** Absolute path of the folder that holds the files. */
  get folder(): string {
    return this.files.folder;
  }

  /** A UTF-8 text file of the model, or undefined if there is no such file. */
  readText(file: string): Promise<string | undefined> {
    return this.files.readText(file);
  }

  /** A file of the model, or undefined if there is no such file. */
  readBytes(file: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.files.readBytes(file);
  }

  /** A JSON file of the model, or undefined if there is no such file. */
  readJson(file: string): Promise<unknown> {
    return this.files.readJson(file);
  }

  /** Reads one tensor into memory: for masks and other small ones, since weights are computed where they lie. */
  async readTensor(name: string): Promise<Tensor> {
    return this.read(this.locate(name));
  }

  /**
   * Copies the bytes of one tensor to where the caller wants them, a piece at a time, so that a large one is in memory once.
   *
   * @param target as long as the tensor
   */
  async copyTensor(name: string, target: Uint8Array): Promise<void> {
    const { file, offset, length } = this.locate(name);
    for (let done = 0; done < length; done += copiedAtOnce) {
      target.set(await this.files.read(file, offset + done, Math.min(copiedAtOnce, length - done)), done);
    }
  }

  /**
   * The tensors by the real names of their files, for ONNX Runtime, which follows no link out of a folder.
   *
   * @throws CheckpointError `weights-scattered` if the files really lie in several folders
   */
  externalData(): Promise<ExternalData> {
    return followLinks(this.files, this.tensors);
  }

  private locate(name: string): TensorLocation {
    const location = this.tensors.get(name);
    if (!location) {
      throw new CheckpointError(
        'tensor-missing',
        `model "${this.name}" (${this.folder}) has no tensor "${name}"; its ${this.tensors.size} tensors are listed by ".tensors"`,
      );
    }
    return location;
  }

  private async read({ file, offset, length, dtype, shape }: TensorLocation): Promise<Tensor> {
    const { buffer } = await this.files.read(file, offset, length);
    return new Tensor<DataType>(dtype, new typedArrays[dtype](buffer), shape);
  }
}
