import type { Command } from 'commander';

/**
 * Flags of a command that npm took for itself, as it does with those before `--`: it puts them into the environment.
 *
 * @param command what was called
 * @param given the arguments that arrived
 */
export function flagsTakenByNpm(
  command: Command,
  given: readonly string[],
  environment: NodeJS.ProcessEnv,
): string[] {
  const flags = command.options.flatMap(({ long }) => long ?? []);
  // npm reads `--no-x` as "x is off".
  const named = (flag: string): string => `npm_config_${flag.replace(/^--(no-)?/, '').replaceAll('-', '_')}`;
  return flags.filter((flag) => !given.includes(flag) && environment[named(flag)] !== undefined);
}
