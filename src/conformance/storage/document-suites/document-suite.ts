import { check } from '../../check';
import { refuses, same } from '../../expect';
import { HOSTILE } from '../hostile-strings';
import type { StorageCheck } from '../storage-check';
import { deleteOf, putOf, TestDocuments } from './documents';

/** Strings that have broken other storages, as far as they can be names. */
const NAMES = HOSTILE.filter((text) => !text.includes('\0'));

export const documentSuite: readonly StorageCheck[] = [
  check('a document is read unchanged, and an unknown one is not found', async (t) => {
    const documents = TestDocuments.of(t);
    const rev = await documents.put('a', { dueAt: 50 });
    const known = { kind: 'schedule', name: 'a', rev, dueAt: 50, body: 'body of a' };
    same(await documents.store.get({ kind: 'schedule', name: 'a' }), known);
    same((await documents.store.list({ kind: 'schedule', limit: 1 })).items, [known]);
    same(await documents.store.due({ kinds: ['schedule'], now: 50, limit: 1 }), [known]);
    const others = [
      await documents.body('b'),
      await documents.body('a', 'variable'),
      await documents.names({ kind: 'variable' }),
    ];
    same(others, [undefined, undefined, []]);
  }),

  check('documents of different kinds may have the same name', async (t) => {
    const documents = TestDocuments.of(t);
    await documents.put('a', { kind: 'x', body: 'X' });
    await documents.put('a', { kind: 'y', body: 'Y' });
    same([await documents.body('a', 'x'), await documents.body('a', 'y')], ['X', 'Y']);
    same(await documents.names({ kind: 'x' }), ['a']);
  }),

  check('a second creation of a document is a conflict and changes nothing', async (t) => {
    const documents = TestDocuments.of(t);
    same(await documents.write(putOf('a')), 'written');
    same(await documents.write(putOf('a', { body: 'other' })), ['schedule/a']);
    same(await documents.body('a'), 'body of a');
  }),

  check('a document is replaced or deleted only with its current revision', async (t) => {
    const documents = TestDocuments.of(t);
    const first = await documents.put('a', { dueAt: 5 });
    const second = await documents.put('a', { rev: first, body: 'second' });
    same(second > first && first > 0, true);
    same(await documents.store.get({ kind: 'schedule', name: 'a' }), {
      kind: 'schedule',
      name: 'a',
      rev: second,
      body: 'second',
    });
    for (const change of [putOf('a', { rev: first, body: 'late' }), deleteOf('a', first), deleteOf('a', 0)])
      same(await documents.write(change), ['schedule/a']);
    same(await documents.body('a'), 'second');
    same(await documents.write(deleteOf('a', second)), 'written');
    same([await documents.body('a'), await documents.names()], [undefined, []]);
    for (const change of [putOf('a', { rev: second }), deleteOf('a', second)])
      same(await documents.write(change), ['schedule/a']);
  }),

  check('a revision is never reused, not even after the document was deleted', async (t) => {
    const documents = TestDocuments.of(t);
    const seen = new Set<number>();
    for (let round = 0; round < 5; round += 1) {
      const rev = await documents.put('a');
      seen.add(rev);
      await documents.write(deleteOf('a', rev));
    }
    same(seen.size, 5);
  }),

  check('the changes of one request are written atomically', async (t) => {
    const documents = TestDocuments.of(t);
    const [a, b] = [await documents.put('a'), await documents.put('b')];
    const replaced = putOf('a', { rev: a, body: 'new' });
    same(await documents.write(putOf('c'), replaced, deleteOf('b', b + 100), putOf('d', { rev: 9 })), [
      'schedule/b',
      'schedule/d',
    ]);
    same([await documents.names(), await documents.body('a')], [['a', 'b'], 'body of a']);
    const changes = [putOf('z'), deleteOf('b', b), replaced, putOf('c', { kind: 'variable' })];
    const answer = await documents.store.write({ changes });
    const revs = answer.result === 'written' ? answer.revs : [];
    same([await documents.names(), await documents.body('a')], [['a', 'z'], 'new']);
    const stored = [
      (await documents.store.get({ kind: 'schedule', name: 'z' }))?.rev,
      0,
      (await documents.store.get({ kind: 'schedule', name: 'a' }))?.rev,
      (await documents.store.get({ kind: 'variable', name: 'c' }))?.rev,
    ];
    same(revs, stored);
    same(await documents.store.write({ changes: [] }), { result: 'written', revs: [] });
  }),

  check('a request that changes one document twice is refused', async (t) => {
    const documents = TestDocuments.of(t);
    await refuses(documents.write(putOf('b'), putOf('a'), putOf('a')), 'INVALID_OPTION');
    same(await documents.names(), []);
  }),

  check('a kind or a name that no storage can hold is refused', async (t) => {
    const documents = TestDocuments.of(t);
    for (const broken of ['nul \u0000 inside', '\ud800', 'half \udc00 of a character']) {
      await refuses(documents.write(putOf('a'), putOf(broken)), 'INVALID_OPTION');
      await refuses(documents.write(putOf('a'), putOf('b', { kind: broken })), 'INVALID_OPTION');
    }
    same(await documents.names(), []);
  }),

  check('documents are listed in the order of their names, and by prefix', async (t) => {
    const documents = TestDocuments.of(t);
    const ordered = ['', '"', 'B', 'a', 'a%', 'a_', 'ab', 'abc', 'b', 'z', 'ä', '\ue000', '😀', '😁'];
    for (const name of [...ordered].reverse()) await documents.put(name);
    same(await documents.names(), ordered);
    same(await documents.names({ prefix: 'a' }), ['a', 'a%', 'a_', 'ab', 'abc']);
    same(await documents.names({ prefix: 'a_' }), ['a_']);
    same(await documents.names({ prefix: '😀' }), ['😀']);
    same(await documents.names({ prefix: 'abcd' }), []);
  }),

  check('pages of documents neither repeat nor miss one while others are created and deleted', async (t) => {
    const documents = TestDocuments.of(t);
    const revs = new Map<string, number>();
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1']) revs.set(name, await documents.put(name));
    const page = async (after?: string) => {
      const query = { kind: 'schedule', prefix: 'a', limit: 2, ...(after !== undefined && { after }) };
      const { items, next } = await documents.store.list(query);
      return { names: items.map(({ name }) => name), next };
    };
    const first = await page();
    same(first.names, ['a1', 'a2']);
    // Delete the last document of the page, create one before and one after it, and change one that was already listed.
    await documents.write(deleteOf('a2', revs.get('a2') ?? 0), putOf('a0'), putOf('a45'));
    await documents.put('a1', { rev: revs.get('a1') ?? 0 });
    const second = await page(first.next);
    same(second.names, ['a3', 'a4']);
    const third = await page(second.next);
    same(third.names, ['a45', 'a5']);
    const last = await page(third.next);
    same([last.names, last.next], [['a6'], undefined]);
    same((await documents.store.list({ kind: 'schedule', limit: 8 })).next, undefined);
  }),

  check('a cursor that is not from a page of documents is refused', async (t) => {
    for (const after of ['x', '', '-1'])
      await refuses(TestDocuments.of(t).store.list({ kind: 'schedule', limit: 1, after }), 'INVALID_OPTION');
  }),

  check('documents are due from their time on, the earliest first', async (t) => {
    const documents = TestDocuments.of(t);
    const far = 8_640_000_000_000_000;
    const dues = { late: 30, early: 10, middle: 20, far, never: undefined } as const;
    const revs = new Map<string, number>();
    for (const [name, dueAt] of Object.entries(dues)) revs.set(name, await documents.put(name, { dueAt }));
    await documents.put('other', { kind: 'delivery', dueAt: 15 });
    await documents.areDue(9, []);
    await documents.areDue(20, ['early', 'middle']);
    await documents.areDue(far, ['early', 'middle', 'late', 'far']);
    await documents.areDue(far, ['early', 'middle'], { limit: 2 });
    await documents.areDue(25, ['early', 'other', 'middle'], { kinds: ['schedule', 'delivery', 'schedule'] });
    await documents.areDue(25, ['early', 'other'], { kinds: ['delivery', 'schedule'], limit: 2 });
    await documents.areDue(25, [], { kinds: [] });
    // A postponed document is due at its new time; a document without a time is never due.
    await documents.put('early', { rev: revs.get('early') ?? 0, dueAt: 25 });
    await documents.put('middle', { rev: revs.get('middle') ?? 0 });
    await documents.write(deleteOf('late', revs.get('late') ?? 0));
    await documents.areDue(100, ['early']);
  }),

  check('documents with names and bodies of every kind are preserved and distinguished', async (t) => {
    const documents = TestDocuments.of(t);
    for (const text of NAMES) await documents.put(text, { kind: text, body: text, dueAt: 1 });
    for (const text of NAMES) {
      const document = await documents.store.get({ kind: text, name: text });
      same([document?.kind, document?.name, document?.body], [text, text, text]);
      same(await documents.names({ kind: text }), [text]);
      same(await documents.names({ kind: text, prefix: text }), [text]);
      await documents.areDue(1, [text], { kinds: [text] });
    }
    for (const text of NAMES) await documents.put(text);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await documents.store.list({ kind: 'schedule', limit: 3, ...(after !== undefined && { after }) });
      seen.push(...page.items.map(({ name }) => name));
      after = page.next;
    } while (after !== undefined);
    same([...seen].sort(), [...NAMES].sort());
    const longKind = 'ü'.repeat(64);
    const longName = '漢'.repeat(512);
    await documents.put(longName, { kind: longKind });
    same(await documents.names({ kind: longKind }), [longName]);
  }),

  check('a document that is too long is refused, and its request writes nothing', async (t) => {
    const documents = TestDocuments.of(t);
    const long = 'x'.repeat(t.maxBody);
    same(await documents.write(putOf('a', { body: long })), 'written');
    same((await documents.body('a')) === long, true);
    await refuses(documents.write(putOf('b'), putOf('c', { body: `${long}x` })), 'PAYLOAD_TOO_LARGE');
    same(await documents.names(), ['a']);
  }),
];

/** The checks of storages that only keep runs. */
export const withoutDocumentsSuite: readonly StorageCheck[] = [
  check('a storage that does not keep documents has no member `documents`', (t) => {
    same('documents' in t.storage, false);
    return Promise.resolve();
  }),
];

/** The checks of storages whose data survives closing. */
export const documentSurvivalSuite: readonly StorageCheck[] = [
  check('documents are preserved when the storage is closed and reopened, and revisions continue', async (t) => {
    const documents = TestDocuments.of(t);
    await documents.put('a', { dueAt: 5 });
    const deleted = await documents.put('b');
    await documents.write(deleteOf('b', deleted));
    const before = await documents.store.get({ kind: 'schedule', name: 'a' });
    const again = TestDocuments.of(t, await t.reopen());
    same(await again.store.get({ kind: 'schedule', name: 'a' }), before);
    await again.areDue(5, ['a']);
    same((await again.put('b')) > deleted, true);
  }),
];
