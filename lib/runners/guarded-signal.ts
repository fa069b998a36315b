import { AsyncResource } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';

type Call = (event: Event) => unknown;
type Listener = Call | { readonly handleEvent: Call };

/**
 * An `AbortController` whose signal tells `failed` what a listener throws. Node.js would throw it
 * outside of everything, where it ends the process and nobody knows whose it is.
 */
export const guardedController = (failed: (error: unknown) => void): AbortController => {
  const controller = new AbortController();
  const { signal } = controller;
  // A runner that asks a service for each of twenty pages leaks nothing.
  setMaxListeners(0, signal);
  const guards = new WeakMap<Listener, Call>();
  const guardOf = (listener: Listener): Call => {
    let guard = guards.get(listener);
    if (guard === undefined) guards.set(listener, (guard = guarded(listener, signal, failed)));
    return guard;
  };
  // A listener may be `null`.
  const known = <T>(listener: T): T | Call => (isListener(listener) ? guardOf(listener) : listener);
  const own = (name: 'addEventListener' | 'removeEventListener'): PropertyDescriptor => {
    const method = signal[name].bind(signal) as (...args: unknown[]) => void;
    return {
      value: (type: unknown, listener: unknown, ...options: unknown[]) => {
        method(type, known(listener), ...options);
      },
    };
  };
  let onabort: unknown = null;
  Object.defineProperties(signal, {
    addEventListener: own('addEventListener'),
    removeEventListener: own('removeEventListener'),
    onabort: {
      get: () => onabort,
      set: (listener: unknown) => {
        // Guarded once more below: so it is another listener than the same function added by itself.
        if (isListener(onabort)) signal.removeEventListener('abort', guardOf(onabort));
        onabort = isListener(listener) ? listener : null;
        if (isListener(onabort)) signal.addEventListener('abort', guardOf(onabort));
      },
    },
  });
  return controller;
};

const isListener = (value: unknown): value is Listener =>
  typeof value === 'function' || (typeof value === 'object' && value !== null);

// In the async context of whoever listens, not of whoever aborts: what falls there is the listener's.
const guarded = (listener: Listener, signal: AbortSignal, failed: (error: unknown) => void): Call =>
  AsyncResource.bind((event: Event) => {
    try {
      const given: unknown =
        typeof listener === 'function'
          ? Reflect.apply(listener, signal, [event])
          : listener.handleEvent(event);
      // A listener that is an async function rejects instead.
      if (given instanceof Promise) given.catch(failed);
    } catch (error) {
      failed(error);
    }
  });
