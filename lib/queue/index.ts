export { openQueue, type QueueOptions } from './bullmq/bullmq-queue.js';
export { openWorker, type QueueWorker, type WorkerOptions } from './bullmq/queue-worker.js';
export type { Need } from './queue-key.js';
export { QueueError } from './queue-error.js';
export { remote, type RemoteOptions } from './remote.js';
export type { OpenQueue, Order, TaskQueue, Told } from './task-queue.js';
export type { WorkerThere } from './worker-there.js';
export { AttemptLostError } from '../engine/attempts/lost.js';
export type { Remote, RemoteContext } from '../engine/attempts/remote.js';
