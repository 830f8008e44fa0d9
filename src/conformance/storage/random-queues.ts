import { ok } from 'node:assert';
import { permitOf } from './rows';
import type { StorageHarness } from './storage-harness';

const KEYS = ['a', 'b', 'c'];

/** Returns a generator of deterministic pseudo-random integers. */
function seededIntegers(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Requests and releases permits of one run in random orders, and checks the queue after each change. */
export async function checkQueues(t: StorageHarness): Promise<void> {
  const lease = await t.lease();
  for (let seed = 1; seed <= 12; seed += 1) {
    const random = seededIntegers(seed);
    const limit = 1 + random(3);
    const total = random(2) === 0 ? undefined : 1 + random(4);
    const queue = `queue ${seed}`;
    const run = await t.start(lease);
    const keys = new Map<number, string>();
    let waiting: number[] = [];
    let held: number[] = [];
    for (let turn = 0; turn < 25; turn += 1) {
      const token = 1 + random(12);
      const key = keys.get(token) ?? KEYS[random(KEYS.length)] ?? '';
      const known = keys.has(token);
      const change = known && random(2) === 0 ? 'release' : 'request';
      await run.commit({ permits: [permitOf(change, token, { queue, key, limit, total })] });
      if (change === 'release') {
        keys.delete(token);
        waiting = waiting.filter((one) => one !== token);
        held = held.filter((one) => one !== token);
      } else if (!known) {
        keys.set(token, key);
        waiting.push(token);
      }
      const granted = (await run.permits()).filter((one) => !held.includes(one));
      const where = `seed ${seed}, turn ${turn}`;
      for (const one of granted) {
        const first = waiting.find((other) => keys.get(other) === keys.get(one));
        ok(first === one, `expected ${String(first)} to get the permit before ${one} (${where})`);
        waiting = waiting.filter((other) => other !== one);
        held.push(one);
      }
      const ofKey = (list: readonly number[], name: string) => list.filter((one) => keys.get(one) === name).length;
      ok(held.length <= (total ?? held.length), `expected at most ${String(total)} permits in total (${where})`);
      for (const name of KEYS) {
        ok(ofKey(held, name) <= limit, `expected at most ${limit} permits of one key (${where})`);
        const blocked = ofKey(held, name) === limit || held.length === total;
        ok(blocked || ofKey(waiting, name) === 0, `expected no token to wait for a free permit (${where})`);
      }
    }
  }
}
