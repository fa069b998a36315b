import type { Decoded } from '../declaration/decode.js';
import type { Choice } from './graph.js';
import type { Wire } from '../declaration/wiring.js';
import type { Text } from '../declaration/codecs/scalars.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { isSpan, type Place } from '../diagnostics/place.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';

/** A consumable before it has a place in a graph. */
export interface Source {
  readonly name: string;
  /** Its component's place in the declaration; `undefined` for an input of the pipeline. */
  readonly component: number | undefined;
  /** How it is chosen from others. */
  readonly choice?: Choice;
}

/** A place as it is printed. */
export type Where = (place: Place) => string;

/** The components, by their places in the declaration, that a consumable comes from. */
export const componentsOf = (
  sources: readonly Source[],
  consumable: number | undefined,
): readonly number[] => {
  const { component, choice } = sources[consumable ?? -1] ?? {};
  if (choice !== undefined) return choice.of.flatMap((one) => sources[one]?.component ?? []);
  return component === undefined ? [] : [component];
};

/**
 * What the names of one declaration stand for. What stands for nothing is reported, unless it may
 * stand for something that could not be read.
 */
export class References {
  readonly where: Where;
  private readonly all: Source[] = [];
  private readonly ids = new Map<string, number>();
  private readonly componentIndex = new Map<string, number>();
  private readonly decoded: Decoded;
  private readonly suggester: Suggester;
  private readonly report: (diagnostic: Diagnostic) => void;
  private readonly inputNames: readonly string[];
  private readonly namesOf = new Map<number, readonly string[]>();
  private readonly told = new Set<Text>();
  private publishersOf: Map<string, string[]> | undefined;

  constructor(
    decoded: Decoded,
    suggester: Suggester,
    report: (diagnostic: Diagnostic) => void,
    where: Where,
  ) {
    this.where = where;
    this.decoded = decoded;
    this.suggester = suggester;
    this.report = report;
    const add = (name: string, component: number | undefined): void => {
      this.ids.set(name, this.all.length);
      this.all.push({ name, component });
    };
    const { inputs, components } = decoded.declaration;
    this.inputNames = inputs.map(({ name }) => name.value);
    for (const name of this.inputNames) add(name, undefined);
    components.forEach(({ name, outputs }, index) => {
      this.componentIndex.set(name.value, index);
      for (const output of outputs) add(`${name.value}.${output.name.value}`, index);
    });
  }

  get sources(): readonly Source[] {
    return this.all;
  }

  /** A consumable that is chosen from others. */
  choose(name: string, choice: Choice): number {
    return this.all.push({ name, component: undefined, choice }) - 1;
  }

  /**
   * How many parts of a path are the name of a consumable; else what is wrong with it, or `undefined`
   * where it may stand for something that could not be read.
   */
  partsOf(path: readonly string[], place: Place): 1 | 2 | Diagnostic | undefined {
    const [first = '', second] = path;
    if (this.ids.has(first)) return 1;
    if (second !== undefined && this.ids.has(`${first}.${second}`)) return 2;
    const isComponent = second !== undefined && this.componentIndex.has(first);
    const isInput = second === undefined || (!isComponent && this.nearestInput(first));
    const name: Text = { kind: 'scalar', value: isInput ? first : `${first}.${second}`, place };
    return this.unknown(name, 'input');
  }

  // `documnt.pages`: a field of an input, mistyped, rather than an output of a component.
  private nearestInput(name: string): boolean {
    return (
      this.suggester.nearest(name, this.inputNames).length > 0 &&
      this.suggester.nearest(name, this.componentIndex.keys()).length === 0
    );
  }

  idOf(name: string): number | undefined {
    return this.ids.get(name);
  }

  /** The consumable that a component's input refers to. */
  consumable(reference: Text): number | undefined {
    const id = this.ids.get(reference.value);
    if (id === undefined) this.reportUnknown(reference, 'input');
    return id;
  }

  /** The consumable that an output of the pipeline refers to, by its full or its short name. */
  output({ reference }: Wire): number | undefined {
    const { value } = reference;
    const id = this.ids.get(value);
    const isFull = value.includes('.');
    const publishers = isFull ? [] : this.publishers(value);
    if (id !== undefined) {
      if (publishers.length > 0)
        this.report(
          diagnose(
            'shadowed-output',
            reference.place,
            `${quoted(value)} is the pipeline's own input here, not ${listed(publishers, 'or', 5, quoted)}`,
            {
              label: 'an input',
              help: ['to give what a component publishes, write its full name'],
            },
          ),
        );
      return id;
    }
    if (publishers.length > 1) {
      this.report(
        diagnose(
          'ambiguous-output',
          reference.place,
          `${publishers.length} components publish ${quoted(value)}`,
          {
            label: 'which one?',
            suggestions: publishers.slice(0, 10),
            help: [`write ${listed(publishers, 'or', 5, quoted)}`],
          },
        ),
      );
      return undefined;
    }
    const [only] = publishers;
    if (only !== undefined) return this.ids.get(only);
    this.reportUnknown(reference, 'output');
    return undefined;
  }

  /** The component, as its place in the declaration, that a dependency names. */
  dependency(name: Text): number | undefined {
    const index = this.componentIndex.get(name.value);
    if (index !== undefined) return index;
    if (this.decoded.gaps.components) return undefined;
    const suggestions = this.suggester.nearest(name.value, this.componentIndex.keys());
    this.report(
      diagnose('unknown-component', name.place, `no component is named ${quoted(name.value)}`, {
        label: 'unknown component',
        suggestions,
        help: didYouMean(suggestions),
      }),
    );
    return undefined;
  }

  // Nothing is said of a reference to what may only be misspelt where it is declared.
  private reportUnknown(reference: Text, role: 'input' | 'output'): void {
    // One that aliases bring in a thousand times is wrong once.
    if (this.told.has(reference)) return;
    this.told.add(reference);
    const unknown = this.unknown(reference, role);
    if (unknown !== undefined) this.report(unknown);
  }

  private unknown(reference: Text, role: 'input' | 'output'): Diagnostic | undefined {
    const { value } = reference;
    const { gaps } = this.decoded;
    const dot = value.indexOf('.');
    if (dot < 0) {
      const isHidden = role === 'output' && (gaps.components || gaps.outputsOf.size > 0);
      return gaps.inputs || isHidden ? undefined : this.unknownName(reference, role);
    }
    const [component, output] = [value.slice(0, dot), value.slice(dot + 1)];
    const index = this.componentIndex.get(component);
    if (index === undefined)
      return gaps.components ? undefined : this.unknownComponent(reference, component, output);
    return gaps.outputsOf.has(component) ? undefined : this.unknownOutput(reference, index, output);
  }

  private unknownComponent(reference: Text, component: string, output: string): Diagnostic {
    const near = this.suggester.nearest(component, this.componentIndex.keys());
    const exact = near.filter((name) => this.ids.has(`${name}.${output}`));
    const full =
      exact.length > 0
        ? exact.map((name) => `${name}.${output}`)
        : near.flatMap((name) => this.nearestOutputs(name, output).slice(0, 1));
    // Where the output would have to change too, the whole reference is marked.
    const place =
      exact.length === full.length ? part(reference, 0, component.length) : reference.place;
    return diagnose('unknown-component', place, `no component is named ${quoted(component)}`, {
      label: 'unknown component',
      suggestions: place === reference.place ? full : exact,
      help: didYouMean(full),
    });
  }

  private unknownOutput(reference: Text, index: number, output: string): Diagnostic {
    const declared = this.decoded.declaration.components[index];
    const name = declared?.name.value ?? '';
    const outputs = this.outputNames(index);
    const near = this.suggester.nearest(output, outputs);
    const full = near.map((one) => `${name}.${one}`);
    const place = part(reference, name.length + 1, reference.value.length);
    return diagnose('unknown-output', place, `${quoted(name)} publishes no ${quoted(output)}`, {
      label: 'unknown output',
      suggestions: place === reference.place ? full : near,
      help: [
        ...didYouMean(full),
        outputs.length === 0
          ? `${quoted(name)} publishes nothing`
          : `${quoted(name)} publishes ${listed(outputs, 'and', 5, quoted)}`,
      ],
      related:
        declared === undefined ? [] : [{ place: declared.name.place, message: 'this component' }],
    });
  }

  private unknownName(reference: Text, role: 'input' | 'output'): Diagnostic {
    const { value } = reference;
    const publishers = this.publishers(value);
    const isComponent = this.componentIndex.has(value);
    const near = this.suggester.nearest(value, this.inputNames);
    const shortNames = role === 'output' ? (this.publishersOf?.keys() ?? []) : [];
    const suggestions =
      publishers.length > 0
        ? publishers.slice(0, 3)
        : isComponent
          ? this.nearestOutputs(value, '').slice(0, 3)
          : near.length > 0
            ? near
            : this.suggester.nearest(value, shortNames);
    return diagnose(
      role === 'input' ? 'unknown-input' : 'unknown-output',
      reference.place,
      role === 'input'
        ? `the pipeline has no input ${quoted(value)}`
        : `nothing publishes ${quoted(value)}`,
      {
        label: isComponent
          ? 'a component, not one of its outputs'
          : role === 'input'
            ? 'unknown input'
            : 'unknown output',
        suggestions,
        help: [
          ...didYouMean(suggestions),
          ...(publishers.length > 3 ? [`${publishers.length} components publish it`] : []),
        ],
      },
    );
  }

  private nearestOutputs(component: string, output: string): string[] {
    const names = this.outputNames(this.componentIndex.get(component) ?? -1);
    const near = this.suggester.nearest(output, names);
    return (near.length > 0 ? near : names.slice(0, 3)).map((name) => `${component}.${name}`);
  }

  // Made once for each component: there may be very many wrong references to one.
  private outputNames(index: number): readonly string[] {
    let names = this.namesOf.get(index);
    if (names === undefined) {
      names =
        this.decoded.declaration.components[index]?.outputs.map((one) => one.name.value) ?? [];
      this.namesOf.set(index, names);
    }
    return names;
  }

  private publishers(short: string): readonly string[] {
    if (this.publishersOf === undefined) {
      this.publishersOf = new Map();
      for (const { name, outputs } of this.decoded.declaration.components)
        for (const output of outputs) {
          const full = `${name.value}.${output.name.value}`;
          const all = this.publishersOf.get(output.name.value);
          if (all === undefined) this.publishersOf.set(output.name.value, [full]);
          else all.push(full);
        }
    }
    return this.publishersOf.get(short) ?? [];
  }
}

/** Part of a text, where its spelling in the file is the text itself, be it in quotes. */
export const part = ({ value, place }: Text, start: number, end: number): Place => {
  if (!isSpan(place)) return place;
  const quotes = place.end - place.start - value.length;
  if (quotes !== 0 && quotes !== 2) return place;
  const from = place.start + quotes / 2;
  return { start: from + start, end: from + end };
};
