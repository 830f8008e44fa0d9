import type { RunEvent } from 'millrace';
import { pathOf, type Token } from '../../src/core';
import { foldEvents, RunViewBuilder } from '../../src/history';
import type { FakeDriver, Recorded } from './fake-driver';
import { live, liveFairly, liveWildly, prepare, property, WILD_STEPS } from './random-run';

/** Whether events tell of the node as a step of its own. */
function isStep({ kind }: { readonly kind: string | undefined }): boolean {
  return kind === 'step' || kind === 'function' || kind === 'sleep' || kind === 'wait';
}

/** Compares a view with the state of the core. */
class Comparison {
  /** Whether a redrive has begun a node anew, as another visit: no event tells by which number it goes on. */
  private isRenumbered = false;
  private paths = new Map<number, string>();
  readonly seen = new Set<string>();

  constructor(
    public driver: FakeDriver,
    private readonly builder: RunViewBuilder,
  ) {}

  look({ coreInput, events }: Recorded): void {
    for (const event of events) this.builder.add(event);
    for (const { type } of events) this.seen.add(type);
    const { state } = this.driver;
    const { status, ending } = this.builder.outcome;
    expect([status, ending?.status]).toEqual([state.status, this.driver.ended ? state.ending?.status : undefined]);
    const tokens = state.tokens.all();
    const before = this.paths;
    this.paths = new Map(tokens.map((token) => [token.id, pathOf(token)]));
    if (coreInput.type === 'run.redrive')
      this.isRenumbered ||= [...this.paths].some(([id, path]) => path !== (before.get(id) ?? path));
    this.lookAtSteps(tokens);
    this.lookAtOthers(tokens);
    this.lookAtAttempts(tokens);
  }

  private lookAtSteps(tokens: readonly Token[]): void {
    const expected = tokens.filter(({ place, details }) => isStep(place) && !details?.unwinding);
    const actual = this.builder.currentPlaces.filter(isStep).map(({ path, place }) => this.name(path, place));
    expect(actual.sort()).toEqual(expected.map((token) => this.name(pathOf(token), token.place.id)).sort());
  }

  /** A node that holds others, or one around it. An item is known as soon as a step of it is. */
  private lookAtOthers(tokens: readonly Token[]): void {
    const places = this.builder.currentPlaces;
    // No event tells when an exit that maps its value, or that undoes, is left.
    if (this.isRenumbered || places.some(({ kind }) => kind === 'exit')) return;
    for (const token of tokens) {
      if (token.inner || token.details?.unwinding || isStep(token.place) || pathOf(token).includes('[')) continue;
      const path = pathOf(token);
      const known = places.map((place) => place.path);
      if (!known.some((outer) => path === outer || path.startsWith(`${outer}/`))) expect(known).toContain(path);
    }
  }

  private lookAtAttempts(tokens: readonly Token[]): void {
    const places = new Map(this.builder.currentPlaces.map((one) => [this.name(one.path, one.place), one]));
    for (const token of tokens) {
      const { place, phase, status, attempt, details } = token;
      const isAtWork = status === 'executing' || status === 'backoff';
      if (!isStep(place) || details?.unwinding || !isAtWork || (phase !== 'execute' && phase !== 'complete')) continue;
      const at = places.get(this.name(pathOf(token), place.id));
      expect([at?.path, at?.attempt]).toEqual([at?.path, attempt]);
    }
  }

  private name(path: string, place: string): string {
    return `${this.isRenumbered ? path.replace(/#\d+/g, '#') : path} ${place}`;
  }
}

describe('the view of a run, whatever happens to it,', () => {
  it('agrees with the core on status, positions and attempts after every transition', () => {
    const seen = new Set<string>();
    property((seed) => {
      const { driver, graphOf } = prepare(seed);
      const comparison = new Comparison(driver, new RunViewBuilder(graphOf));
      live(driver, (recorded) => comparison.look(recorded));
      for (const type of comparison.seen) seen.add(type);
    });
    expect([...seen]).toEqual(
      expect.arrayContaining(['run.migrated', 'run.redriven', 'run.recovered', 'task.created']),
    );
  });

  it('of a copy agrees with the core where the events of its origin come first', () => {
    property((seed) => {
      const { driver, dice, graphOf } = prepare(seed);
      const builder = new RunViewBuilder(graphOf);
      const comparison = new Comparison(driver, builder);
      comparison.look(driver.start());
      liveWildly(driver, (recorded) => comparison.look(recorded), dice.below(WILD_STEPS));
      const fork = driver.fork();
      comparison.driver = fork;
      for (const recorded of fork.history) comparison.look(recorded);
      liveWildly(fork, (recorded) => comparison.look(recorded));
      liveFairly(fork, (recorded) => comparison.look(recorded));
      expect(builder.view()).toMatchObject({ isComplete: true, runId: 'fork-1', forkedFrom: { runId: 'run-1' } });
    });
  });

  it('is the same whether events come one by one or all at once', () => {
    property((seed) => {
      const { driver, graphOf } = prepare(seed);
      const builder = new RunViewBuilder(graphOf);
      const events: RunEvent[] = [];
      const hear = (recorded: Recorded): void => {
        for (const event of recorded.events) {
          events.push(event);
          builder.add(event);
        }
        // Looking at it in between changes nothing.
        builder.view();
      };
      live(driver, hear);
      expect(builder.view()).toEqual(foldEvents(events, graphOf));
    });
  });
});
