import { callDetached } from './call-detached';

type Listener = Parameters<AbortSignal['addEventListener']>[1];
type Options = Parameters<AbortSignal['addEventListener']>[2];

/**
 * Guards the listeners that others will add to an abort signal. Node.js reports an error of a listener as an uncaught
 * exception, which ends the process. Returns the same signal.
 *
 * @param onError receives what a listener throws, or what a promise that it returns rejects with
 */
export function guardListeners(signal: AbortSignal, onError: (error: unknown) => void): AbortSignal {
  const guards = new WeakMap<object, Listener>();
  const guarded = (listener: Listener): Listener => {
    if (!isListener(listener)) return listener;
    const guard = guards.get(listener) ?? guardOf(listener, onError);
    guards.set(listener, guard);
    return guard;
  };
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  return Object.defineProperties(signal, {
    addEventListener: {
      value: (type: string, listener: Listener, options?: Options) => {
        add(type, guarded(listener), options);
      },
    },
    removeEventListener: {
      value: (type: string, listener: Listener, options?: Options) => {
        remove(type, guarded(listener), options);
      },
    },
  });
}

/** Returns whether a value is a listener. The signal itself refuses or ignores other values. */
function isListener(listener: unknown): listener is Listener & object {
  return typeof listener === 'function' || (typeof listener === 'object' && listener !== null);
}

function guardOf(listener: Listener & object, onError: (error: unknown) => void): Listener {
  return function (this: unknown, event: Event): void {
    callDetached(
      () => (typeof listener === 'function' ? Reflect.apply(listener, this, [event]) : listener.handleEvent(event)),
      onError,
    );
  };
}
