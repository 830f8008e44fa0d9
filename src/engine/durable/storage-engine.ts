import { randomUUID } from 'node:crypto';
import { hasEnded } from '../../core';
import { toFailure } from '../../errors';
import { FlowRegistry, plainFactory, TurnScheduler } from '../../execution';
import { Resilience } from '../../resilience';
import { directoryOf } from '../../resilience/guards';
import { durationMs } from '../../step';
import { PayloadCodec } from '../../storage/payloads';
import { ProcessHold } from '../driver/process-hold';
import { RunDriver } from '../driver/run-driver';
import { DurableEngineFace } from '../face/durable-engine-face';
import { outcomeOf } from '../handles/run-outcome';
import type { DurableEngine } from '../port/run-administration';
import { clockOf } from '../requests/options/clock-of';
import { requireInteger } from '../requests/require-integer';
import { Retention } from '../store-backend/administration/retention';
import { pacedStorage } from '../store-backend/paced-storage';
import { EventFeed } from '../store-backend/reading/event-feed';
import { LiveOutputs } from '../store-backend/reading/live-outputs';
import { OutcomeWatcher } from '../store-backend/reading/outcome-watcher';
import { RunWatch } from '../store-backend/reading/run-watch';
import { StoreBackend, stoppedError } from '../store-backend/store-backend';
import { DEFAULT_RETAINED_EVENTS, DEFAULT_RETAINED_RUNS } from '../streams/run-streams';
import { StreamHub } from '../streams/stream-hub';
import { BrokenRuns } from './claiming/broken-runs';
import { ExclusiveRuns } from './claiming/exclusive-runs';
import { RunClaimer } from './claiming/run-claimer';
import { EngineLoad } from './journal/engine-load';
import { RunJournal } from './journal/run-journal';
import { LeaseKeeper } from './ownership/lease-keeper';
import type { OwnedRun } from './ownership/owned-run';
import { OwnedRuns } from './ownership/owned-runs';
import { OwnershipEvents } from './ownership/ownership-events';
import { RunCreator } from './ownership/run-creator';
import { leaseMs, type StorageEngineOptions } from './storage-engine-options';
import { storageMover } from './storage-mover';

/** Creates an engine that runs flows in this process and keeps them in a storage, so that runs survive the process. */
export function createStorageEngine(options: StorageEngineOptions): DurableEngine {
  const { random = Math.random, factory = plainFactory, flows = [], compensateOnFailure = true } = options;
  const { lease: ttl = '15s', maxRecoveries = 5, retention: keep, acceptChanges = [], authorize } = options;
  const { retainedEvents = DEFAULT_RETAINED_EVENTS, retainedRuns = DEFAULT_RETAINED_RUNS } = options;
  const limits = {
    retainedEvents: requireInteger(retainedEvents, 'retainedEvents', 'createEngine()'),
    retainedRuns: requireInteger(retainedRuns, 'retainedRuns', 'createEngine()'),
  };
  const clock = clockOf(options);
  const codec = new PayloadCodec(options, [options.transforms ?? []].flat());
  const resilience = options.resilience ?? new Resilience({ clock, random });
  const guards = directoryOf(resilience);
  const registry = new FlowRegistry(factory, guards, codec);
  const streams = new StreamHub(clock, 0);

  const events = new OwnershipEvents();
  const load = new EngineLoad();
  const turns = new TurnScheduler(clock);
  // The lease is renewed in time whatever else the engine does, and the journal takes turns itself.
  const lease = new LeaseKeeper({ storage: options.storage, clock, engine: randomUUID(), ttlMs: leaseMs(ttl), events });
  const journal = new RunJournal({ storage: options.storage, lease, codec, clock, turns, load, events });
  const driver = new RunDriver<OwnedRun>({
    clock,
    turns,
    random,
    factory,
    guards,
    codec,
    streams,
    journal,
    onEnd: (run, ending) => {
      events.emit('ended', run, ending);
    },
    onHookFailure: (run, error) => {
      streams.publishEngineEvent({ type: 'hook.failed', at: clock.now(), runId: run.id, failure: toFailure(error) });
    },
  });
  const storage = pacedStorage(options.storage, turns);
  const watch = new RunWatch(storage, clock);
  const feed = new EventFeed(storage, codec.reader, watch);
  const outputs = new LiveOutputs(feed, limits);
  const recoveries = requireInteger(maxRecoveries, 'maxRecoveries', 'createEngine()');
  const owned = new OwnedRuns({ driver, journal, codec, outputs, load, events, maxRecoveries: recoveries });
  const broken = new BrokenRuns({ storage, codec, clock, lease, events });
  const claimer = new RunClaimer({ storage, clock, lease, registry, owned, broken, events });
  const creator = new RunCreator({ storage, lease, owned, claimer, load });
  const isHere = (runId: string): boolean => creator.isBeginning(runId) || owned.has(runId);
  const exclusive = new ExclusiveRuns({ storage, lease, claimer, isHere });
  const mover = storageMover({ driver, journal, lease, owned, claimer, creator, exclusive });
  const hold = ProcessHold.of(clock, options.keepAlive);
  const outcomes = new OutcomeWatcher({ storage, reader: codec.reader, clock, registry, isHere, hold });

  const onError = (error: unknown): void => {
    streams.publishEngineEvent({ type: 'storage.failed', at: clock.now(), failure: toFailure(error) });
  };
  events.on('failed', onError);
  events.on('committed', ({ id, state }) => {
    watch.committed(id, hasEnded(state.status));
  });
  events.on('ended', ({ id, graph, state, resources }, ending) => {
    outputs.ended(id);
    const compensationFailures = state.details?.unwindingFailures ?? [];
    const ended = { id, flow: graph.name, exits: graph.root.exits, compensationFailures, cause: resources?.lastError };
    outcomes.ended(id, outcomeOf(ended, ending));
  });
  events.on('released', ({ id, position, state }) => {
    outcomes.released(id, position.key, hasEnded(state.status));
  });
  events.on('leaseEnded', (other) => {
    streams.publishEngineEvent({ type: 'lease.ended', at: clock.now(), engine: other });
  });
  events.on('skewNoticed', (other, skewMs) => {
    streams.publishEngineEvent({ type: 'clock.skewed', at: clock.now(), engine: other, skewMs });
  });
  events.on('broken', (key, event) => {
    streams.publishUnowned(event);
    watch.committed(event.runId, true);
    outcomes.committed(key);
  });
  events.on('leaseRegained', () => {
    streams.publishEngineEvent({ type: 'engine.returned', at: clock.now() });
    outcomes.checkAll();
  });
  events.on('reconciled', () => {
    watch.changedAll();
    outcomes.checkAll();
  });

  const keepMs = keep === undefined ? undefined : durationMs(keep, 'retention');
  const retention = new Retention(storage, clock, keepMs, onError);
  const reading = { watch, events: feed, outputs, outcomes, retention };
  const rules = { hold, compensateOnFailure, acceptedChanges: acceptChanges, onError };
  const backend = new StoreBackend({ storage, codec, clock, registry, mover, ...reading, ...rules });
  const parts = { backend, clock, registry, streams, guards: resilience, codec, authorize, stoppedError };
  const engine = new DurableEngineFace(parts);
  engine.add(flows);
  return engine;
}
