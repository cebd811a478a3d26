import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const debian = '/usr/lib/postgresql';

/** The folder of PostgreSQL's programs, where Debian puts them or where `AUTOMODEL_POSTGRES` says. */
function programs(): string | undefined {
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const folders = [
    process.env.AUTOMODEL_POSTGRES,
    ...versions.map((version) => join(debian, version, 'bin')),
  ];
  return folders.find((folder) => folder !== undefined && existsSync(join(folder, 'initdb')));
}

/** Why no server with pgvector can be started here, if so. */
export function postgresIsMissing(): string | undefined {
  const bin = programs();
  if (!bin) return 'there is no PostgreSQL (Debian: postgresql, postgresql-15-pgvector)';
  const shared = execFileSync(join(bin, 'pg_config'), ['--sharedir'], { encoding: 'utf8' }).trim();
  if (existsSync(join(shared, 'extension/vector.control'))) return undefined;
  return `PostgreSQL in ${bin} has no pgvector (Debian: postgresql-15-pgvector); AUTOMODEL_POSTGRES names the programs of another`;
}

/** A server of its own, in a temporary folder, that listens on a socket there. */
export interface PostgresServer {
  readonly connectionString: string;
  /** Kills the server as a failure of power would, and starts it again. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** The server refuses to run as root; `nobody` is on every Unix. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

export async function startPostgres(): Promise<PostgresServer> {
  const bin = programs()!;
  const folder = mkdtempSync(join(tmpdir(), 'automodel-pg-'));
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
  const data = join(folder, 'data');
  const options = {
    ...nobody,
    cwd: folder,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  } as const;
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'test', '--auth=trust', '-E', 'UTF8'], options);
  let server: ChildProcess;
  const start = async (): Promise<void> => {
    server = spawn(join(bin, 'postgres'), ['-D', data, '-k', folder, '-h', ''], options);
    const isReady = (): boolean => {
      try {
        execFileSync(
          join(bin, 'psql'),
          ['-h', folder, '-U', 'test', '-d', 'postgres', '-c', 'select 1'],
          options,
        );
        return true;
      } catch {
        return false;
      }
    };
    while (!isReady()) await setTimeout(100);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  };
  await start();
  return {
    connectionString: `postgresql:///postgres?host=${folder}&user=test`,
    async crash() {
      await end('SIGKILL');
      await start();
    },
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true });
    },
  };
}
