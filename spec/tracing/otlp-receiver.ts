import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span as OTLP carries it in JSON, its attributes as a record. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly string[];
  readonly events: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly status: { readonly code?: number; readonly message?: string };
  readonly start: bigint;
  readonly end: bigint;
}

export interface ReceivedPoint {
  readonly metric: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of a sum. */
  readonly value: number | undefined;
  /** Of a histogram. */
  readonly count: number | undefined;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument -- what comes over the wire is of any shape */
const recordOf = (attributes: readonly Attribute[] = []): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [[type, plain] = []] = Object.entries(value);
      return [key, type === 'intValue' ? Number(plain) : plain];
    }),
  );

const spansIn = function* (body: any): Generator<ReceivedSpan> {
  for (const { scopeSpans } of body.resourceSpans)
    for (const { spans } of scopeSpans)
      for (const span of spans)
        yield {
          name: span.name,
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId,
          attributes: recordOf(span.attributes),
          links: (span.links ?? []).map(({ spanId }: { readonly spanId: string }) => spanId),
          events: (span.events ?? []).map((event: any) => ({
            name: event.name,
            attributes: recordOf(event.attributes),
          })),
          status: span.status ?? {},
          start: BigInt(span.startTimeUnixNano),
          end: BigInt(span.endTimeUnixNano),
        };
};

const pointsIn = function* (body: any): Generator<ReceivedPoint> {
  for (const { scopeMetrics } of body.resourceMetrics)
    for (const { metrics } of scopeMetrics)
      for (const { name, unit, sum, histogram } of metrics)
        for (const point of (sum ?? histogram)?.dataPoints ?? [])
          yield {
            metric: name,
            unit,
            attributes: recordOf(point.attributes),
            value: sum === undefined ? undefined : Number(point.asInt ?? point.asDouble),
            count: histogram === undefined ? undefined : Number(point.count),
          };
};

/** Takes OTLP over HTTP in JSON, as a collector does. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  points: readonly ReceivedPoint[] = [];
  readonly services = new Set<unknown>();
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const isZipped = request.headers['content-encoding'] === 'gzip';
      const body: any = JSON.parse((isZipped ? gunzipSync(raw) : raw).toString());
      if (request.url === '/v1/traces') {
        this.spans.push(...spansIn(body));
        for (const { resource } of body.resourceSpans)
          this.services.add(recordOf(resource.attributes)['service.name']);
      }
      // They are cumulative: the last ones count.
      if (request.url === '/v1/metrics') this.points = [...pointsIn(body)];
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  named(name: string): ReceivedSpan {
    const found = this.spans.filter((span) => span.name === name);
    if (found.length !== 1 || found[0] === undefined)
      throw new Error(
        `${found.length} spans \`${name}\` among ${this.spans.map((span) => span.name).join(', ')}`,
      );
    return found[0];
  }
}
