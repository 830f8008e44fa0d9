import { settled } from './settled';

/** Lets commits to a storage, and what follows from them, happen. */
export async function calm(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await settled();
}
