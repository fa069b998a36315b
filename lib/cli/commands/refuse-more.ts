import { listed, quoted } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';

// Inputs are what is most likely to stand where they do not belong.
export const refuseMore = ([, ...more]: readonly string[]): void => {
  if (more.length === 0) return;
  const isInputs = more.every((one) => /^[^=]+=/.test(one));
  throw new UsageError(
    isInputs
      ? `inputs go after \`--inputs\`: \`--inputs ${more.join(' ')}\``
      : `only one pipeline file can be run: ${listed(more.map(quoted))} ${more.length === 1 ? 'is' : 'are'} extra`,
  );
};
