import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';

import { loadText, orThrow, outputs } from '../../lib/index.js';
import { Registry } from '../../lib/runners/registry.js';
import { Evaluate } from '../../examples/document-extraction/evaluate-page.js';

const text = `pipeline:
  name: Evaluation
  inputs: [extractions, label]
  outputs: { accuracy: evaluate.accuracy, wrong: evaluate.wrong }
  components:
    evaluate: { runner: Evaluate, inputs: [extractions, label], outputs: [accuracy, wrong] }
`;

const found = (value: string): object => ({
  ...{ value, confidence: 1 },
  box: { left: 0, top: 0, width: 1, height: 1 },
});

describe('the evaluation of a labelled page', () => {
  const evaluated = async (extractions: object, label: object): Promise<unknown> => {
    const pipeline = orThrow(await loadText(text, { runners: new Registry([Evaluate]) }));
    return firstValueFrom(outputs(pipeline, { extractions, label }));
  };

  it('counts what is right of what the label has, by value', async () => {
    expect(
      await evaluated(
        { company: found('Harbour Lane'), date: found('2017-11-17'), total: found('58.31') },
        { company: 'HARBOUR LANE', date: '17/11/2017', address: 'Klang', total: 'RM 58.30' },
      ),
    ).to.deep.equal({ accuracy: 0.5, wrong: 1 });
  });

  it('asks for nothing that the label leaves out', async () => {
    expect(await evaluated({ company: found('a') }, {})).to.deep.equal({ accuracy: 1, wrong: 0 });
  });
});
