import canonicalize from 'canonicalize';

import { sha256 } from '../../../lib/store/values/sha256.js';
import type { ValueKeeper } from '../../../lib/store/values/value-keeper.js';
import type { KeptResult, Results } from '../../../lib/store/store.js';

/** Results in memory, as several processes see them: each by its own `Results`. */
export class SharedResults {
  readonly kept = new Map<string, KeptResult & { readonly pipeline: string }>();
  readonly claims = new Map<string, object>();

  process(): Results {
    const owner = {};
    return {
      find: (key) => Promise.resolve(this.kept.get(key)),
      latest: (pipeline, task, most) =>
        Promise.resolve(
          [...this.kept.values()]
            .filter((one) => one.pipeline === pipeline && one.task === task)
            .reverse()
            .slice(0, most),
        ),
      keep: (pipeline, result) => {
        this.kept.set(result.key.hash, { ...result, pipeline });
        return Promise.resolve();
      },
      forget: (key) => {
        this.kept.delete(key);
        return Promise.resolve();
      },
      claim: (key) => {
        const isOurs = (this.claims.get(key) ?? owner) === owner;
        if (isOurs) this.claims.set(key, owner);
        return Promise.resolve(isOurs);
      },
      release: (key) => {
        if (this.claims.get(key) === owner) this.claims.delete(key);
        return Promise.resolve();
      },
    };
  }
}

const jsonOf = (value: unknown): string => {
  if (typeof value === 'function') throw new TypeError('a function cannot be kept');
  return canonicalize(value) ?? 'undefined';
};

/** Values as canonical JSON. */
export const jsonValues: ValueKeeper = {
  hash: (value) => sha256(jsonOf(value)),
  keep: async (value) => {
    const json = jsonOf(value);
    return Promise.resolve({ hash: sha256(json), json, size: json.length, blobs: [] });
  },
  value: async ({ json = '' }) => Promise.resolve(JSON.parse(json) as unknown),
};
