export { Cache, type CacheOptions } from './cache/cache.js';
export { type Explained, explainCache } from './cache/explain-cache.js';
export { type GoingOn, keeping, type KeepingStore } from './keeping.js';
export { type Change, PipelineChangedError } from './durable/changes.js';
export { TaskCounts } from './task-counts.js';
export { type OpenAgain, type StoreCase, storeCases } from './store-cases.js';
export { openStore, type OpenStoreOptions } from './open-store.js';
export type { Upgrade } from './database/versioned.js';
export { restart, type RestartOptions, resume, type ResumeOptions } from './resume.js';
export type { KeepingOptions } from './shelf.js';
export {
  BlobError,
  LeaseLostError,
  RunExistsError,
  RunHeldError,
  StoreError,
  UnknownRunError,
} from './store-error.js';
export type {
  FinishedTask,
  History,
  KeptPipeline,
  KeptResult,
  KeptRun,
  NewRun,
  Pruned,
  PruneOptions,
  ResultKey,
  Results,
  RunsOptions,
  RunState,
  RunSummary,
  RunWriter,
  Store,
  ValueUse,
} from './store.js';
export type { BlobStore, KeptBlob } from './values/blob-store.js';
export type { KeptValue } from './values/kept-value.js';
export { blobStoreCases, type BlobStoreCase } from './values/blob-store-cases.js';
export { type ValueKeeperCase, valueKeeperCases } from './values/value-keeper-cases.js';
export { folderBlobs } from './values/folder-blobs.js';
export { keeperOf } from './values/keeper-of.js';
export { UnkeepableError, type ValueKeeper } from './values/value-keeper.js';
