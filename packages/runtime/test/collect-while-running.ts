// Run as a process of its own with --expose-gc: garbage is collected all the time while sessions are made and run.
import { createSession, type BackendName } from '../src/index.js';
import { longRunning, longRunningFeeds } from './models.js';

const [backend] = process.argv.slice(2);
setInterval(() => globalThis.gc!(), 1).unref();
for (let round = 0; round < 20; round++) {
  const session = await createSession(longRunning(), { backend: backend as BackendName });
  for (let run = 0; run < 10; run++) await session.run(longRunningFeeds(1));
  await session.dispose();
}
