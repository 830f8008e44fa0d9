import type { SlotChange } from '../port';
import { deliver, keepLetters } from './inbox';
import type { Memory } from './memory';
import type { MemoryRun } from './memory-run';

/** Asks for a slot, since a moment. It comes as a message, perhaps at once. */
export function requestSlot(memory: Memory, run: MemoryRun, slot: SlotChange, since: number): void {
  const { token, line } = slot;
  run.lines ??= new Map();
  run.lines.set(token, line);
  memory.lines.request(slot, holderOf(run, token), () =>
    deliver(memory, run, { no: memory.nextMessage(), kind: 'slot', token }, since),
  );
}

/** Takes a slot, over the limit if need be. */
export function takeSlot(memory: Memory, run: MemoryRun, slot: SlotChange): void {
  run.lines ??= new Map();
  run.lines.set(slot.token, slot.line);
  memory.lines.take(slot, holderOf(run, slot.token));
}

/** Gives up a slot or a place in line, and with it a message that tells of the slot. */
export function releaseSlot(memory: Memory, run: MemoryRun, line: string, token: number): void {
  run.lines?.delete(token);
  keepLetters(memory, run, ({ message }) => message.kind !== 'slot' || message.token !== token);
  memory.lines.release({ line }, holderOf(run, token));
}

function holderOf({ key }: MemoryRun, token: number): string {
  return `${key}:${token}`;
}
