import type { Binding, Session, TensorBuffer } from '@automodel/runtime';
import type { Tensor } from '@automodel/core';
import type { InputMemory } from './input-memory.js';

/**
 * What an encoder made of some inputs: the keys and values of every decoder layer, `[inputs, heads, source, headSize]`. They
 * are computed once, where the decoder reads them in every step, and never come to JavaScript.
 */
export class EncoderMemory implements InputMemory {
  private readonly buffers: ReadonlyMap<string, TensorBuffer>;

  private constructor(encoder: Session, mask: Tensor<'int32'>) {
    const [inputs, source] = mask.dims;
    const maskBuffer = encoder.allocate('int32', mask.dims);
    maskBuffer.data.set(mask.data);
    const buffers = new Map<string, TensorBuffer>([['encoder_attention_mask', maskBuffer]]);
    for (const { name, shape } of encoder.outputs) {
      if (!name.startsWith('cross.')) continue;
      buffers.set(name, encoder.allocate('float32', [inputs, Number(shape[1]), source, Number(shape[3])]));
    }
    this.buffers = buffers;
  }

  /**
   * Encodes inputs.
   *
   * @param feeds what the encoder takes, int32 `[inputs, source]`
   */
  static async encode(
    encoder: Session,
    feeds: Record<string, Tensor<'int32'>>,
    signal?: AbortSignal,
  ): Promise<EncoderMemory> {
    const memory = new EncoderMemory(encoder, feeds['attention_mask']);
    const ids = encoder.allocate('int32', feeds['input_ids'].dims);
    ids.data.set(feeds['input_ids'].data);
    const binding = encoder.bind().input('input_ids', ids);
    for (const [name, buffer] of memory.buffers) {
      if (name.startsWith('cross.')) binding.output(name, buffer);
      else binding.input('attention_mask', buffer);
    }
    try {
      await binding.run({ signal });
      return memory;
    } catch (error) {
      memory.dispose();
      throw error;
    } finally {
      void binding.dispose();
      ids.dispose();
    }
  }

  bind(binding: Binding): void {
    for (const [name, buffer] of this.buffers) binding.input(name, buffer);
  }

  move(from: number, to: number): void {
    for (const { data, dims } of this.buffers.values()) {
      const size = dims.slice(1).reduce((product, dim) => product * dim, 1);
      data.copyWithin(to * size, from * size, (from + 1) * size);
    }
  }

  resize(inputs: number): void {
    for (const buffer of this.buffers.values()) buffer.resize([inputs, ...buffer.dims.slice(1)]);
  }

  dispose(): void {
    for (const buffer of this.buffers.values()) buffer.dispose();
  }
}
