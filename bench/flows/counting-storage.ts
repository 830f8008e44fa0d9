import { memoryStorage, type Storage } from 'millrace/storage';

/** A storage in memory that counts the characters which steps write. */
export class CountingStorage {
  readonly storage: Storage;
  written = 0;

  constructor() {
    const memory = memoryStorage();
    this.storage = {
      ...memory,
      commit: (request) => {
        for (const { head, entry, checkpoint } of request.commits) {
          this.written += JSON.stringify(head).length + (entry?.body.length ?? 0);
          for (const { name, body } of checkpoint?.puts ?? []) this.written += name.length + body.length;
          for (const name of checkpoint?.deletes ?? []) this.written += name.length;
        }
        return memory.commit(request);
      },
    };
  }
}
