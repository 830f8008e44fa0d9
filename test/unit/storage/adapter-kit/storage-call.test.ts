import { isStorageChange, memoryStorage, performCall, type StorageCall, storageOfCalls } from 'millrace/storage';

describe('a storage of calls', () => {
  const calls: StorageCall[] = [];
  const inner = memoryStorage();
  const storage = {
    ...storageOfCalls((call) => {
      calls.push(call);
      return performCall(inner, call);
    }),
    watch: inner.watch,
  };

  it('hands over each call, and returns the result of the function', async () => {
    const lease = await storage.openLease({ engine: 'e', now: 0, ttlMs: 10 });
    await storage.documents.write({ changes: [{ type: 'put', kind: 'k', name: 'n', rev: 0, body: 'b' }] });
    expect(await storage.renewLease({ lease, now: 1, ttlMs: 10 })).toBe(true);
    expect(await inner.documents?.get({ kind: 'k', name: 'n' })).toMatchObject({ body: 'b' });
    expect(calls.map(({ method }) => method)).toEqual(['openLease', 'documents.write', 'renewLease']);
  });
});

it.each([
  ['commit', true],
  ['documents.write', true],
  ['documents.list', false],
  ['list', false],
  ['watch', false],
  ['drop', false],
])('%s is a change: %s', (method, expected) => {
  expect(isStorageChange(method)).toBe(expected);
});

it.each(['drop', 'constructor', 'documents.drop'])('the call of %s is refused', async (method) => {
  await expect(performCall(memoryStorage(), { method, request: {} })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});

it('a call for documents is refused by a storage without them', async () => {
  const { documents: _, ...without } = memoryStorage();
  const call = { method: 'documents.get', request: { kind: 'k', name: 'n' } };
  await expect(performCall(without, call)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
});
