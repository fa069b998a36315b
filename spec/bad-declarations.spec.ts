import { readFileSync } from 'node:fs';

import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';

import { isError } from '../lib/diagnostics/diagnostic.js';
import { formatDiagnostic, formatDiagnostics } from '../lib/diagnostics/format.js';
import { isPath } from '../lib/diagnostics/place.js';
import { type Findings, loadFile } from '../lib/load.js';
import { anyRunner } from '../lib/runners/registry.js';
import { shippedRunners } from '../lib/runners/shipped/shipped-runners.js';
import { itIsSkippedWithout, sharedData } from './shared-data.js';

type Expectation = 'reject' | 'accept' | 'accept-or-reject' | 'bounded';

interface BadFile {
  readonly file: string;
  readonly bytes: number;
  readonly expect: Expectation;
  readonly what: string;
}

const folder = sharedData('bad-declarations');

const readExpectations = (folder: string): readonly BadFile[] =>
  (JSON.parse(readFileSync(`${folder}EXPECT.json`, 'utf8')) as { files: readonly BadFile[] }).files;

// Sound files with runners of their own (`R`, `123`).
const namesOtherRunners = (path: string): boolean =>
  Array.from(readFileSync(path, 'utf8').matchAll(/runner: (?:!!str )?"?([\w$]+)/g)).some(
    ([, name = '']) => shippedRunners.get(name) === undefined,
  );

const expectToldWell = ({ source, diagnostics }: Findings): void => {
  expect(formatDiagnostics(source, diagnostics)).not.to.match(rawControl);
  // One file has 50,000 warnings, all alike.
  for (const diagnostic of diagnostics.slice(0, 1_000)) {
    const text = formatDiagnostic(source, diagnostic);
    expect(text.split('\n').length, text).to.be.at.most(40);
    expect(text.length, text).to.be.at.most(4_000);
    expect(diagnostic.message, text).not.to.equal('');
    expect(isPath(diagnostic.place), text).to.equal(false);
    expect(text).to.match(/^ *--> \S/m);
  }
};

// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const rawControl = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

describe('bad declarations', () => {
  if (folder === undefined) {
    itIsSkippedWithout('bad-declarations');
    return;
  }
  for (const { file, expect: expected, what } of readExpectations(folder)) {
    const path = `${folder}${file}`;
    const load = (): ReturnType<typeof loadFile> =>
      expected === 'accept' && namesOtherRunners(path)
        ? loadFile(path, { name: file, runners: anyRunner })
        : loadFile(path, { name: file });

    if (expected === 'reject')
      it(`rejects ${file}: ${what}`, async () => {
        const loaded = await load();
        if (E.isRight(loaded)) throw new Error('it was accepted');
        expect(loaded.left.diagnostics.some(isError)).to.equal(true);
        expectToldWell(loaded.left);
        expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
      });
    else if (expected === 'accept')
      it(`accepts ${file}: ${what}`, async () => {
        const loaded = await load();
        if (E.isLeft(loaded))
          throw new Error(formatDiagnostics(loaded.left.source, loaded.left.diagnostics));
        expect(loaded.right.findings.diagnostics.some(isError)).to.equal(false);
        expectToldWell(loaded.right.findings);
      });
    else
      it(`takes ${file} one way or the other: ${what}`, async () => {
        const loaded = await load();
        expectToldWell(E.isLeft(loaded) ? loaded.left : loaded.right.findings);
      });
  }
});
