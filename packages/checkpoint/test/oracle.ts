import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fixtures = new URL('../../../../shared/oracle/fixtures/models/', import.meta.url);

/** Whether the oracle's checkpoints, which Python wrote, are on this machine. */
export const hasOracle = existsSync(fixtures);

/** The folder of one of the oracle's checkpoints. */
export function oracleModel(name: string): string {
  return fileURLToPath(new URL(name, fixtures));
}
