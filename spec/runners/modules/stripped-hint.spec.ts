import { expect } from 'chai';

import { strippedHint } from '../../../lib/runners/modules/stripped-hint.js';

const hint =
  'Node.js supports TypeScript only without enums, decorators and `paths`, and with file extensions in imports (`./shared.ts`): to use all of it install the package `jiti`, which MLPipeline then uses';

describe('the hint at TypeScript that Node.js does not run', () => {
  for (const code of [
    'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
    'ERR_INVALID_TYPESCRIPT_SYNTAX',
    'ERR_MODULE_NOT_FOUND',
  ])
    it(`is given for ${code}`, () => {
      expect(strippedHint(Object.assign(new Error('no'), { code }))).to.deep.equal([hint]);
    });

  it('is given for nothing else', () => {
    expect(strippedHint(new TypeError('no function'))).to.deep.equal([]);
    expect(strippedHint(Object.assign(new Error('no'), { code: 'ENOENT' }))).to.deep.equal([]);
    expect(strippedHint('ERR_MODULE_NOT_FOUND')).to.deep.equal([]);
  });
});
