import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** A build of another state of the repository, in a folder of its own. */
export interface BuiltRef {
  readonly folder: string;
  readonly remove: () => void;
}

/**
 * Builds a git ref beside the working tree, with the dependencies of the working tree.
 *
 * @throws {Error} if there is no such ref, or if it cannot be built
 */
export function buildRef(ref: string): BuiltRef {
  const parent = mkdtempSync(join(tmpdir(), 'millrace-'));
  const folder = join(parent, 'build');
  const run = (command: string, args: readonly string[], cwd: string): void => {
    execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  const remove = (): void => {
    rmSync(parent, { recursive: true, force: true });
    run('git', ['worktree', 'prune'], root);
  };
  try {
    run('git', ['worktree', 'add', '--detach', folder, ref], root);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    run('npm', ['run', 'build'], folder);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}
