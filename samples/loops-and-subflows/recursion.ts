import { each, exit, flow, fn, ref } from 'millrace';

// A flow that calls itself by name. A call is a node like any other, so it can be the body of `each`.

export interface Folder {
  readonly files: readonly number[];
  readonly folders: readonly Folder[];
}

// #region flow
const { to, out, input, wire } = flow<Folder>('folder-size').nodes({
  folders: fn('folders', ({ folders }: Folder) => folders),
  inside: each(ref<Folder, { next: number }>('folder-size')),
  add: fn('add', ({ folder, inside }: { readonly folder: Folder; readonly inside: readonly number[] }) =>
    [...folder.files, ...inside].reduce((sum, size) => sum + size, 0),
  ),
  done: exit<number>(),
});

export const folderSize = wire('folders', {
  folders: to.inside,
  inside: to.add.from({ folder: input, inside: out.inside }),
  add: to.done,
});
// #endregion flow
