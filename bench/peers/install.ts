import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PEERS } from './peer';

/** Installs the compared libraries unless they are there. */
export function installPeers(): void {
  if (PEERS.every((name) => existsSync(join(__dirname, 'node_modules', name)))) return;
  process.stderr.write('installing the peers\n');
  const args = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts'];
  execFileSync('npm', args, { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
}
