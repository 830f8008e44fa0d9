import { createEngine } from 'millrace';
import { memoryStorage } from 'millrace/storage';
import type { RunRow, Storage } from '../../../src/storage/port';
import { wrongsIn } from './checker';
import { Client } from './client';
import type { Kind } from './kind';
import { load } from './load';
import { People } from './people';
import type { Line } from './side-effects';

const KINDS = ['loop', 'undone', 'staffed', 'stopped', 'redriven', 'copied'];

const lines: Line[] = [];
let kinds: Readonly<Record<string, Kind>>;
let storage: Storage;

/** One run of each kind, in which nothing goes wrong. */
beforeAll(async () => {
  const all = load((line) => lines.push(line));
  kinds = Object.fromEntries(Object.entries(all).filter(([name]) => KINDS.includes(name)));
  storage = memoryStorage();
  const write = (line: Line): void => void lines.push(line);
  const engine = await createEngine({ storage, flows: Object.values(kinds).map(({ flow }) => flow) });
  const people = new People(engine, write, ['workers', 'desk']);
  const client = new Client(engine, kinds, write, []);
  await Promise.all(
    KINDS.map((kind) => {
      write({ what: 'wanted', kind, key: kind, n: 2 });
      return client.attend({ kind, key: kind, n: 2 });
    }),
  );
  await people.goHome();
  await engine.stop();
});

interface Doctored {
  readonly lines?: readonly Line[];
  readonly rows?: (rows: readonly RunRow[]) => readonly RunRow[];
  /** What becomes of the journal of a run. */
  readonly journal?: (entries: Awaited<ReturnType<Storage['journal']>>, id: string) => typeof entries;
  readonly kinds?: typeof kinds;
  readonly over?: boolean;
}

async function wrongsOf(doctored: Doctored): Promise<readonly string[]> {
  const { rows, journal } = doctored;
  const ids = new Map<number, string>();
  const changed: Storage = {
    ...storage,
    list: async (query) => {
      const page = await storage.list(query);
      for (const { key, origin } of page.items) ids.set(key, origin.id);
      return { ...page, items: rows?.(page.items) ?? page.items };
    },
    journal: async (request) => {
      const entries = await storage.journal(request);
      return journal?.(entries, ids.get(request.run) ?? '') ?? entries;
    },
  };
  return wrongsIn({
    storage: changed,
    lines: doctored.lines ?? lines,
    kinds: doctored.kinds ?? kinds,
    over: doctored.over ?? true,
    seen: new Set(),
  });
}

/** The line of some kind that is about a run. */
function lineOf<What extends Line['what']>(what: What, part: string): Line & { readonly what: What } {
  const found = lines.find((line) => line.what === what && JSON.stringify(line).includes(part));
  if (found?.what !== what) throw new Error(`there is no line "${what}" with "${part}"`);
  return narrowed(found);
}

/** `what` has just been compared. */
function narrowed<What extends Line['what']>(line: Line): Line & { readonly what: What } {
  return line as Line & { readonly what: What };
}

const without =
  (index: number, of: string): NonNullable<Doctored['journal']> =>
  (entries, id) =>
    id === of ? entries.filter((_, at) => at !== (index < 0 ? entries.length + index : index)) : entries;

describe('the checker', () => {
  it('finds nothing wrong where nothing is', async () => {
    expect(await wrongsOf({})).toEqual([]);
    expect(lines.filter(({ what }) => what === 'answered').length).toBeGreaterThan(8);
  });

  it('finds a step that was executed after it had been committed', async () => {
    const did = lineOf('did', 'copied:first#1');
    const again = [...lines, { ...did, at: did.at + 60_000 }];
    expect(await wrongsOf({ lines: again })).toEqual([expect.stringMatching(/first#1 was executed .* after/)]);
  });

  it('finds a compensation that was executed after it had been committed', async () => {
    const undid = lineOf('undid', 'undone:a#1');
    const again = [...lines, { ...undid, at: undid.at + 60_000 }];
    expect(await wrongsOf({ lines: again })).toEqual([expect.stringMatching(/a#1 was executed .* after its compens/)]);
  });

  it('finds a step that was committed and executed by nobody', async () => {
    const did = lineOf('did', 'copied:first#1');
    expect(await wrongsOf({ lines: lines.filter((line) => line !== did) })).toEqual([
      expect.stringMatching('first#1, which nobody has executed'),
    ]);
  });

  it('finds events that are missing', async () => {
    expect(await wrongsOf({ journal: without(5, 'loop') })).toEqual(
      expect.arrayContaining([
        expect.stringMatching('its journal has gaps'),
        expect.stringMatching('its events have gaps or come twice'),
      ]),
    );
  });

  it('finds events that are there twice', async () => {
    const twice = await wrongsOf({
      journal: (entries, id) => (id === 'loop' ? [...entries.slice(0, 6), ...entries.slice(5)] : entries),
    });
    expect(twice).toEqual(expect.arrayContaining([expect.stringMatching('was committed twice')]));
  });

  it('finds a run that has never ended, once all is over', async () => {
    const cut: Doctored = { journal: without(-1, 'undone') };
    expect(await wrongsOf(cut)).toEqual(expect.arrayContaining([expect.stringMatching('its outcome is "not ended')]));
    expect((await wrongsOf({ ...cut, over: false })).filter((wrong) => wrong.includes('outcome'))).toEqual([]);
  });

  it('finds a start that was acknowledged and is not there', async () => {
    const rows: Doctored['rows'] = (all) => all.filter(({ origin }) => origin.id !== 'loop');
    expect(await wrongsOf({ rows, over: false })).toEqual(['the start of "loop" is lost']);
  });

  it('finds a run that was started twice, and one that nobody has started', async () => {
    expect(await wrongsOf({ rows: (all) => [...all, ...all.slice(0, 1)] })).toEqual([
      expect.stringMatching('was started twice'),
    ]);
    const known = lines.filter((line) => !(line.what === 'wanted' && line.key === 'loop'));
    expect(await wrongsOf({ lines: known })).toEqual(expect.arrayContaining(['run loop was started by nobody']));
  });

  it('finds signals that are lost, and outcomes that are not what they should be', async () => {
    const { loop } = kinds;
    if (!loop) throw new Error('there is no loop');
    const other = { ...kinds, loop: { ...loop, signals: 1, outcome: () => 7 } };
    expect(await wrongsOf({ kinds: other })).toEqual([
      expect.stringMatching('got 0 signals of 1'),
      expect.stringMatching('outcome is 42 and not 7'),
    ]);
  });

  it.each(['claimed', 'reassigned', 'completed', 'cancelled'] as const)(
    'finds that a task was %s, which was acknowledged and is lost',
    async (deed) => {
      const answered: Line = { ...lineOf('answered', `"deed":"${deed}"`), answer: 'ok', by: 'zoe' };
      expect(await wrongsOf({ lines: [...lines, answered] })).toEqual([
        expect.stringMatching(`${deed} by zoe was acknowledged and is lost`),
      ]);
    },
  );

  it('finds that something happened with a task more often than it was asked for', async () => {
    const asked = lineOf('asked', 'cancelled');
    expect(await wrongsOf({ lines: lines.filter((line) => line !== asked) })).toEqual([
      expect.stringMatching('happened 1 times and was asked for 0 times'),
    ]);
  });

  it('finds a task that was closed twice, and one that was never closed', async () => {
    const twice = await wrongsOf({ journal: (entries) => entries.flatMap((entry) => [entry, entry]) });
    expect(twice).toEqual(expect.arrayContaining([expect.stringMatching('its task dropped#1 was closed twice')]));
    expect(await wrongsOf({ journal: (entries, id) => (id === 'staffed' ? entries.slice(0, 4) : entries) })).toEqual(
      expect.arrayContaining([expect.stringMatching('its task tasks#1/given#1 was never closed')]),
    );
  });

  it('finds a refusal that nothing explains', async () => {
    const answered: Line = { ...lineOf('answered', 'cancelled'), answer: 'STORAGE_CORRUPT' };
    expect(await wrongsOf({ lines: [...lines, answered] })).toEqual([
      expect.stringMatching('was refused: STORAGE_CORRUPT'),
    ]);
  });
});
