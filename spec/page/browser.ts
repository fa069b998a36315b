import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import {
  type Browser,
  type BrowserContextOptions,
  chromium as engine,
  type Page,
} from 'playwright-core';

import { chromium } from '../services.js';

/** A page in a browser, and what it complained of. */
export interface OpenPage {
  readonly page: Page;
  /** Errors, refused scripts and requests among them. */
  readonly complaints: readonly string[];
  /** Of everything that it asked for. */
  readonly requests: readonly string[];
}

/** A browser for the specs of a file; call `start` in `before(async function () { … this … })`. */
export class Tabs {
  private browser: Browser | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'mlpipeline-page-'));
  private files = 0;

  async start(hook: { readonly skip: () => never }): Promise<void> {
    this.browser = await engine.launch({
      executablePath: chromium(hook),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  }

  async open(url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
    if (this.browser === undefined) throw new Error('no browser');
    const page = await this.browser.newPage({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url);
    return { page, complaints, requests };
  }

  /** Opens a page from a file. */
  file(html: string, hash = '', options: BrowserContextOptions = {}): Promise<OpenPage> {
    const path = join(this.folder, `page${(this.files += 1)}.html`);
    writeFileSync(path, html);
    return this.open(pathToFileURL(path).href + hash, options);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds wrong with a page that was opened with `bypassCSP`. */
export const barriers = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      readonly axe: {
        readonly run: () => Promise<{
          readonly violations: readonly {
            readonly id: string;
            readonly help: string;
            readonly nodes: readonly { readonly html: string }[];
          }[];
        }>;
      };
    };
    const { violations } = await axe.run();
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes
          .map(({ html }) => html)
          .slice(0, 3)
          .join('\n')}`,
    );
  });
};
