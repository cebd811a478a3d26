import { inspect, type InspectOptions } from 'node:util';
import { Checkpoint } from '@automodel/checkpoint';
import { AutomodelError, Callable, InvalidArgumentError } from '@automodel/core';
import { Graph, Module, PortableGraph, type Parameter, type WeightSource } from '@automodel/graph';
import {
  createSession,
  shareTensor,
  type BackendName,
  type Session,
  type SessionOptions,
  type TensorBuffer,
} from '@automodel/runtime';
import { ModelConfigError, parseConfig, type ConfigSchema } from './config.js';
import { readInt8Weights, withInt8Weights } from './int8.js';
import { checkLoadOptions, isInt8, type LoadOptions } from './load-options.js';
import { ModelExportError, writeOnnxFolder, type OnnxExportOptions } from './onnx-export.js';
import { CheckpointWeights } from './weights.js';

/** What a model class says of its network: its config's schema, the name of its encoder in checkpoints, its constructor. */
export interface NetworkClass<M extends PreTrainedModel = PreTrainedModel> {
  readonly name: string;
  readonly configSchema: ConfigSchema;
  readonly base_model_prefix: string;
  new (config: never, weights?: WeightSource): M;
}

/** A class that loads models. */
export interface ModelClass<M extends PreTrainedModel = PreTrainedModel> extends NetworkClass<M> {
  from_checkpoint(checkpoint: Checkpoint, options?: LoadOptions): Promise<M>;
}

interface Loaded {
  readonly checkpoint: Checkpoint;
  /** The folder that the weights lie in. */
  readonly folder: string;
  readonly weights: CheckpointWeights;
  readonly options: LoadOptions;
}

/**
 * A network that can be loaded from a checkpoint and computed. As in PyTorch, a model is a module: its attributes are its
 * parts, `forward` builds its graph, and calling the instance computes it.
 */
export abstract class PreTrainedModel<Config extends object = object> extends Callable<object, typeof Module>(
  Module,
) {
  abstract _call(...inputs: never[]): Promise<object>;

  /** How far ONNX Runtime rewrites the graph when it loads: what is fastest for this kind of network. */
  protected readonly graphOptimization: SessionOptions['graphOptimizationLevel'] = 'all';
  /** What computes this model: this library. `@automodel/auto` has models that another one computes. */
  readonly engine = 'automodel';
  /** Whether linear layers may compute in eight bits (`dtype: 'int8'`). */
  protected readonly takesInt8: boolean = false;
  #loaded?: Loaded;
  #backend?: BackendName;
  #unused: readonly string[] = [];
  #generationConfig: Readonly<Record<string, unknown>> = {};
  readonly #sessions = new Map<string, Promise<Session>>();
  readonly #shared = new Map<string, TensorBuffer>();

  /**
   * @param config the checked fields of `config.json`
   * @param weights the checkpoint, where what it holds decides about optional parts; nested modules need none
   */
  constructor(
    readonly config: Config,
    private readonly weights?: WeightSource,
  ) {
    super();
  }

  /**
   * Loads a model.
   *
   * @param model a folder, or the name of an installed model
   * @throws AutomodelError if the model is not found, or its config or weights do not make this network
   */
  static async from_pretrained<M extends PreTrainedModel>(
    this: NetworkClass<M>,
    model: string,
    options: LoadOptions = {},
  ): Promise<M> {
    const load: (this: NetworkClass<M>, checkpoint: Checkpoint, options: LoadOptions) => Promise<M> =
      PreTrainedModel.from_checkpoint;
    return load.call(this, await Checkpoint.open(model), options);
  }

  /** Loads a model from a checkpoint that is open already. */
  static async from_checkpoint<M extends PreTrainedModel>(
    this: NetworkClass<M>,
    checkpoint: Checkpoint,
    options: LoadOptions = {},
  ): Promise<M> {
    checkLoadOptions(options);
    options.progress_callback?.({ status: 'initiate', name: checkpoint.name });
    const config = parseConfig(this.configSchema, checkpoint.config);
    const { folder, tensors } = await checkpoint.externalData();
    const weights = new CheckpointWeights(tensors, this.base_model_prefix);
    const model = new this(config as never, weights);
    if (isInt8(options) && !model.takesInt8) {
      throw new InvalidArgumentError(
        `dtype: a ${this.name} does not compute in "${options.dtype}"; encoders do. Leave it out for float32`,
      );
    }
    model.#loaded = { checkpoint, folder, weights, options };
    model.#generationConfig = await readGenerationConfig(checkpoint);
    model.#backend = await model.load();
    options.progress_callback?.({ status: 'done', name: checkpoint.name });
    return model;
  }

  /** Names of the checkpoint's tensors that this network does not use. */
  get unusedWeights(): readonly string[] {
    return this.#unused;
  }

  /** Options of generation that the checkpoint comes with: generation_config.json, or what older ones say in config.json. */
  get generation_config(): Readonly<Record<string, unknown>> {
    return this.#generationConfig;
  }

  /** How ONNX Runtime is called. */
  get backend(): BackendName {
    if (!this.#backend) throw this.notLoaded();
    return this.#backend;
  }

  /**
   * Writes a folder that other ONNX programs read, @huggingface/transformers in a browser among them: the network with its
   * weights as `onnx/model.onnx` (`onnx/model_quantized.onnx`, if it computes in eight bits), and the checkpoint's config, tokenizer and preprocessor beside it.
   *
   * @throws ModelExportError if this class of models has no such form, or the folder holds a model already
   */
  async exportOnnx(folder: string, options?: OnnxExportOptions): Promise<void> {
    if (!this.#loaded) throw this.notLoaded();
    if (!this.tracePortable) {
      throw new ModelExportError(`a ${this.constructor.name} cannot be exported as ONNX; encoders can`);
    }
    const { checkpoint } = this.#loaded;
    const graph = new PortableGraph();
    const { base_model_prefix } = this.constructor as NetworkClass;
    const weights = new CheckpointWeights(checkpoint.tensors, base_model_prefix);
    await this.build(this.#loaded, graph, weights, () => this.tracePortable!(graph));
    await writeOnnxFolder(graph, checkpoint, { folder, int8: isInt8(this.#loaded.options) }, options);
  }

  /** Frees the memory of the computation. Running calls end first; later ones are refused. */
  async dispose(): Promise<void> {
    this.#loaded = undefined;
    await Promise.all([...this.#sessions.values()].map(async (session) => (await session).dispose()));
    for (const buffer of this.#shared.values()) buffer.dispose();
    this.#shared.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  /** What `console.log` shows, in place of all that the network is made of. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    const shown = {
      ...(this.#loaded && { model: this.#loaded.checkpoint.name, device: 'cpu' }),
      ...(this.#backend && { backend: this.#backend }),
      ...(this.#backend && !this.#loaded && { disposed: true }),
    };
    return `${this.constructor.name} ${inspect(shown, options)}`;
  }

  /** Variants of the graph whose sessions are made while the model loads; the others are made when they are needed. */
  protected get loadedVariants(): readonly string[] {
    return [''];
  }

  /** Weights that the graphs of several sessions read, which hold them once if they can. */
  protected get sharedWeights(): readonly Parameter[] {
    return [];
  }

  /** Whether the sessions of a variant keep what a run needs beside weights for the next one. */
  protected keepsMemory(variant: string): boolean {
    void variant;
    return true;
  }

  /** Declares the graph's inputs, runs `forward` and names the outputs. */
  protected abstract trace(graph: Graph, variant: string): void;

  /** As `trace`, with inputs and outputs that other programs know, where the class has such a form. */
  protected tracePortable?(graph: Graph): void;

  /** Whether the checkpoint holds a tensor; no if this module is a part of another model. */
  protected hasWeight(name: string): boolean {
    return this.weights?.find(name) !== undefined;
  }

  /** The session of one variant of the graph (with more outputs, say); made when it is first asked for. */
  protected session(variant = ''): Promise<Session> {
    if (!this.#loaded) throw this.notLoaded();
    const made = this.#sessions.get(variant);
    if (made) return made;
    const session = this.makeSession(this.#loaded, variant);
    this.#sessions.set(variant, session);
    // One that failed may be tried again, and must not spoil dispose().
    session.catch(() => this.#sessions.delete(variant));
    return session;
  }

  /** One session after the other: what making them takes beside the weights is needed once. */
  private async load(): Promise<BackendName> {
    let backend: BackendName | undefined;
    try {
      for (const variant of this.loadedVariants) ({ backend } = await this.session(variant));
    } catch (error) {
      await this.dispose();
      throw error;
    }
    return backend!;
  }

  private notLoaded(): AutomodelError {
    return new AutomodelError(
      'model-not-loaded',
      `this ${this.constructor.name} was disposed, or made without from_pretrained(); load it again`,
    );
  }

  private async makeSession(loaded: Loaded, variant: string): Promise<Session> {
    const { folder, weights, options } = loaded;
    const graph = new Graph();
    await this.build(loaded, graph, weights, () => this.trace(graph, variant));
    this.#unused = weights.namesBeside(graph.usedWeights);
    const { backend, threads } = options;
    return createSession(graph.toBytes(), {
      backend,
      threads,
      externalDataFolder: folder,
      graphOptimizationLevel: this.graphOptimization,
      initializers: await this.sharedInitializers(loaded),
      memoryArena: this.keepsMemory(variant),
    });
  }

  /** The shared weights by their names in the checkpoint. Those in half precision are widened by each session for itself. */
  private async sharedInitializers({
    checkpoint,
    weights,
    options,
  }: Loaded): Promise<ReadonlyMap<string, TensorBuffer>> {
    for (const { name } of this.sharedWeights) {
      const weight = weights.find(name);
      if (weight?.dtype !== 'float32' || this.#shared.has(weight.name)) continue;
      const copy = (bytes: Uint8Array): Promise<void> => checkpoint.copyTensor(weight.name, bytes);
      const buffer = await shareTensor('float32', weight.shape, copy, options);
      if (buffer) this.#shared.set(weight.name, buffer);
    }
    return this.#shared;
  }

  /** Attaches the network to a graph and traces it, its linear layers in eight bits if that was asked for. */
  private async build(
    { checkpoint, options }: Loaded,
    graph: Graph,
    weights: CheckpointWeights,
    trace: () => void,
  ): Promise<void> {
    const int8 = isInt8(options) ? await readInt8Weights(this, checkpoint, weights) : new Map<never, never>();
    withInt8Weights(int8, () => {
      graph.attach(this, weights);
      trace();
    });
  }
}

async function readGenerationConfig(checkpoint: Checkpoint): Promise<Readonly<Record<string, unknown>>> {
  const file = await checkpoint.readJson('generation_config.json');
  if (file === undefined) return checkpoint.config;
  if (typeof file === 'object' && file !== null && !Array.isArray(file)) {
    return file as Readonly<Record<string, unknown>>;
  }
  throw new ModelConfigError(`generation_config.json of "${checkpoint.name}" must hold a JSON object`);
}
