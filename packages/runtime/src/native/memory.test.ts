import koffi from 'koffi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { float32, identity } from '../../test/models.js';
import { createSession } from '../index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('where JavaScript may not see native memory, as in Electron', () => {
  it('runs and bindings copy it', async () => {
    const view = vi.spyOn(koffi, 'view').mockImplementation(() => {
      throw new Error('External buffers are not allowed');
    });
    await using session = await createSession(identity('float32', 'n'), { backend: 'native' });
    for (const values of [[1, 2, 3], [4], []]) {
      const x = float32([values.length], values);
      expect((await session.run({ x })).z).toEqual(x);
    }
    const x = session.allocate('float32', [2]);
    const z = session.allocate('float32', [2]);
    await using binding = session.bind().input('x', x).output('z', z);
    for (const step of [1, 2]) {
      x.data.set([step, -step]);
      await binding.run();
      expect([...z.data]).toEqual([step, -step]);
    }
    for (const buffer of [x, z]) buffer.dispose();
    expect(view).toHaveBeenCalled();
  });
});
