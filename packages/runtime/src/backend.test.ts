import { afterEach, describe, expect, it, vi } from 'vitest';
import { float32, sumAndProduct } from '../test/models.js';
import { createSession, nativeUnavailableReason, UnknownBackendError, type BackendName } from './index.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe('the backend', () => {
  it('is native where it loads', async () => {
    vi.stubEnv('AUTOMODEL_BACKEND', '');
    expect(await nativeUnavailableReason()).toBeUndefined();
    await using session = await createSession(sumAndProduct());
    expect(session.backend).toBe('native');
  });

  it('is what the environment variable says, unless an option says otherwise', async () => {
    vi.stubEnv('AUTOMODEL_BACKEND', 'onnxruntime-node');
    await using chosen = await createSession(sumAndProduct());
    expect(chosen.backend).toBe('onnxruntime-node');
    await using forced = await createSession(sumAndProduct(), { backend: 'native' });
    expect(forced.backend).toBe('native');
  });

  it('of a name that does not exist is an error', async () => {
    await expect(createSession(sumAndProduct(), { backend: 'webgpu' as BackendName })).rejects.toBeInstanceOf(
      UnknownBackendError,
    );
    vi.stubEnv('AUTOMODEL_BACKEND', 'gpu');
    await expect(createSession(sumAndProduct())).rejects.toMatchObject({
      code: 'unknown-backend',
      backend: 'gpu',
    });
  });

  it.each([
    ['does not exist', '/nowhere/libonnxruntime.so'],
    ['is no library', import.meta.filename],
  ])('is onnxruntime-node if the library %s, and the reason can be read', async (_, path) => {
    vi.stubEnv('AUTOMODEL_BACKEND', '');
    vi.stubEnv('AUTOMODEL_ORT_LIBRARY', path);
    const runtime = await import('./index.js');
    expect(await runtime.nativeUnavailableReason()).toContain(path);
    await using session = await runtime.createSession(sumAndProduct());
    expect(session.backend).toBe('onnxruntime-node');
    const x = float32([1, 2], [1, 2]);
    expect((await session.run({ x, y: x })).sum.tolist()).toEqual([[2, 4]]);
    await expect(runtime.createSession(sumAndProduct(), { backend: 'native' })).rejects.toMatchObject({
      code: 'backend-unavailable',
      reason: expect.stringContaining(path) as string,
    });
  });
});

describe('the threads of the native backend', () => {
  it('are one pool, of the size that the first session asked for', async () => {
    await using first = await createSession(sumAndProduct(), { backend: 'native' });
    expect(first.backend).toBe('native');
    await expect(createSession(sumAndProduct(), { backend: 'native', threads: 77 })).rejects.toThrow(
      'threads: 77',
    );
  });
});
