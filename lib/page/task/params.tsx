import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';

import { useRun } from '../run/shown-run.js';
import { NamedValues, type Texts, Value } from '../values/value.js';

/** Params by their names, with texts as they are; `undefined` where they were cut short. */
const paramsIn = (
  json: string,
): { readonly names: readonly string[]; readonly texts: Texts } | undefined => {
  try {
    const params = Object.entries(JSON.parse(json) as Readonly<Record<string, unknown>>);
    return {
      names: params.map(([name]) => name),
      texts: params.map(([, value]) =>
        typeof value === 'string' ? ['text', value] : ['data', JSON.stringify(value)],
      ),
    };
  } catch {
    return undefined;
  }
};

/** The params of a task as its runner reads them: those that are declared, or set for the run, and defaults. */
export const Params = ({ place }: { readonly place: number }): JSX.Element => {
  const { texts } = useRun().data;
  const json = texts[place]?.[1] ?? '';
  const params = useMemo(() => paramsIn(json), [json]);
  return params === undefined ? (
    <Value texts={texts} place={place} />
  ) : (
    <NamedValues texts={params.texts} values={params.names.map((name, at) => [name, at])} />
  );
};
