import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { PipelineServer, ServerOptions } from '../../lib/server/server.js';
import { openStore } from '../../lib/store/open-store.js';
import type { Store } from '../../lib/store/store.js';
import { json, served } from './rig.js';

/** A server with a store, anew for each spec of a `describe` that makes one. */
export class KeptServer {
  folder = '';
  store!: Store;
  server!: PipelineServer;

  constructor() {
    beforeEach(async () => {
      this.folder = mkdtempSync(join(tmpdir(), 'mlpipeline-served-'));
      await this.serving();
    });
    afterEach(async () => {
      await this.ending();
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  async serving(options: ServerOptions = {}): Promise<void> {
    this.store = await openStore(this.folder);
    const { store, folder } = this;
    this.server = await served({ store, uploads: join(folder, 'uploads'), ...options });
  }

  async ending(): Promise<void> {
    await this.server.close();
    await this.store.close();
  }

  async again(options: ServerOptions = {}): Promise<void> {
    await this.ending();
    await this.serving(options);
  }

  async listed(query = ''): Promise<readonly Record<string, unknown>[]> {
    return (await json(this.server, `runs${query}`))['runs'] as readonly Record<string, unknown>[];
  }
}
