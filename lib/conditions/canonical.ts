import type { Expression } from './expression.js';

/** A text that is the same for conditions that say the same, or, with `isNegated`, the opposite. */
export interface Canonical {
  readonly text: string;
  readonly isNegated: boolean;
}

/** `keyOf` gives what a name is called in the text. */
export const canonical = (of: Expression, keyOf: (name: string) => string): Canonical => {
  const text = (part: Expression): string => {
    const { text, isNegated } = said(part);
    return isNegated ? `!(${text})` : text;
  };
  const negation = ({ text, isNegated }: Canonical): Canonical => ({ text, isNegated: !isNegated });
  const plain = (text: string): Canonical => ({ text, isNegated: false });

  const said = (part: Expression): Canonical => {
    switch (part.kind) {
      case 'literal':
        return typeof part.value === 'boolean'
          ? { text: 'true', isNegated: !part.value }
          : plain(JSON.stringify(part.value));
      case 'list':
        return plain(`[${part.items.map(text).join(', ')}]`);
      case 'name':
        return plain(keyOf(part.name));
      case 'variable':
        return plain(part.name);
      case 'field':
        return plain(text(part.of) + fieldText(part.field));
      case 'element':
        return plain(`${text(part.of)}[${text(part.index)}]`);
      case 'not':
        return negation(said(part.of));
      case 'minus':
        return plain(`-(${text(part.of)})`);
      case 'size':
      case 'has':
        return plain(`${part.kind}(${text(part.of)})`);
      case 'and':
        return plain(part.parts.map((one) => `(${text(one)})`).join(' && '));
      case 'or':
        return negation(plain(part.parts.map((one) => `(${text(negated(one))})`).join(' && ')));
      case 'exists':
        return plain(`${text(part.over)}.exists(${part.variable}, ${text(part.holds)})`);
      case 'all':
        return negation(
          plain(`${text(part.over)}.exists(${part.variable}, ${text(negated(part.holds))})`),
        );
      case 'binary':
        return binary(part);
    }
  };

  const binary = (part: Expression & { readonly kind: 'binary' }): Canonical => {
    const [left, right] = [text(part.left), text(part.right)];
    switch (part.operator) {
      case '==':
        return plain([left, right].sort().join(' == '));
      case '!=':
        return negation(plain([left, right].sort().join(' == ')));
      case '>':
        return plain(`${left} > ${right}`);
      case '<':
        return plain(`${right} > ${left}`);
      case '<=':
        return negation(plain(`${left} > ${right}`));
      case '>=':
        return negation(plain(`${right} > ${left}`));
      default:
        return plain(`(${left} ${part.operator} ${right})`);
    }
  };

  return said(of);
};

// One with a dot is none of what stands in front of it.
const fieldText = (field: string): string =>
  /^[\w-]+$/.test(field) ? `.${field}` : `[${JSON.stringify(field)}]`;

const negated = (of: Expression): Expression =>
  of.kind === 'not' ? of.of : { kind: 'not', of, start: of.start, end: of.end };
