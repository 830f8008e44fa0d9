import type { DocumentChange, DocumentStore, Storage } from 'millrace/storage';
import { altered } from './altered';
import type { BrokenStorage } from './storages';

/** A storage whose documents break a promise. */
function withDocuments(
  alter: (documents: DocumentStore) => { readonly [K in keyof DocumentStore]?: DocumentStore[K] },
): (storage: Storage) => Storage {
  return (storage) => {
    const { documents } = storage;
    if (!documents) throw new Error('expected a storage with documents');
    return altered(storage, { documents: { ...documents, ...alter(documents) } });
  };
}

export const brokenDocumentStores: readonly BrokenStorage[] = [
  {
    fault: 'writes documents of any revision',
    alter: withDocuments((documents) => ({
      write: async ({ changes }) => {
        const renumbered = changes.map(async (change) => ({ ...change, rev: (await documents.get(change))?.rev ?? 0 }));
        return documents.write({ changes: await Promise.all(renumbered) });
      },
    })),
    found: [
      'a second creation of a document is a conflict and changes nothing',
      'a document is replaced or deleted only with its current revision',
    ],
  },
  {
    fault: 'compares revisions before it writes, and not while it does',
    alter: withDocuments((documents) => {
      const current = (changes: readonly DocumentChange[]) =>
        Promise.all(changes.map(async (change) => (await documents.get(change))?.rev ?? 0));
      let last: Promise<unknown> = Promise.resolve();
      return {
        write: async ({ changes }) => {
          const revs = await current(changes);
          const conflicts = changes.filter(({ rev }, index) => rev !== revs[index]);
          if (conflicts.length > 0) return { result: 'conflict', conflicts };
          const writing = last.then(async () => {
            const now = await current(changes);
            return documents.write({ changes: changes.map((change, index) => ({ ...change, rev: now[index] ?? 0 })) });
          });
          last = writing;
          return writing;
        },
      };
    }),
    found: [
      'of two concurrent requests that create, replace or delete one document, one is written',
      'of two concurrent requests that change the same documents in opposite order, one is written as a whole',
      'concurrent increments of a counter, each retried after a conflict, are all counted',
    ],
  },
  {
    fault: 'writes the changes of one request one after another',
    alter: withDocuments((documents) => ({
      write: async ({ changes }) => {
        const answers = await Promise.all(changes.map((change) => documents.write({ changes: [change] })));
        const conflicts = answers.flatMap((one) => (one.result === 'conflict' ? one.conflicts : []));
        if (conflicts.length > 0) return { result: 'conflict', conflicts };
        return { result: 'written', revs: answers.flatMap((one) => (one.result === 'written' ? one.revs : [])) };
      },
    })),
    found: [
      'the changes of one request are written atomically',
      'a request that changes one document twice is refused',
    ],
  },
  {
    fault: 'begins a page of documents with the last one of the page before',
    alter: withDocuments((documents) => ({
      list: async ({ limit, ...query }) => {
        const page = await documents.list({ ...query, limit });
        const { next } = page.next === undefined ? page : await documents.list({ ...query, limit: limit - 1 });
        return { ...page, next };
      },
    })),
    found: ['pages of documents neither repeat nor miss one while others are created and deleted'],
  },
  {
    fault: 'takes the beginning of a name for a pattern',
    alter: withDocuments((documents) => ({
      list: async ({ prefix = '', ...query }) => {
        const { items, next } = await documents.list(query);
        const pattern = new RegExp(`^${prefix.replaceAll('_', '.').replaceAll('%', '.*')}`, 's');
        return { items: items.filter(({ name }) => pattern.test(name)), next };
      },
    })),
    found: ['documents are listed in the order of their names, and by prefix'],
  },
  {
    fault: 'returns due documents in the order of their names',
    alter: withDocuments((documents) => ({
      due: async (request) =>
        [...(await documents.due(request))].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    })),
    found: ['documents are due from their time on, the earliest first'],
  },
  {
    fault: 'begins to count revisions anew with each document',
    alter: withDocuments((documents) => {
      const hidden = new Map<string, number>();
      const shown = new Map<string, number>();
      return {
        write: async ({ changes }) => {
          const real = changes.map((change) => {
            const known = change.rev !== 0 && change.rev === shown.get(change.name);
            return { ...change, rev: known ? (hidden.get(change.name) ?? 0) : change.rev };
          });
          const answer = await documents.write({ changes: real });
          if (answer.result === 'conflict') return answer;
          const revs = changes.map((change, index) => {
            const rev = change.type === 'delete' ? 0 : change.rev + 1;
            hidden.set(change.name, answer.revs[index] ?? 0);
            shown.set(change.name, rev);
            return rev;
          });
          return { result: 'written', revs };
        },
      };
    }),
    found: ['a revision is never reused, not even after the document was deleted'],
  },
];
