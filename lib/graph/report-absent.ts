import type { Declaration } from '../declaration/declaration.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { Component, Graph } from './graph.js';
import { Presence } from './presence/presence.js';
import type { Wiring } from './wire.js';

/**
 * Warns of what is absent for every outcome of the conditions: outputs of the pipeline, and inputs of components,
 * of which the first below what never runs is told.
 */
export const reportAbsent = (
  declaration: Declaration,
  graph: Graph,
  wiring: readonly Wiring[],
  report: (diagnostic: Diagnostic) => void,
): void => {
  const presence = new Presence(graph);
  const isNever = (consumable: number): boolean => presence.verdict(consumable) === 'never';
  const warn = (
    place: Diagnostic['place'],
    message: string,
    consumable: number,
    help: readonly string[] = [],
  ): void => {
    const { why, component, isCondition = false } = causeOf(graph, presence, consumable);
    const { name, when } = declaration.components[component?.declared ?? -1] ?? {};
    const cause = isCondition ? when : name;
    report(
      diagnose('always-absent', place, message, {
        label: 'never present',
        help: [why, ...help],
        related:
          cause === undefined
            ? []
            : [
                {
                  place: cause.place,
                  message: isCondition ? 'this condition' : 'this component',
                },
              ],
      }),
    );
  };
  declaration.outputs.forEach(({ as, reference }) => {
    const name = (as ?? reference).value;
    const output = graph.outputs.find((one) => one.name === name);
    if (output !== undefined && isNever(output.consumable))
      warn(
        (as ?? reference).place,
        `output ${quoted(name)} is absent for every outcome of the conditions`,
        output.consumable,
      );
  });
  for (const component of graph.components) {
    if (component.pruned) continue;
    component.inputs.forEach(({ port, consumable }, at) => {
      if (!isNever(consumable) || isBelow(graph, consumable, isNever)) return;
      const { reference, place } = wiring[component.declared]?.inputs[at] ?? {};
      if (reference === undefined || place === undefined) return;
      warn(
        place,
        `input ${quoted(port)} of ${quoted(component.name)} is absent for every outcome of the conditions`,
        consumable,
        [`${quoted(component.name)} never runs`],
      );
    });
  }
};

/** Whether what publishes a thing takes one itself that is never there. */
const isBelow = (
  { components, consumables }: Graph,
  consumable: number,
  isNever: (consumable: number) => boolean,
): boolean => {
  const { component } = consumables[consumable] ?? {};
  return components[component ?? -1]?.inputs.some((one) => isNever(one.consumable)) ?? false;
};

interface Cause {
  readonly why: string;
  readonly component?: Component;
  readonly isCondition?: boolean;
}

/** Why a thing is never there, at the root of it, and the component by which it is so. */
const causeOf = (graph: Graph, presence: Presence, consumable: number): Cause => {
  let at = consumable;
  for (;;) {
    const { component: index = -1, choice } = graph.consumables[at] ?? {};
    const component = graph.components[index];
    if (choice !== undefined) {
      const [only, ...others] = choice.of;
      if (only === undefined || others.length > 0)
        return { why: 'none of its alternatives is ever present' };
      at = only;
      continue;
    }
    if (component === undefined) return { why: 'it is never present' };
    const lacking = [...component.inputs.map((one) => one.consumable), ...named(graph, component)]
      .filter((one) => presence.verdict(one) === 'never')
      .at(0);
    const name = quoted(component.name);
    if (lacking === undefined) {
      if (presence.hasIdleCondition(index))
        return { why: `the condition of ${name} never holds`, component, isCondition: true };
      if (component.pipeline !== undefined)
        return { why: `the pipeline ${name} never produces it`, component };
      const taken = component.inputs
        .map((one) => one.consumable)
        .filter((one) => presence.verdict(one) === 'maybe')
        .map((one) => quoted(graph.consumables[one]?.name ?? ''));
      const all = component.when === undefined ? taken : [...taken, 'its condition'];
      return {
        why: `${name} never runs: ${listed(all)} are never available together`,
        component,
      };
    }
    at = lacking;
  }
};

const named = ({ consumables }: Graph, { when }: Component): readonly number[] =>
  consumables[when ?? -1]?.choice?.of ?? [];
