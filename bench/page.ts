import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';

import type { EventBody } from '../lib/engine/events/event.js';
import { recorded, type RecordedEvent } from '../lib/sinks/record/recorded-event.js';
import { report } from '../lib/sinks/report/report.js';
import { graphOf } from '../spec/engine/rig.js';
import { Served } from '../spec/page/served.js';

/*
 * The page in a real browser: `npx tsx bench/page.ts`. First paint of a report, what holds up frames
 * while it is scrolled, and memory while events of a run of a server come in.
 */

const tasks = 10_000;
const events = 100_000;
/** With so many events each task has run once: what comes then tells of tasks that are known. */
const known = 30_000;

const layered = graphOf(
  Object.fromEntries(
    Array.from({ length: tasks }, (_, task) => [
      `task${task}`,
      { inputs: task < 100 ? [] : [`task${task - 100}.out`, `task${task - 99}.out`] },
    ]),
  ),
);

/** What happens in a run of all tasks; then each logs, round after round, until there are so many. */
const happening = function* (count: number): Generator<RecordedEvent> {
  let sequence = 0;
  const event = (body: EventBody): RecordedEvent =>
    recorded({ run: 'bench', sequence, time: 1.7e12 + sequence++, ...body });
  yield event({ type: 'run-started', graph: layered, inputs: {}, seed: 1 });
  for (let task = 0; task < tasks; task += 1) {
    const name = `task${task}`;
    yield event({
      type: 'attempt-started',
      task: name,
      attempt: 1,
      inputs: { in: { page: task } },
    });
    yield event({ type: 'attempt-log', task: name, attempt: 1, message: `page ${task}` });
    yield event({
      type: 'task-finished',
      task: name,
      attempt: 1,
      outputs: { out: { page: task } },
    });
  }
  for (let round = 0; sequence < count - 1; round += 1) {
    const name = `task${(round * 7919) % tasks}`;
    yield event({ type: 'attempt-started', task: name, attempt: 1, inputs: { in: { round } } });
    yield event({ type: 'attempt-log', task: name, attempt: 1, message: `round ${round}` });
    yield event({ type: 'task-finished', task: name, attempt: 1, outputs: { out: { round } } });
  }
  yield event({ type: 'run-finished', outcome: 'done', outputs: {} });
};

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ph: string;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * The longest tasks of the page's own thread while it is scrolled by the wheel: what holds a frame up. By
 * the clock, and of the processor, which tells more on a machine that is busy with other things.
 */
const scrolled = async (page: Page, steps: number): Promise<string> => {
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await page.mouse.move(600, 500);
  for (let step = 0; step < steps; step += 1) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(16);
  }
  const { traceEvents } = JSON.parse(String(await browser?.stopTracing())) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const own = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(threadOf),
  );
  const all = traceEvents.filter(
    (event) => event.ph === 'X' && event.name.endsWith('RunTask') && own.has(threadOf(event)),
  );
  const longest = (key: 'dur' | 'tdur'): string =>
    all
      .map((event) => (event[key] ?? 0) / 1000)
      .toSorted((a, b) => b - a)
      .slice(0, 3)
      .map((one) => one.toFixed(0))
      .join(', ');
  return `longest tasks ${longest('dur')} ms by the clock, ${longest('tdur')} ms of the processor`;
};

/** What is in use after the garbage is collected, once the page has come to rest. */
const heap = async (page: Page, session: CDPSession): Promise<number> => {
  let least = Infinity;
  for (;;) {
    await page.waitForTimeout(2_000);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const now = usedSize / 1e6;
    if (now > least - 0.2) return now;
    least = now;
  }
};

const ofReport = async (browser: Browser, count: number): Promise<void> => {
  const made = report();
  for (const event of happening(count)) made.add(event);
  const html = await made.html();
  const folder = mkdtempSync(join(tmpdir(), 'mlpipeline-bench-'));
  writeFileSync(join(folder, 'page.html'), html);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(pathToFileURL(join(folder, 'page.html')).href);
  await page.locator('.row').first().waitFor();
  const paint = await page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1",
  );
  await page.locator('.graph').waitFor();
  const size = `${(html.length / 1e6).toFixed(1)} MB`;
  console.log(`report of ${tasks} tasks, ${size}: first paint ${paint.toFixed(0)} ms`);
  console.log(`scrolled: ${await scrolled(page, 300)}`);
  await page.close();
  rmSync(folder, { recursive: true });
};

const ofServer = async (browser: Browser): Promise<void> => {
  const served = new Served([]);
  const url = await served.start();
  const all = happening(events);
  served.keep('bench', [all.next().value as RecordedEvent]);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const session = await page.context().newCDPSession(page);
  await page.goto(`${url}#run=bench`);
  await page.locator('.row').first().waitFor();
  let count = 1;
  const began = performance.now();
  for (const event of all) {
    served.add('bench', event);
    count += 1;
    // As fast as a page is to take it, and a server would write.
    if (count % 250 === 0) await page.waitForTimeout(10);
    if (count === known) console.log(`watched: ${await scrolled(page, 60)}`);
    if (count > known && (count - known) % 10_000 === 1)
      console.log(`${count} events: ${(await heap(page, session)).toFixed(1)} MB`);
  }
  await page.locator('.pill', { hasText: 'done' }).waitFor({ timeout: 60_000 });
  console.log(`all shown after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  await served.close();
};

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
await ofReport(browser, known + 2);
await ofServer(browser);
await browser.close();
