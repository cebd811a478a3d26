import { describe, it } from 'vitest';
import { same, type Library } from '../test/both-libraries.js';

describe('mathematics', () => {
  it('of vectors', async () => {
    await same(({ softmax, log_softmax, dot, cos_sim }) => [
      softmax([1, 2, 3]),
      log_softmax([1, 2, 3]),
      dot([1, 2], [3, 4]),
      cos_sim([1, 2], [3, 4]),
    ]);
  });
});

describe('tensors', () => {
  const numbers = Float32Array.from([4, -1, 0.5, 2, 8, -3]);
  const tensor = ({ Tensor }: Library): InstanceType<Library['Tensor']> =>
    new Tensor('float32', numbers.slice(), [2, 3]);

  it('are made, joined and filled', async () => {
    await same((library) => {
      const { cat, stack, full, full_like, ones, ones_like, zeros, zeros_like } = library;
      const x = tensor(library);
      return [
        ...[cat([x, x]), cat([x, x], 1), stack([x, x], 1), full([2], 7), full_like(x, 3)],
        ...[ones([2]), ones_like(x), zeros([1, 2]), zeros_like(x)],
      ];
    });
  });

  it('change their shape', async () => {
    await same((library) => {
      const x = tensor(library);
      return [
        ...[x.view(3, 2), x.flatten(), x.transpose(1, 0), x.permute(1, 0)],
        ...[x.unsqueeze(0), x.unsqueeze(1).squeeze(1), x.slice(null, [0, 2]), x.slice(1), x.repeat(2, 1)],
        ...[x.tile(2), library.permute(x, [1, 0]), x.tolist(), x[1].tolist(), [...x[0]]],
      ];
    });
  });

  it('compute', async () => {
    await same(async (library) => {
      const { layer_norm, matmul, mean, quantize_embeddings, slice, std_mean, topk } = library;
      const x = tensor(library);
      const wide = new library.Tensor(
        'float32',
        Array.from({ length: 16 }, (_, i) => Math.sin(i)),
        [2, 8],
      );
      return [
        ...[x.add(1), x.sub(1), x.mul(2), x.div(4), x.sigmoid(), x.neg(), x.round(), x.clamp(0, 1)],
        ...[x.sum(), x.sum(1), x.mean(0), x.norm(), x.normalize(2, -1), x.min(), x.max(1), x.argmax()],
        ...[mean(x, 1), ...std_mean(x, 1), ...std_mean(x), layer_norm(x, [3])],
        await matmul(x, x.transpose(1, 0)),
        await slice(x, [0], [2], [1]),
        (await topk(x, 2)) as unknown[],
        quantize_embeddings(wide, 'binary'),
        quantize_embeddings(wide, 'ubinary'),
      ];
    });
  });

  it('compute in place', async () => {
    await same((library) => {
      const x = tensor(library);
      const returned = x.mul_(2).add_(1).sub_(3).div_(2).neg_().clamp_(-4, 4).round_().sigmoid_();
      return [returned, x, tensor(library).normalize_(2, -1), tensor(library).map_((value) => value + 1)];
    });
  });

  it('pool the vectors of tokens', async () => {
    await same(({ mean_pooling, Tensor }) =>
      mean_pooling(
        new Tensor('float32', [1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]),
        new Tensor('int64', [1n, 1n, 1n, 0n], [2, 2]),
      ),
    );
  });
});
