import { messageOf } from '../../diagnostics/thrown.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import type { Values } from '../../engine/events/event.js';
import type { Component } from '../../graph/graph.js';
import type { ResultKey } from '../store.js';
import { CodeReader, UnknownCode } from './code-of.js';
import { type FixedParts, fixedParts, resultKey } from './result-key.js';
import type { ValueKeeper } from '../values/value-keeper.js';
import { RememberedTexts } from '../values/remembered-texts.js';

/** Why nothing of a component is cached: for a reason, or because nobody asked for it. */
export interface NotCached {
  readonly reason: string;
  readonly isAsked: boolean;
}

/** The keys of components' results: what is the same for all calls of one is found out once. */
export class ComponentKeys {
  private readonly values: ValueKeeper;
  private readonly directory: string;
  private readonly isCached: boolean | undefined;
  private readonly byDefault: boolean;
  private readonly code = new CodeReader();
  private readonly texts = new RememberedTexts<Promise<string>>();
  private readonly fixed = new Map<Component, FixedParts | NotCached>();

  /** `isCached` is said for all components, whatever they declare, `byDefault` for those that say nothing. */
  constructor(
    values: ValueKeeper,
    directory: string,
    isCached: boolean | undefined,
    byDefault = false,
  ) {
    this.values = values;
    this.directory = directory;
    this.isCached = isCached;
    this.byDefault = byDefault;
  }

  async of(component: Component, inputs: Values): Promise<ResultKey | NotCached> {
    const fixed = this.fixedOf(component);
    if ('reason' in fixed) return fixed;
    const hashes: string[] = [];
    for (const port of fixed.ports)
      try {
        hashes.push(await this.hashOf(inputs[port]));
      } catch (error) {
        return refused(`input ${quoted(port)} cannot be kept: ${messageOf(error)}`);
      }
    return resultKey(fixed, hashes);
  }

  fixedOf(component: Component): FixedParts | NotCached {
    let fixed = this.fixed.get(component);
    if (fixed === undefined) this.fixed.set(component, (fixed = this.find(component)));
    return fixed;
  }

  /** Objects may be others by the next call. */
  private hashOf(value: unknown): Promise<string> {
    if (typeof value !== 'string') return this.hashed(value);
    const known = this.texts.get(value);
    if (known !== undefined) return known;
    const hash = this.hashed(value);
    this.texts.set(value, hash);
    hash.catch(() => {
      this.texts.delete(value);
    });
    return hash;
  }

  private async hashed(value: unknown): Promise<string> {
    const { values } = this;
    return values.hash === undefined ? (await values.keep(value)).hash : values.hash(value);
  }

  private find(component: Component): FixedParts | NotCached {
    const { map, pipeline, cache, unstored, fallback, repeat } = component;
    if (map !== undefined) return unasked('its elements are, each by itself');
    if (pipeline !== undefined) return unasked('its own tasks are, each by itself');
    if (!(this.isCached ?? cache ?? this.byDefault)) return unasked('nobody asked for it');
    if (unstored !== undefined)
      return refused(`${listed(unstored, 'and', 5, quoted)} must not be written`);
    // Rounds are made of what earlier ones gave, and which of them fell back is not told.
    if (fallback !== undefined && repeat !== undefined)
      return refused(
        'with `fallback` and `repeat` together it is not known which runner gave a result',
      );
    const code = this.code.of(component, this.directory);
    if (code instanceof UnknownCode) return refused(code.message);
    try {
      return fixedParts(component, code);
    } catch (error) {
      return refused(messageOf(error));
    }
  }
}

const unasked = (reason: string): NotCached => ({ reason, isAsked: false });
const refused = (reason: string): NotCached => ({ reason, isAsked: true });
