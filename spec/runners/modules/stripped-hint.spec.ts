import { expect } from 'chai';

import { strippedHint } from '../../../lib/runners/modules/stripped-hint.js';

const hint =
  'Node.js takes TypeScript without enums, decorators and `paths`, and imports named as the files are (`./shared.ts`): install the package `jiti`, which MLPipeline then uses, for all of it';

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
