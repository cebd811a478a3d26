import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from '@automodel/core';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite/vector';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresIsMissing, startPostgres, type PostgresServer } from '../../test/postgres.js';
import { MemoryVectorStore } from './memory-vector-store.js';
import { PgVectorStore, type PgClient } from './pg-vector-store.js';
import { SqliteVectorStore } from './sqlite-vector-store.js';
import { VectorStoreError, type VectorStore, type VectorStoreOptions } from './vector-store.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'automodel-store-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let made = 0;
const newFile = (): string => join(folder, `store-${made++}.db`);

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof VectorStoreError ? error.code : error),
  );

const records = [
  {
    id: 'east',
    text: 'E',
    embedding: [1, 0, 0],
    metadata: { answer: 'right', deep: { list: [1, null, 'é'] } },
  },
  { id: 'north', text: 'N', embedding: Float32Array.of(0, 2, 0) },
  { id: 'north-east', text: "'; DROP TABLE vectors; --", embedding: [[3, 3, 0]] },
];

/** What every store does. */
function behavesAsStore(open: (options: VectorStoreOptions) => Promise<VectorStore>): void {
  it('finds the nearest, nearest first', async () => {
    const store = await open({ dimension: 3 });
    await store.add(records);
    const found = await store.search([1, 0.1, 0], { top_k: 2 });
    expect(found.map(({ id }) => id)).toEqual(['east', 'north-east']);
    expect(found[0]).toMatchObject({ text: 'E', metadata: records[0].metadata });
    expect(found[0].score).toBeCloseTo(1 / Math.hypot(1, 0.1), 5);
    expect(found[1]).toMatchObject({ text: records[2].text, metadata: {} });
    expect(await store.search([1, 0, 0])).toHaveLength(3);
    await store.close();
  });

  it('measures distances, too, as negative scores', async () => {
    const store = await open({ dimension: 3, similarity: 'euclidean' });
    await store.add(records);
    const found = await store.search([0, 2, 0], { top_k: 2 });
    expect(found.map(({ id }) => id)).toEqual(['north', 'east']);
    expect(found[0].score).toBeCloseTo(0, 5);
    expect(found[1].score).toBeCloseTo(-Math.sqrt(5), 5);
    await store.close();
  });

  it('replaces and removes records', async () => {
    const store = await open({ dimension: 3 });
    await store.add(records);
    await store.add([{ id: 'east', text: 'changed', embedding: [0, 0, 1] }]);
    expect(await store.count()).toBe(3);
    expect((await store.search([0, 0, 1], { top_k: 1 }))[0]).toMatchObject({ id: 'east', text: 'changed' });
    await store.delete(['east', 'south']);
    expect(await store.count()).toBe(2);
    await store.add([]);
    await store.delete([]);
    await store.close();
  });

  it('has nothing to find at first', async () => {
    const store = await open({ dimension: 3 });
    expect(await store.search([1, 2, 3])).toEqual([]);
    expect(await store.count()).toBe(0);
    await store.close();
  });

  it('refuses vectors of another length, and then adds none of the call', async () => {
    const store = await open({ dimension: 3 });
    const wrong = { id: 'wrong', text: 'w', embedding: [1, 2] };
    expect(await code(store.add([records[0], wrong]))).toBe('dimension-mismatch');
    await expect(store.add([wrong])).rejects.toThrow(
      /record "wrong" has 2 elements, the store keeps vectors of 3/,
    );
    expect(await code(store.search([1, 2, 3, 4]))).toBe('dimension-mismatch');
    expect(
      await code(
        store.search([
          [1, 2, 3],
          [1, 2, 3],
        ]),
      ),
    ).toBe('dimension-mismatch');
    expect(await store.count()).toBe(0);
    await store.close();
  });

  it('refuses what it cannot do', async () => {
    const store = await open({ dimension: 3 });
    await expect(store.search([1, 2, 3], { top_k: 0 })).rejects.toThrow(
      /top_k must be a whole number from 1/,
    );
    await expect(store.search([1, 2, 3], { topK: 1 } as never)).rejects.toThrow(InvalidArgumentError);
    await expect(store.add([{ id: 7, text: 'x', embedding: [1, 2, 3] } as never])).rejects.toThrow(
      /id and a text/,
    );
    await store.close();
    const opened = (options: object): Promise<unknown> => (async () => open(options as VectorStoreOptions))();
    await expect(opened({ dimension: 0 })).rejects.toThrow(/dimension must be/);
    await expect(opened({ dimension: 3, similarity: 'dot' })).rejects.toThrow(/cosine and euclidean/);
    await expect(opened({ dimension: 3, colour: 'red' })).rejects.toThrow(
      /does not know the option "colour"/,
    );
  });
}

describe('MemoryVectorStore', () => {
  behavesAsStore((options) => Promise.resolve(new MemoryVectorStore(options)));
});

describe('SqliteVectorStore', () => {
  behavesAsStore((options) => SqliteVectorStore.open(newFile(), options));

  it('keeps what was added', async () => {
    const file = newFile();
    const store = await SqliteVectorStore.open(file, { dimension: 3 });
    await store.add(records);
    await store.close();
    await store.close();
    expect(await code(store.count())).toBe('store-closed');
    const again = await SqliteVectorStore.open(file, { dimension: 3 });
    expect((await again.search([0, 1, 0], { top_k: 1 }))[0]).toMatchObject({ id: 'north', score: 1 });
    await again.close();
  });

  it('is used from several places at once', async () => {
    const file = newFile();
    const stores = await Promise.all([1, 2, 3].map(() => SqliteVectorStore.open(file, { dimension: 3 })));
    await Promise.all(
      stores.flatMap((store, s) =>
        Array.from({ length: 10 }, (_, i) =>
          store.add([{ id: `${s}-${i}`, text: '', embedding: [s + 1, i, 1] }]),
        ),
      ),
    );
    for (const store of stores) {
      expect(await store.count()).toBe(30);
      await store.close();
    }
  });

  it('finds a vector without a length last', async () => {
    const store = await SqliteVectorStore.open(newFile(), { dimension: 2 });
    await store.add([
      { id: 'zero', text: '', embedding: [0, 0] },
      { id: 'back', text: '', embedding: [-1, 0] },
    ]);
    expect((await store.search([1, 0])).map(({ id, score }) => [id, score])).toEqual([
      ['back', -1],
      ['zero', 0],
    ]);
    await store.close();
  });

  it('refuses a file of other vectors, or of none', async () => {
    const file = newFile();
    await (await SqliteVectorStore.open(file, { dimension: 3 })).close();
    expect(await code(SqliteVectorStore.open(file, { dimension: 4 }))).toBe('dimension-mismatch');
    const other = SqliteVectorStore.open(file, { dimension: 3, similarity: 'euclidean' });
    expect(await code(other)).toBe('store-mismatch');
    const text = newFile();
    writeFileSync(text, 'This is a text and no database. '.repeat(100));
    await expect(SqliteVectorStore.open(text, { dimension: 3 })).rejects.toThrow(/not a database/);
    expect(await code(SqliteVectorStore.open(join(folder, 'no/such/x.db'), { dimension: 3 }))).toBe(
      'store-unavailable',
    );
  });

  it('loses nothing that was acknowledged, and keeps no half of a write, when the process is killed', async () => {
    const file = newFile();
    const script = fileURLToPath(new URL('../../test/write-until-killed.ts', import.meta.url));
    let acknowledged = -1;
    for (let kill = 0; kill < 3; kill++) {
      const flags = ['--conditions=@automodel/source', '--import', 'tsx'];
      const writer = spawn(process.execPath, [...flags, script, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const lines = createInterface({ input: writer.stdout });
      let last = -1;
      lines.on('line', (line) => {
        last = Number(line);
        if (last === 20 + 7 * kill) writer.kill('SIGKILL');
      });
      await once(lines, 'close');
      acknowledged = Math.max(acknowledged, last);
      const store = await SqliteVectorStore.open(file, { dimension: 256 });
      const found = await store.search(new Float32Array(256).fill(1), { top_k: 10_000 });
      const ids = new Set(found.map(({ id }) => id));
      for (let pair = 0; pair <= acknowledged; pair++) expect(ids.has(`${pair}-a`)).toBe(true);
      expect(found.length % 2).toBe(0);
      for (const id of ids) expect(ids.has(id.replace(/a$/, 'b'))).toBe(true);
      await store.close();
    }
    expect(acknowledged).toBeGreaterThanOrEqual(20);
  });
});

describe('PgVectorStore', () => {
  let tables = 0;
  const openOn =
    (client: () => PgClient) =>
    (options: VectorStoreOptions): Promise<PgVectorStore> =>
      PgVectorStore.open(client(), { table: `store_${tables++}`, ...options });

  describe('on PostgreSQL compiled for JavaScript', () => {
    let database: PGlite;
    beforeAll(async () => {
      database = await PGlite.create({ extensions: { vector } });
    });
    afterAll(() => database.close());
    const client: PgClient = {
      query: (sql, parameters) => database.query<Record<string, unknown>>(sql, parameters),
    };
    behavesAsStore(openOn(() => client));

    it('refuses a table of other vectors, or of none', async () => {
      await PgVectorStore.open(client, { dimension: 3, table: 'three' });
      expect(await code(PgVectorStore.open(client, { dimension: 4, table: 'three' }))).toBe(
        'dimension-mismatch',
      );
      await client.query('CREATE TABLE other (id text)');
      expect(await code(PgVectorStore.open(client, { dimension: 4, table: 'other' }))).toBe('store-mismatch');
      await expect(PgVectorStore.open(client, { dimension: 3, table: 'a"; --' })).rejects.toThrow(
        /letters, digits/,
      );
    });

    it('says what the database says', async () => {
      const store = await PgVectorStore.open(client, { dimension: 3, table: 'gone' });
      await client.query('DROP TABLE gone');
      await expect(store.count()).rejects.toThrow(/PostgreSQL: relation "gone" does not exist/);
      await store.close();
      expect(await code(store.count())).toBe('store-closed');
    });

    it('keeps vectors that are too long for an index', async () => {
      const store = await PgVectorStore.open(client, { dimension: 2001, table: 'long' });
      await store.add([{ id: 'x', text: '', embedding: new Float32Array(2001).fill(1) }]);
      expect((await store.search(new Float32Array(2001).fill(2)))[0].score).toBeCloseTo(1, 5);
    });
  });

  const missing = postgresIsMissing();
  describe.skipIf(missing !== undefined)(`on a server${missing ? `: ${missing}` : ''}`, () => {
    let server: PostgresServer;
    let pool: pg.Pool;
    const connect = (): void => {
      pool = new pg.Pool({ connectionString: server.connectionString });
      // A connection that breaks while nobody uses it.
      pool.on('error', () => undefined);
    };
    beforeAll(async () => {
      server = await startPostgres();
      connect();
    });
    afterAll(async () => {
      await pool.end();
      await server.stop();
    });
    behavesAsStore(openOn(() => pool));

    it('loses nothing that was acknowledged when the server is killed in the middle of a write', async () => {
      const store = await PgVectorStore.open(pool, { dimension: 3, table: 'killed' });
      let pairs = 0;
      const writing = (async () => {
        for (;;) {
          const record = (half: string) => ({
            id: `${pairs}-${half}`,
            text: '',
            embedding: [pairs + 1, 1, 0],
          });
          await store.add([record('a'), record('b')]);
          pairs++;
        }
      })();
      const ended = code(writing);
      while (pairs < 50) await new Promise((resolve) => setImmediate(resolve));
      await server.crash();
      expect(await ended).toBe('store-unavailable');
      await pool.end();
      connect();
      const again = await PgVectorStore.open(pool, { dimension: 3, table: 'killed' });
      const count = await again.count();
      expect(count % 2).toBe(0);
      expect(count).toBeGreaterThanOrEqual(2 * pairs);
    });
  });
});
