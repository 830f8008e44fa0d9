import { rmSync } from 'node:fs';
import { countsFolder } from './counts-folder';

// #region setup
/** Jest's `globalSetup`: removes the counts of earlier test runs. */
export default function emptyCounts(): void {
  rmSync(countsFolder, { recursive: true, force: true });
}
// #endregion setup
