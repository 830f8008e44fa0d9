import { rmSync } from 'node:fs';
import { endSharedServer, SHARED_SERVER } from '../postgres/shared-server';

/** Runs once for each project, after the last test. */
export default async function tearDown(): Promise<void> {
  const folder = process.env[SHARED_SERVER];
  if (folder === undefined) return;
  await endSharedServer(folder);
  rmSync(folder, { recursive: true, force: true });
}
