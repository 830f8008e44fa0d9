import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** The way of one kind of request through the files. */
interface Walk {
  readonly name: string;
  readonly text: string;
  /** The named files and folders below `src`, in the order of the text. */
  readonly stops: readonly string[];
}

function walks(page: string): readonly Walk[] {
  const section = /### How a request travels\n([\s\S]*?)\n###/.exec(page)?.[1] ?? '';
  return section
    .split(/^- /m)
    .slice(1)
    .map((text) => ({
      name: /^\*\*(.+?)\.\*\*/.exec(text)?.[1] ?? '',
      text,
      stops: [...text.matchAll(/`([a-z-]+(?:\/[a-z-]+)*)`/g)].flatMap(([, path = '']) => locate(path) ?? []),
    }));
}

/** Returns a path below `src`; paths of the engine may leave out its folder. */
function locate(path: string): string | undefined {
  const candidates = [path, `engine/${path}`];
  return candidates.find((at) => existsSync(join(root, 'src', at)) || existsSync(join(root, 'src', `${at}.ts`)));
}

/** Returns the room of a stop: a folder of `src` or, within the engine, one of its folders. */
function roomOf(stop: string): string {
  return stop
    .split('/')
    .slice(0, stop.startsWith('engine/') ? 2 : 1)
    .join('/');
}

/** Returns the rooms to which a walk comes back, unless its text says that the room is entered twice. */
function unexplainedReturns({ text, stops }: Walk): readonly string[] {
  const rooms = stops.map(roomOf).filter((room, index, all) => room !== all[index - 1]);
  const explained = new Set(
    [...text.matchAll(/`([a-z/-]+)` is\s+entered twice/g)].map(([, path = '']) => locate(path)),
  );
  return rooms.filter((room, index) => rooms.indexOf(room) !== index && !explained.has(room));
}

describe('the ways of a request through the files', () => {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

  it('are those of start, outcome, signal and task form', () => {
    expect(walks(page).map(({ name }) => name)).toEqual(['Start', 'Outcome of a step', 'Signal', 'Form of a task']);
  });

  it.each(walks(page))('$name: names files that exist', ({ text, stops }) => {
    const paths = [...text.matchAll(/`([a-z-]+(?:\/[a-z-]+)+)`/g)].map(([, path = '']) => path);
    expect(paths.filter((path) => !locate(path))).toEqual([]);
    expect(stops.length).toBeGreaterThan(2);
  });

  it.each(walks(page))('$name: enters no room a second time without a reason', (walk) => {
    expect(unexplainedReturns(walk)).toEqual([]);
  });

  it('sees a room that is entered twice', () => {
    const text = '- **Start.** `engine/face`, then `core/transition`, then `engine/face` again.\n';
    const [walk] = walks(`### How a request travels\n${text}\n###`);
    expect(walk && unexplainedReturns(walk)).toEqual(['engine/face']);
    const [said] = walks(`### How a request travels\n${text}  \`engine/face\` is entered twice: it asks.\n\n###`);
    expect(said && unexplainedReturns(said)).toEqual([]);
  });
});
