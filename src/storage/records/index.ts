export { DirtyRecords } from './dirty-records';
export { type BodyCodec, type BodyReader, changesOf, encodeEntry, eventsOf } from './entry-body';
export { readChange, readSent, readStart, readTask } from './first-format';
export type { Put } from './record-name';
