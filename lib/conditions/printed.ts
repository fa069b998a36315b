import type { Expression } from './expression.js';

/** An expression as a text that is the same for the same expression, however it was written. */
export const printed = (expression: Expression): string => {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'name':
    case 'variable':
      return expression.name;
    case 'list':
      return `[${expression.items.map(printed).join(', ')}]`;
    case 'field':
      return `${printed(expression.of)}[${JSON.stringify(expression.field)}]`;
    case 'element':
      return `${printed(expression.of)}[${printed(expression.index)}]`;
    case 'not':
      return `!(${printed(expression.of)})`;
    case 'minus':
      return `-(${printed(expression.of)})`;
    case 'size':
    case 'has':
      return `${expression.kind}(${printed(expression.of)})`;
    case 'and':
    case 'or':
      return expression.parts
        .map((part) => `(${printed(part)})`)
        .join(expression.kind === 'and' ? ' && ' : ' || ');
    case 'binary': {
      const { operator, left, right } = expression;
      return `(${printed(left)} ${operator} ${printed(right)})`;
    }
    case 'all':
    case 'exists': {
      const { kind, over, variable, holds } = expression;
      return `(${printed(over)}).${kind}(${variable}, ${printed(holds)})`;
    }
  }
};
