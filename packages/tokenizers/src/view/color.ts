interface NodeProcess {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdout?: { readonly isTTY?: boolean };
}

/** Whether the standard output shows colours; a browser has none. NO_COLOR goes before FORCE_COLOR. */
export function wantsColor(
  process: NodeProcess | undefined = (globalThis as { process?: NodeProcess }).process,
): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force } = process?.env ?? {};
  if (no) return false;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return process?.stdout?.isTTY ?? false;
}
