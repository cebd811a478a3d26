import { linkSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  arange,
  geluTanh,
  Graph,
  linear,
  LOWEST_FLOAT32,
  Module,
  Parameter,
  type Value,
} from '@automodel/graph';
import { CheckpointWeights, Embedding, LayerNorm } from '@automodel/modeling';
import { Checkpoint } from '@automodel/checkpoint';

export interface Gpt2Sizes {
  readonly n_embd: number;
  readonly n_head: number;
  readonly n_inner?: number | null;
  readonly n_layer: number;
  readonly n_positions: number;
  readonly vocab_size: number;
  readonly layer_norm_epsilon: number;
}

/** A product whose weight lies as `[in, out]`. */
class Conv1D extends Module {
  weight: Parameter;
  bias: Parameter;

  constructor(size: number, out: number) {
    super();
    this.weight = new Parameter([size, out]);
    this.bias = new Parameter([out]);
  }

  forward(x: Value): Value {
    return x.matmul(this.weight).add(this.bias);
  }
}

class Attention extends Module {
  c_attn: Conv1D;
  c_proj: Conv1D;

  constructor(private readonly sizes: Gpt2Sizes) {
    super();
    this.c_attn = new Conv1D(sizes.n_embd, 3 * sizes.n_embd);
    this.c_proj = new Conv1D(sizes.n_embd, sizes.n_embd);
  }

  forward(x: Value, past: readonly Value[], mask: Value): { y: Value; present: Value[] } {
    const { n_embd, n_head } = this.sizes;
    const headSize = n_embd / n_head;
    const [query, ...keyAndValue] = this.c_attn
      .forward(x)
      .chunk(3, -1)
      .map((part) => part.reshape(['batch', 'sequence', n_head, headSize]).transpose(1, 2));
    const present = keyAndValue.map((now, i) =>
      x.graph.node('Concat', [past[i], now], 'float32', ['batch', n_head, 'total', headSize], { axis: 2 }),
    );
    const scores = query
      .matmul(present[0].transpose(2, 3))
      .mul(headSize ** -0.5)
      .add(mask);
    const y = scores.softmax(-1).matmul(present[1]).transpose(1, 2).reshape(['batch', 'sequence', n_embd]);
    return { y: this.c_proj.forward(y), present };
  }
}

class Mlp extends Module {
  c_fc: Conv1D;
  c_proj: Conv1D;

  constructor({ n_embd, n_inner }: Gpt2Sizes) {
    super();
    this.c_fc = new Conv1D(n_embd, n_inner ?? 4 * n_embd);
    this.c_proj = new Conv1D(n_inner ?? 4 * n_embd, n_embd);
  }

  forward(x: Value): Value {
    return this.c_proj.forward(geluTanh(this.c_fc.forward(x)));
  }
}

class Block extends Module {
  ln_1: LayerNorm;
  attn: Attention;
  ln_2: LayerNorm;
  mlp: Mlp;

  constructor(sizes: Gpt2Sizes) {
    super();
    this.ln_1 = new LayerNorm(sizes.n_embd, sizes.layer_norm_epsilon);
    this.attn = new Attention(sizes);
    this.ln_2 = new LayerNorm(sizes.n_embd, sizes.layer_norm_epsilon);
    this.mlp = new Mlp(sizes);
  }

  forward(x: Value, past: readonly Value[], mask: Value): { y: Value; present: Value[] } {
    const { y, present } = this.attn.forward(this.ln_1.forward(x), past, mask);
    const middle = x.add(y);
    return { y: middle.add(this.mlp.forward(this.ln_2.forward(middle))), present };
  }
}

class Gpt2Layers extends Module {
  wte: Embedding;
  wpe: Embedding;
  h: Block[];
  ln_f: LayerNorm;

  constructor(private readonly sizes: Gpt2Sizes) {
    super();
    const { n_embd, vocab_size, n_positions } = sizes;
    this.wte = new Embedding(vocab_size, n_embd);
    this.wpe = new Embedding(n_positions, n_embd);
    this.h = Array.from({ length: sizes.n_layer }, () => new Block(sizes));
    this.ln_f = new LayerNorm(n_embd, sizes.layer_norm_epsilon);
  }

  forward(graph: Graph): void {
    const { n_layer, n_head, n_embd } = this.sizes;
    const ids = graph.input('input_ids', 'int64', ['batch', 'sequence']);
    graph.input('attention_mask', 'int64', ['batch', 'total']);
    const positions = graph.input('position_ids', 'int64', ['batch', 'sequence']);
    const visible = arange(graph, 'total')
      .reshape([1, 1, 1, 'total'])
      .lessOrEqual(positions.to('int32').reshape(['batch', 1, 'sequence', 1]));
    const mask = graph.operand(0).where(visible, LOWEST_FLOAT32);
    let x = this.wte.forward(ids).add(this.wpe.forward(positions));
    for (let i = 0; i < n_layer; i++) {
      const past = ['key', 'value'].map((name) =>
        graph.input(`past_key_values.${i}.${name}`, 'float32', ['batch', n_head, 'past', n_embd / n_head]),
      );
      const { y, present } = this.h[i].forward(x, past, mask);
      ['key', 'value'].forEach((name, k) => graph.output(`present.${i}.${name}`, present[k]));
      x = y;
    }
    graph.output('logits', linear(this.ln_f.forward(x), this.wte.weight));
  }
}

/**
 * GPT-2 in the form that optimum exports and @huggingface/transformers reads, so that it can be timed on the same
 * weights: caches go in and come out of every step.
 */
export async function exportGpt2(folder: string): Promise<void> {
  const onnx = join(folder, 'onnx');
  if (existsSync(join(onnx, 'model.onnx'))) return;
  mkdirSync(onnx, { recursive: true });
  const sizes = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Gpt2Sizes;
  const { tensors } = await (await Checkpoint.open(folder)).externalData();
  const weights = new CheckpointWeights(tensors, 'transformer');
  const network = new Gpt2Layers(sizes);
  const graph = new Graph();
  const data = 'model.onnx_data';
  graph.attach(network, {
    find: (name) => {
      const weight = weights.find(name);
      return weight && { ...weight, file: data };
    },
  });
  network.forward(graph);
  linkSync(join(folder, 'model.safetensors'), join(onnx, data));
  writeFileSync(join(onnx, 'model.onnx'), graph.toBytes());
}
