import { rmSync } from 'node:fs';
import { countsFolder } from './counts-folder';

// #region setup
/** Jest's `globalSetup`: counts of earlier test runs do not count. */
export default function emptyCounts(): void {
  rmSync(countsFolder, { recursive: true, force: true });
}
// #endregion setup
