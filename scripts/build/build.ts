import { join } from 'node:path';
import { bundle } from './bundle';

// Writes the JavaScript of the package to dist: of this one, or of the folder that is passed. The declarations are from tsc: see
// the script "build" of package.json.

const root = process.argv[2] ?? join(__dirname, '..', '..');

bundle(root, join(root, 'dist')).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
