import { type Field, recordFields } from '../../runners/codecs/record-fields.js';
import type { Ports, Runner } from '../../runners/runner.js';
import { typeText } from './type-text.js';

/** What a runner says of itself, as plain data. */
export interface RunnerFacts {
  readonly name: string;
  readonly description?: string;
  /** `null` where it takes any. */
  readonly inputs: readonly PortFacts[] | null;
  /** `null` where it gives whatever is asked for. */
  readonly outputs: readonly PortFacts[] | null;
  /** `null` where it takes any, or what `paramsType` says. */
  readonly params: readonly ParamFacts[] | null;
  /** What it takes as a whole, where it is not known by which names. */
  readonly paramsType?: string;
}

export interface PortFacts {
  readonly name: string;
  readonly type: string;
  /** Whether something must be wired to it; of an output, whether it is always given. */
  readonly required: boolean;
}

export interface ParamFacts extends PortFacts {
  /** As it would be written in a pipeline file, where there is one. */
  readonly default?: string;
}

export const runnerFacts = ({
  name,
  description,
  inputs,
  outputs,
  params,
}: Runner): RunnerFacts => {
  const fields = params === undefined ? undefined : recordFields(params);
  return {
    name,
    ...(description === undefined ? {} : { description }),
    inputs: portFacts(inputs),
    outputs: portFacts(outputs),
    params: fields?.map(paramFacts) ?? null,
    ...(params === undefined || fields !== undefined ? {} : { paramsType: typeText(params) }),
  };
};

const portFacts = (ports: Ports | undefined): readonly PortFacts[] | null =>
  ports === undefined
    ? null
    : Object.entries(ports).map(([name, codec]) => ({
        name,
        type: typeText(codec),
        required: !codec.is(undefined),
      }));

const paramFacts = ({ name, codec, isRequired, default: written }: Field): ParamFacts => ({
  name,
  type: typeText(codec),
  required: isRequired,
  ...(written === undefined ? {} : { default: written }),
});
