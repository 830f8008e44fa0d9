import { setTimeout as pause } from 'node:timers/promises';
import { openStorage, type StorageName } from './open-storage';
import type { WorkerProcess } from './worker-process';

/** Puts a process to sleep, but not in the middle of a transaction: there it would keep all others from writing. */
export async function putToSleep(process: WorkerProcess, name: StorageName, place: string): Promise<void> {
  const storage = openStorage(name, place, 1);
  await storage.open();
  for (let asleep = false; !asleep; ) {
    process.kill('SIGSTOP');
    await pause(20);
    asleep = await storage.send({ to: { id: 'nobody' }, at: 0, body: '' }).then(
      () => true,
      () => false,
    );
    if (asleep) continue;
    process.kill('SIGCONT');
    await pause(5);
  }
  await storage.close();
}
