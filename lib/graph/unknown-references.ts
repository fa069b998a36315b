import type { Decoded } from '../declaration/decode.js';
import type { Text } from '../declaration/codecs/scalars.js';
import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.js';
import { partOfText } from '../diagnostics/part-of-text.js';
import type { Source } from '../diagnostics/source.js';
import { didYouMean, type Suggester } from '../diagnostics/suggest.js';
import { listed, quoted } from '../diagnostics/wording.js';
import type { DeclaredNames } from './declared-names.js';

/** What is wrong with references that stand for nothing, and what may have been meant. */
export class UnknownReferences {
  private readonly source: Source;
  private readonly decoded: Decoded;
  private readonly names: DeclaredNames;
  private readonly suggester: Suggester;

  constructor(source: Source, decoded: Decoded, names: DeclaredNames, suggester: Suggester) {
    this.source = source;
    this.decoded = decoded;
    this.names = names;
    this.suggester = suggester;
  }

  /** `undefined` where it may stand for something that could not be read. */
  of(reference: Text, role: 'input' | 'output'): Diagnostic | undefined {
    const { value } = reference;
    const { gaps } = this.decoded;
    const dot = value.indexOf('.');
    if (dot < 0) {
      const isHidden = role === 'output' && (gaps.components || gaps.outputsOf.size > 0);
      return gaps.inputs || isHidden ? undefined : this.unknownName(reference, role);
    }
    const [component, output] = [value.slice(0, dot), value.slice(dot + 1)];
    const index = this.names.componentOf(component);
    if (index === undefined)
      return gaps.components ? undefined : this.unknownComponent(reference, component, output);
    return gaps.outputsOf.has(component) ? undefined : this.unknownOutput(reference, index, output);
  }

  private unknownComponent(reference: Text, component: string, output: string): Diagnostic {
    const near = this.suggester.nearest(component, this.names.components);
    const exact = near.filter((name) => this.names.idOf(`${name}.${output}`) !== undefined);
    const full =
      exact.length > 0
        ? exact.map((name) => `${name}.${output}`)
        : near.flatMap((name) => this.nearestOutputs(name, output).slice(0, 1));
    // Where the output would have to change too, the whole reference is marked.
    const place =
      exact.length === full.length
        ? partOfText(this.source, reference, 0, component.length)
        : reference.place;
    return diagnose('unknown-component', place, `no component is named ${quoted(component)}`, {
      label: 'unknown component',
      suggestions: place === reference.place ? full : exact,
      help: didYouMean(full),
    });
  }

  private unknownOutput(reference: Text, index: number, output: string): Diagnostic {
    const declared = this.decoded.declaration.components[index];
    const name = declared?.name.value ?? '';
    const outputs = this.names.outputNames(index);
    const near = this.suggester.nearest(output, outputs);
    const full = near.map((one) => `${name}.${one}`);
    const place = partOfText(this.source, reference, name.length + 1, reference.value.length);
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
    const publishers = this.names.publishers(value);
    const isComponent = this.names.componentOf(value) !== undefined;
    const near = this.suggester.nearest(value, this.names.inputs);
    const shortNames = role === 'output' ? this.names.shortNames : [];
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

  /** `documnt.pages`: whether it is a field of an input, mistyped, rather than an output of a component. */
  nearestInput(name: string): boolean {
    return (
      this.suggester.nearest(name, this.names.inputs).length > 0 &&
      this.suggester.nearest(name, this.names.components).length === 0
    );
  }

  /** The diagnostic of a dependency that names no component. */
  dependency(name: Text): Diagnostic | undefined {
    if (this.decoded.gaps.components) return undefined;
    const suggestions = this.suggester.nearest(name.value, this.names.components);
    return diagnose(
      'unknown-component',
      name.place,
      `no component is named ${quoted(name.value)}`,
      { label: 'unknown component', suggestions, help: didYouMean(suggestions) },
    );
  }

  private nearestOutputs(component: string, output: string): string[] {
    const names = this.names.outputNames(this.names.componentOf(component) ?? -1);
    const near = this.suggester.nearest(output, names);
    return (near.length > 0 ? near : names.slice(0, 3)).map((name) => `${component}.${name}`);
  }
}
