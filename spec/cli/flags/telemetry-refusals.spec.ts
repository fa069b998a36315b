import { expect } from 'chai';

import { sendingTold } from '../../../lib/cli/flags/telemetry-refusals.js';

const second = 1_000;

describe('what is told of traces and metrics that cannot be sent', () => {
  let now: number;
  let said: string[];
  let logger: ReturnType<typeof sendingTold>;

  beforeEach(() => {
    now = 0;
    said = [];
    logger = sendingTold(
      (line) => void said.push(line),
      () => now,
    );
  });

  const refused = (properties: object): void => {
    logger.error(JSON.stringify(properties));
  };
  const away = { message: 'connect ECONNREFUSED 127.0.0.1:4318', code: 'ECONNREFUSED' };
  const taken = (): void => {
    logger.verbose('Export succeeded after 0 retry attempts.');
  };
  const lost =
    'traces cannot be sent: connect ECONNREFUSED 127.0.0.1:4318; runs continue, and sending is retried';

  it('is told once until they are sent again, and again when they are away again', () => {
    for (; now < 600 * second; now += 15 * second) refused(away);
    expect(said).to.deep.equal([lost]);
    now += 100 * second;
    taken();
    taken();
    expect(said).to.deep.equal([lost, 'traces can be sent again']);
    refused(away);
    expect(said.slice(2)).to.deep.equal([lost]);
  });

  it('is told once of metrics that are refused where traces are taken', () => {
    for (; now < 600 * second; now += 60 * second) {
      taken();
      refused({
        message:
          'PeriodicExportingMetricReader: metrics export failed (error OTLPExporterError: Not Found)',
      });
    }
    expect(said).to.deep.equal([
      'metrics cannot be sent: Not Found; runs continue, and sending is retried',
    ]);
    refused(away);
    expect(said.slice(1)).to.deep.equal([lost]);
  });

  it('names what has no message, or a code beside it', () => {
    refused({ code: 'ECONNREFUSED', name: 'AggregateError' });
    expect(said).to.deep.equal([
      'traces cannot be sent: ECONNREFUSED; runs continue, and sending is retried',
    ]);
    const other: string[] = [];
    sendingTold((line) => void other.push(line)).error(
      JSON.stringify({ message: 'Unauthorized', code: '401' }),
    );
    expect(other).to.deep.equal([
      'traces cannot be sent: Unauthorized (401); runs continue, and sending is retried',
    ]);
  });

  it('is not told of what else the SDK says', () => {
    logger.error('{ of another');
    logger.error('{}');
    logger.error('Cannot call shutdown twice.');
    logger.warn('a warning');
    logger.info('Export failed after maximum retry attempts (5).');
    taken();
    expect(said).to.deep.equal([]);
  });
});
