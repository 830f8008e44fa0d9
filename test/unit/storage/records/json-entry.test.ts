import type { RunEvent } from 'millrace';
import type { Change } from '../../../../src/core';
import { PayloadCodec } from '../../../../src/storage/payloads';
import { changesOf, encodeEntry, eventsOf } from '../../../../src/storage/records';

const codec = new PayloadCodec({});
const { encode, decode } = codec;
const place = { run: 'run-1', no: 1 };
const origin = {
  id: 'run-1',
  flow: 'test',
  version: '1.0.0',
  correlationId: 'run-1',
  idempotencyKey: undefined,
  createdAt: 0,
  tags: [],
  hash: '',
};

describe('an entry of a journal', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

  it.each([
    ['a number', 1],
    ['null', null],
    ['undefined', undefined],
    ['plain data', { lines: [{ price: 1.5 }], note: 'a' }],
    ['a date', new Date(0)],
    ['negative zero', -0],
    ['a big integer within a list', [1n]],
    ['a key like a tag', { $: 'date', v: 'x' }],
    ['a text like a tag', '"$'],
    ['undefined in a list', [undefined]],
    ['an undefined property', { a: undefined, b: 1 }],
    ['a map', new Map([[1, { $v: 2 }]])],
    ['as many levels as fit', nested(995)],
  ])('has the form that the codec gives the whole of it, with %s', (_, value) => {
    const entry = { changes: changes(value), events: events(value) };
    const body = encodeEntry(codec, entry, place);
    expect(body).toBe(encodeEntry({ encode, encodeJson: encode, decode }, entry, place));
    const record = { body, no: 1, seq: 3, at: 5 };
    expect(changesOf(codec, record, 'run-1')[0]).toEqual({ type: 'token.put', token: token(value) });
    expect(eventsOf(codec, record, origin)).toEqual(events(value));
  });

  it.each([
    ['NaN', Number.NaN],
    ['a function', () => 1],
    ['too many levels within the entry', nested(998)],
  ])('refuses %s wherever it is', (_, value) => {
    const refusal = expect.objectContaining({ code: 'NOT_SERIALISABLE' });
    expect(() => encodeEntry(codec, { changes: changes(value), events: [] }, place)).toThrow(refusal);
    expect(() => encodeEntry(codec, { changes: [], events: events(value) }, place)).toThrow(refusal);
  });

  it('scans each value, also behind one that is JSON', () => {
    const date = new Date(0);
    const entry = { changes: [...changes({ a: 1 }), ...changes(date)], events: events({ a: 1 }) };
    const body = encodeEntry(codec, entry, place);
    expect(changesOf(codec, { body, no: 1 }, 'run-1')[2]).toEqual({ type: 'token.put', token: token(date) });
  });
});

function token(input: unknown) {
  const numbers = { id: 1, frame: 0, item: 0, visit: 1, op: 2, attempt: 1, since: 5 };
  return { ...numbers, place: 'a', phase: 'execute', status: 'live', input } as const;
}

function changes(value: unknown): readonly Change[] {
  return [{ type: 'token.put', token: token(value) } as unknown as Change, { type: 'token.delete', id: 1 }];
}

function events(value: unknown): readonly RunEvent[] {
  const common = { v: 1, runId: 'run-1', flow: 'test', version: '1.0.0', correlationId: 'run-1', at: 5 } as const;
  const where = { path: 'a#1', node: 'a', place: 'a' };
  return [
    { ...common, seq: 1, type: 'step.started', ...where, attempt: 1, data: {} },
    { ...common, seq: 2, type: 'step.completed', ...where, attempt: 1, data: { action: 'next', value } },
    { ...common, seq: 3, type: 'route.taken', ...where, data: { action: 'next', to: 'b' } },
  ];
}
