import { frozenCopy } from '../../runners/values/frozen.js';
import type { Values } from '../events/event.js';
import { recordOf } from '../port-values.js';

/**
 * Frozen copies of the inputs that a live run is given, again and again: the same object is the same
 * input, though a copy of it would be another object each time.
 */
export class FrozenInputs {
  private readonly copies = new WeakMap<object, unknown>();

  of(inputs: Values): Values {
    const names = Object.keys(inputs);
    const copies = names.map((name) => {
      const value = inputs[name];
      if (typeof value !== 'object' || value === null) return value;
      const copy = this.copies.get(value) ?? frozenCopy(value);
      this.copies.set(value, copy);
      return copy;
    });
    return recordOf(names, copies);
  }
}
