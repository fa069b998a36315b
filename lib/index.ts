export { type Code, severities, type Severity } from './diagnostics/codes.js';
export type { Diagnostic, Related } from './diagnostics/diagnostic.js';
export { formatDiagnostic, formatDiagnostics, type FormatOptions } from './diagnostics/format.js';
export { type JsonDiagnostic, type JsonPlace, toJson } from './diagnostics/json-diagnostic.js';
export { coloured, type Paint, plain } from './diagnostics/paint.js';
export {
  type Elsewhere,
  isPath,
  isSpan,
  type Path,
  pathText,
  type Place,
  type Span,
} from './diagnostics/place.js';
export type { SetParams } from './declaration/set-params.js';
export { type Position, Source } from './diagnostics/source.js';
export type { InputType } from './declaration/inputs.js';
export type { Json } from './declaration/codecs/json.js';
export type { RetryPolicy } from './declaration/policies.js';
export { jsonSchema } from './declaration/json-schema.js';
export {
  type Component,
  type Consumable,
  figures,
  type Graph,
  type GraphFigures,
  longestPath,
  type PipelineInput,
  type PipelineOutput,
} from './graph/graph.js';
export { DrawingError } from './drawing/drawing-error.js';
export { toDot } from './drawing/dot.js';
export type { DrawingOptions } from './drawing/sketch.js';
export { toJson as toJsonGraph } from './drawing/json-graph.js';
export { toMermaid } from './drawing/mermaid.js';
export { toSvg } from './drawing/svg/svg.js';
export { bindInputs, InputError } from './engine/run/bind-inputs.js';
export { each, type EachOperator } from './engine/each/each.js';
export { EachError } from './engine/each/each-error.js';
export type { EachOptions, EachResult } from './engine/each/each-options.js';
export type { Items } from './engine/each/each-source.js';
export type { AbsentOutput } from './engine/absent-outputs.js';
export { dryRun, type DryRun, type Provenance } from './engine/dry-run.js';
export type { Outcome, RunEvent, Sink, Values } from './engine/events/event.js';
export { type Failure, RunError } from './engine/failure.js';
export type { TaskState } from './engine/task-state.js';
export type {
  BatchToKeep,
  BegunRun,
  DoneRun,
  Keeping,
  KeptBatch,
  KeptRun,
  RunOfBatch,
  RunToBegin,
  RunToKeep,
} from './engine/run/keeping.js';
export { Run } from './engine/run/run.js';
export type { OutputPart } from './engine/events/output-parts.js';
export type { RunOptions } from './engine/run/run-options.js';
export type { CacheSettings, RunSettings } from './engine/run/run-settings.js';
export { live, type LiveInputs, liveOutputs } from './engine/live/live.js';
export type { Kept } from './engine/live/kept-outputs.js';
export type { LiveOptions } from './engine/live/live-options.js';
export { LiveRun } from './engine/live/live-run.js';
export type { LiveState } from './engine/live/live-state.js';
export { Slots } from './engine/slots/slots.js';
export { outcome } from './engine/attempts/runner-call.js';
export { outputs, start } from './engine/run/start.js';
export { AttemptTimeoutError } from './engine/attempts/attempt-timeout-error.js';
export { withTimeout } from './engine/attempts/timeout.js';
export { KeptOutputs } from './engine/wrappers/task-wrapper.js';
export type { TaskCall, TaskOutputs, TaskWrapper } from './engine/wrappers/task-wrapper.js';
export type { Wrapper } from './engine/wrappers/wrapper.js';
export { SimulationError } from './simulation/check-settings.js';
export type { Duration, Spread } from './simulation/duration.js';
export { recordedDurations, type TimedEvent } from './simulation/recorded-durations.js';
export { simulate } from './simulation/simulate.js';
export type { SimulateOptions } from './simulation/simulate-options.js';
export type {
  Limit,
  SimulatedChain,
  SimulatedResource,
  SimulatedSettings,
  SimulatedStream,
  SimulatedTask,
  Simulation,
} from './simulation/simulation.js';
export { eventLines, type EventLinesOptions, jsonLog } from './sinks/log/json-log.js';
export { EventsError, readEvents } from './sinks/record/read-events.js';
export {
  recorded,
  type RecordedError,
  type RecordedEvent,
  type RecordedFailure,
} from './sinks/record/recorded-event.js';
export { report, type Report } from './sinks/report/report.js';
export { type ChromeTrace, chromeTrace } from './sinks/trace/chrome-trace.js';
export { textLog, type TextLogOptions } from './sinks/log/text-log.js';
export {
  DeclarationError,
  type Findings,
  loadBytes,
  loadFile,
  loadObject,
  type LoadOptions,
  loadText,
  orThrow,
  type Pipeline,
} from './load.js';
export { duration } from './runners/codecs/duration.js';
export { FinalError } from './runners/final-error.js';
export { file, FileValue } from './runners/values/file-value.js';
export { bytes, media, type Media } from './runners/values/media.js';
export { loadRunnerModule, RunnerModuleError } from './runners/modules/load-runner-module.js';
export { anyRunner, Registry } from './runners/registry.js';
export {
  defineBatchRunner,
  defineRunner,
  type Ports,
  type PortValues,
  type Runner,
  type RunnerContext,
  type RunnerDefinition,
  type TypedRunner,
} from './runners/runner.js';
export { shippedRunners } from './runners/shipped/shipped-runners.js';
export { withThread } from './runners/thread/with-thread.js';
export type { Wired } from './runners/wired-component.js';
export type { Mistake } from './runners/mistake.js';
export { withDefault } from './runners/codecs/with-default.js';
export type { Space } from './sweep/settings.js';
export { sweep, type SweepLoad, type SweepOptions, type SweepResult } from './sweep/sweep.js';
export { SweepError } from './sweep/sweep-error.js';
export { sweptValues } from './sweep/swept-values.js';
