// Run as a process of its own: ends itself with status 3 in the middle of a computation.
import { createSession, type BackendName } from '../src/index.js';
import { longRunning, longRunningFeeds } from './models.js';

const [backend, steps] = process.argv.slice(2);
const session = await createSession(longRunning(), { backend: backend as BackendName });
await session.run(longRunningFeeds(1));
void session.run(longRunningFeeds(Number(steps)));
setTimeout(() => process.exit(3), 50);
