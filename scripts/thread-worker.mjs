// The worker of lib/runners/thread/ where it is run from source: tsx does not reach into threads.
import { register } from 'tsx/esm/api';

register();
const { default: serve } = await import('../lib/runners/thread/thread-worker.ts');

export default serve;
