import type { NoticeEmitter } from '../../storage/adapter-kit';
import type { Notice } from '../../storage/port';

const hubs = new Map<string, NoticeHub>();

/** Forwards notices to all storages of this process that have the same file open. */
export class NoticeHub {
  private readonly members = new Set<NoticeEmitter>();

  private constructor(private readonly file: string | undefined) {}

  /** Returns the hub of a file, or a new hub for a database without a file. */
  static of(file: string | undefined): NoticeHub {
    if (file === undefined) return new NoticeHub(undefined);
    const hub = hubs.get(file) ?? new NoticeHub(file);
    hubs.set(file, hub);
    return hub;
  }

  get isWatched(): boolean {
    for (const member of this.members) if (member.isWatched) return true;
    return false;
  }

  join(member: NoticeEmitter): void {
    this.members.add(member);
  }

  leave(member: NoticeEmitter): void {
    this.members.delete(member);
    if (this.members.size === 0 && this.file !== undefined) hubs.delete(this.file);
  }

  emit(notice: Notice): void {
    for (const member of this.members) member.emit(notice);
  }
}
