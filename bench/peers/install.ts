import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const lock = join(__dirname, 'package-lock.json');
const installed = join(__dirname, 'node_modules', '.package-lock.json');

/** Installs the compared libraries and their Node unless what the lock names is there. */
export function installPeers(): void {
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stderr.write('installing the peers\n');
  // Some of them ask for the Node that is only being installed.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--engine-strict=false', '--loglevel=error'];
  execFileSync('npm', args, { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
}
