import type * as t from 'io-ts';

import { aboutComponent, aboutDefaults, aboutDocument, aboutPipeline } from './about.js';
import { Suggester } from '../diagnostics/suggest.js';
import { Codec, failed, fault, type Fault } from './codecs/codec.js';
import { list, mapped, named } from './codecs/collections.js';
import { entriesOf, notOneComponent } from './codecs/entries.js';
import { inputs } from './inputs.js';
import { batch, elementMap, fallback, hedge, nestedPipeline, repetition } from './composed.js';
import { params } from './params.js';
import { cache, store, version } from './keeping.js';
import { condition, onFailure, resources, retry, thread, timeout, workers } from './policies.js';
import { integer, name, runnerName, text, type Text, words } from './codecs/scalars.js';
import {
  checkPublished,
  componentInputs,
  componentOutputs,
  dependencies,
  pipelineOutputs,
} from './wiring.js';
import { collect, result } from './codecs/partial.js';
import { record } from './codecs/record.js';

/*
 * The format, key by key. The types, the decoder and the JSON Schema all follow from what stands
 * here.
 */

const body = record(
  'component',
  { runner: runnerName, inputs: componentInputs, outputs: componentOutputs },
  {
    description: words,
    pipeline: nestedPipeline,
    when: condition,
    map: elementMap,
    dependencies,
    params,
    timeout,
    retry,
    onFailure,
    fallback,
    hedge,
    batch,
    repeat: repetition,
    resources,
    thread,
    workers,
    cache,
    version,
    store,
  },
  { notes: true, instead: { runner: 'pipeline' }, about: aboutComponent },
);

export type ComponentBody = t.TypeOf<typeof body>;

const component = new Codec<ComponentBody>(
  body.name,
  body.schema,
  (node, context) => {
    const faults: Fault[] = [];
    const read: Partial<ComponentBody> | undefined = collect(body.validate(node, context), faults);
    if (read === undefined) return failed(...faults);
    const { outputs, pipeline } = read;
    faults.push(...checkPublished(outputs ?? [], pipeline !== undefined, context));
    return result(faults, read as ComponentBody);
  },
  body.definitions,
);

export interface ComponentDeclaration extends ComponentBody {
  readonly name: Text;
}

const components = mapped(
  named('a list or a map of components', 'components', name('a component'), component, {
    badItem: notOneComponent,
    unread: {} as ComponentBody, // what is read in part may lack any key
  }),
  (all): readonly ComponentDeclaration[] => all.map(({ name, value }) => ({ name, ...value })),
);

const pipeline = record(
  'pipeline',
  { name: text('a title'), inputs, outputs: pipelineOutputs, components },
  {
    description: words,
    runners: list('a list of paths of modules', text('a path')),
    concurrency: integer('a whole number, 1 or more', 1),
    resources,
    timeout,
    defaults: record('defaults', {}, { timeout, retry, cache }, { about: aboutDefaults }),
  },
  { notes: true, about: aboutPipeline },
);

/** A pipeline as declared: every key of the right shape, nothing resolved yet. */
export type Declaration = t.TypeOf<typeof pipeline>;

const whole = record('document', { pipeline }, {}, { notes: true, about: aboutDocument });

const bodyKeys = new Set(['name', 'inputs', 'outputs', 'components']);

// Mistyped it is still meant.
const isPipeline = (key: string): boolean =>
  key === 'pipeline' || new Suggester().nearest(key, ['pipeline']).length > 0;

/** The codec of a whole file. */
export const document = mapped(
  new Codec(
    whole.name,
    whole.schema,
    (node, context) => {
      const keys = entriesOf(node, context, () => undefined)?.map(({ key }) => key) ?? [];
      const ofBody = keys.filter(({ value }) => bodyKeys.has(value));
      return ofBody[0] === undefined || keys.some(({ value }) => isPipeline(value))
        ? whole.validate(node, context)
        : failed(outdented(context, ofBody[0]));
    },
    whole.definitions,
  ),
  ({ pipeline }): Declaration => pipeline,
);

// One mistake, whatever its consequences.
const outdented = (context: t.Context, key: Text): Fault =>
  fault(context, key, 'missing-key', 'the declaration has no `pipeline`', {
    label: 'belongs under `pipeline`',
    help: ['write `pipeline:` above it, and indent all of this below that'],
  });
