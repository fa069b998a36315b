export { type Code, severities, type Severity } from './diagnostics/codes.js';
export type { Diagnostic, Related } from './diagnostics/diagnostic.js';
export { formatDiagnostic, formatDiagnostics, type FormatOptions } from './diagnostics/format.js';
export { type JsonDiagnostic, type JsonPlace, toJson } from './diagnostics/json.js';
export { coloured, type Paint, plain } from './diagnostics/paint.js';
export { isPath, type Path, pathText, type Place, type Span } from './diagnostics/place.js';
export { type Position, Source } from './diagnostics/source.js';
export type { InputType } from './declaration/inputs.js';
export type { Json } from './declaration/json.js';
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
export { toJson as toJsonGraph } from './drawing/json-graph.js';
export { toMermaid } from './drawing/mermaid.js';
export { toSvg } from './drawing/svg.js';
export { dryRun, type DryRun, provenance, type Provenance } from './graph/dry-run.js';
export { bindInputs, InputError } from './engine/bind-inputs.js';
export type { Outcome, RunEvent, Sink, Values } from './engine/event.js';
export { type Failure, FinalError, RunError } from './engine/failure.js';
export { Run, type TaskState } from './engine/run.js';
export type { RunOptions } from './engine/run-options.js';
export { outputs, start } from './engine/start.js';
export { AttemptTimeoutError, withTimeout, type Wrapper } from './engine/wrappers.js';
export { jsonLog } from './sinks/json-log.js';
export { textLog, type TextLogOptions } from './sinks/text-log.js';
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
export { loadRunnerModule, RunnerModuleError } from './runners/modules.js';
export { anyRunner, Registry } from './runners/registry.js';
export {
  defineRunner,
  type Ports,
  type PortValues,
  type Runner,
  type RunnerContext,
  type RunnerDefinition,
} from './runners/runner.js';
export { shippedRunners } from './runners/shipped.js';
