import type { EngineEvent } from '../port/engine-event';

type Warning = Extract<EngineEvent, { readonly type: 'subscriber.failed' | 'hook.failed' | 'guard.failed' }>;

const SOURCES: Readonly<Record<Warning['type'], string>> = {
  'subscriber.failed': 'a subscriber',
  'hook.failed': 'a hook, or the clean-up of a step,',
  'guard.failed': 'a guard',
};

/** Emits an event of a failure that no one is subscribed to as a Node.js warning. Ignores other events. */
export function warnOf(event: EngineEvent): void {
  if (!isWarning(event)) return;
  const dropped = event.type === 'subscriber.failed' && event.dropped ? ' and was dropped' : '';
  process.emitWarning(`${SOURCES[event.type]} threw${dropped}: ${event.failure.message}`, {
    type: 'MillraceWarning',
    detail: JSON.stringify(event),
  });
}

function isWarning(event: EngineEvent): event is Warning {
  return Object.hasOwn(SOURCES, event.type);
}
