import type { Declaration } from '../declaration/declaration.js';
import type { Choice } from './graph.js';

/** A consumable before it has a place in a graph. */
export interface Source {
  readonly name: string;
  /** Its component's place in the declaration; `undefined` for an input of the pipeline. */
  readonly component: number | undefined;
  /** How it is chosen from others. */
  readonly choice?: Choice;
}

/** The components, by their places in the declaration, that a consumable comes from. */
export const componentsOf = (
  sources: readonly Source[],
  consumable: number | undefined,
): readonly number[] => {
  const { component, choice } = sources[consumable ?? -1] ?? {};
  if (choice !== undefined) return choice.of.flatMap((one) => sources[one]?.component ?? []);
  return component === undefined ? [] : [component];
};

/** The names of one declaration: of its inputs, its components and what they publish. */
export class DeclaredNames {
  readonly inputs: readonly string[];
  private readonly declaration: Declaration;
  private readonly all: Source[] = [];
  private readonly ids = new Map<string, number>();
  private readonly componentIndex = new Map<string, number>();
  // There may be very many wrong references to one component.
  private readonly namesOf = new Map<number, readonly string[]>();
  private publishersOf: Map<string, string[]> | undefined;

  constructor(declaration: Declaration) {
    this.declaration = declaration;
    const add = (name: string, component: number | undefined): void => {
      this.ids.set(name, this.all.length);
      this.all.push({ name, component });
    };
    const { inputs, components } = declaration;
    this.inputs = inputs.map(({ name }) => name.value);
    for (const name of this.inputs) add(name, undefined);
    components.forEach(({ name, outputs }, index) => {
      this.componentIndex.set(name.value, index);
      for (const output of outputs) add(`${name.value}.${output.name.value}`, index);
    });
  }

  get sources(): readonly Source[] {
    return this.all;
  }

  get components(): Iterable<string> {
    return this.componentIndex.keys();
  }

  /** A consumable that is chosen from others. */
  choose(name: string, choice: Choice): number {
    return this.all.push({ name, component: undefined, choice }) - 1;
  }

  /** The consumable of a full name. */
  idOf(name: string): number | undefined {
    return this.ids.get(name);
  }

  /** The component of a name, as its place in the declaration. */
  componentOf(name: string): number | undefined {
    return this.componentIndex.get(name);
  }

  /** The short names of what a component publishes. */
  outputNames(index: number): readonly string[] {
    let names = this.namesOf.get(index);
    if (names === undefined) {
      names = this.declaration.components[index]?.outputs.map((one) => one.name.value) ?? [];
      this.namesOf.set(index, names);
    }
    return names;
  }

  /** The full names of the outputs of this short name. */
  publishers(short: string): readonly string[] {
    return this.byShortName.get(short) ?? [];
  }

  get shortNames(): Iterable<string> {
    return this.byShortName.keys();
  }

  private get byShortName(): Map<string, string[]> {
    if (this.publishersOf === undefined) {
      this.publishersOf = new Map();
      for (const { name, outputs } of this.declaration.components)
        for (const output of outputs) {
          const full = `${name.value}.${output.name.value}`;
          const all = this.publishersOf.get(output.name.value);
          if (all === undefined) this.publishersOf.set(output.name.value, [full]);
          else all.push(full);
        }
    }
    return this.publishersOf;
  }
}
