import type { Decoded } from '../declaration/decode.js';
import type { Choice } from './graph.js';
import type { Wire } from '../declaration/wiring.js';
import type { Text } from '../declaration/codecs/scalars.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import type { Source as CheckedSource } from '../diagnostics/source.js';
import type { Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import { DeclaredNames, type Source } from './declared-names.js';
import { UnknownReferences } from './unknown-references.js';

/**
 * What the names of one declaration stand for. What stands for nothing is reported, unless it may
 * stand for something that could not be read.
 */
export class References {
  /** The text that is checked. */
  readonly source: CheckedSource;
  private readonly names: DeclaredNames;
  private readonly unknown: UnknownReferences;
  private readonly report: (diagnostic: Diagnostic) => void;
  private readonly told = new Set<Text>();

  constructor(
    decoded: Decoded,
    suggester: Suggester,
    report: (diagnostic: Diagnostic) => void,
    source: CheckedSource,
  ) {
    this.source = source;
    this.report = report;
    this.names = new DeclaredNames(decoded.declaration);
    this.unknown = new UnknownReferences(source, decoded, this.names, suggester);
  }

  get sources(): readonly Source[] {
    return this.names.sources;
  }

  /** A consumable that is chosen from others. */
  choose(name: string, choice: Choice): number {
    return this.names.choose(name, choice);
  }

  /**
   * How many parts of a path are the name of a consumable; else what is wrong with it, or `undefined`
   * where it may stand for something that could not be read.
   */
  partsOf(path: readonly string[]): 1 | 2 | Diagnostic | undefined {
    const [first = '', second] = path;
    if (this.idOf(first) !== undefined) return 1;
    if (second !== undefined && this.idOf(`${first}.${second}`) !== undefined) return 2;
    const isComponent = second !== undefined && this.names.componentOf(first) !== undefined;
    const isInput = second === undefined || (!isComponent && this.unknown.nearestInput(first));
    const name: Text = { kind: 'scalar', value: isInput ? first : `${first}.${second}`, place: [] };
    return this.unknown.of(name, 'input');
  }

  idOf(name: string): number | undefined {
    return this.names.idOf(name);
  }

  /** The consumable that a component's input refers to. */
  consumable(reference: Text): number | undefined {
    const id = this.names.idOf(reference.value);
    if (id === undefined) this.reportUnknown(reference, 'input');
    return id;
  }

  /** The consumable that an output of the pipeline refers to, by its full or its short name. */
  output({ reference }: Wire): number | undefined {
    const { value } = reference;
    const id = this.names.idOf(value);
    const isFull = value.includes('.');
    const publishers = isFull ? [] : this.names.publishers(value);
    if (id !== undefined) {
      if (publishers.length > 0)
        this.report(
          diagnose(
            'shadowed-output',
            reference.place,
            `${quoted(value)} is the pipeline's own input here, not ${listed(publishers, 'or', 5, quoted)}`,
            {
              label: 'an input',
              help: ['to refer to the output of a component, write its full name'],
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
    if (only !== undefined) return this.names.idOf(only);
    this.reportUnknown(reference, 'output');
    return undefined;
  }

  /** The component, as its place in the declaration, that a dependency names. */
  dependency(name: Text): number | undefined {
    const index = this.names.componentOf(name.value);
    if (index !== undefined) return index;
    const unknown = this.unknown.dependency(name);
    if (unknown !== undefined) this.report(unknown);
    return undefined;
  }

  // Nothing is said of a reference to what may only be misspelt where it is declared.
  private reportUnknown(reference: Text, role: 'input' | 'output'): void {
    // One that aliases bring in a thousand times is wrong once.
    if (this.told.has(reference)) return;
    this.told.add(reference);
    const unknown = this.unknown.of(reference, role);
    if (unknown !== undefined) this.report(unknown);
  }
}
