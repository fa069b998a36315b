import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import * as E from 'fp-ts/lib/Either.js';
import { concat, NEVER, of } from 'rxjs';

import { visibleJson, visibleLines } from '../../diagnostics/visible.js';
import { listed, quoted } from '../../diagnostics/wording.js';
import type { Sink, Values } from '../../engine/events/event.js';
import { live } from '../../engine/live/live.js';
import type { Kept } from '../../engine/live/kept-outputs.js';
import type { LiveOptions } from '../../engine/live/live-options.js';
import type { LiveRun } from '../../engine/live/live-run.js';
import type { TaskWrapper } from '../../engine/wrappers/task-wrapper.js';
import type { Component, Graph } from '../../graph/graph.js';
import { type Findings, loadFile } from '../../load.js';
import { RunnerModuleError } from '../../runners/modules/load-runner-module.js';
import type { Registry } from '../../runners/registry.js';
import { shippedRunners } from '../../runners/shipped/shipped-runners.js';
import { jsonLog } from '../../sinks/log/json-log.js';
import { outputsData } from '../../runners/values/outputs-data.js';
import { UsageError } from '../exit/usage-error.js';
import type { FreshModules } from './fresh-modules.js';
import { findingsText } from '../files/load-pipeline.js';
import { outputsText, type OutputsText } from '../text/outputs-text.js';
import { inputFiles, inputNames, readInputs } from '../files/read-inputs.js';
import { refuseUntyped } from '../files/refuse-untyped.js';
import { paramSettings } from '../files/set-params.js';
import { type RunCommandOptions, runOptions, withFlags } from '../flags/run-flags.js';
import { uncachedText } from '../store/uncached-text.js';
import { noteText } from '../text/note-text.js';
import { warningsText } from '../text/warnings-text.js';
import { commandWords } from './command-files.js';
import { isSameComponent } from './is-same-component.js';
import { frozenValues } from '../../runners/values/frozen.js';
import { paintFor } from '../terminal/paint-for.js';
import { watchLog } from './watch-log.js';
import { withoutThreads } from './without-threads.js';

/** What `mlpipeline watch` is asked, and where it says what comes of it. */
export interface WatchOf {
  readonly file: string;
  readonly options: RunCommandOptions;
  readonly modules: FreshModules;
  /** What stands around the tasks of a graph that has just been loaded, such as a cache. */
  readonly lookups?: (graph: Graph) => readonly TaskWrapper[];
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/**
 * A pipeline that is run live and follows its files: what cannot be read is told, and what was there
 * before stays until it can.
 */
export class WatchedPipeline {
  private readonly of: WatchOf;
  private readonly inputFiles: ReadonlyMap<string, string>;
  private graph: Graph | undefined;
  private run: LiveRun | undefined;
  private inputs: Values = {};
  private modulesAsked: ReadonlySet<string> = new Set();
  /** The files of pipelines within this one. */
  private pipelinesAsked: ReadonlySet<string> = new Set();
  /** The files that commands name; one that is away for a while stays. */
  private readonly scripts = new Set<string>();
  private printed: string | undefined;
  private saidOfFlags = '';

  constructor(of: WatchOf) {
    this.of = of;
    const { inputs = [], inputsFile } = of.options;
    const given = { inputs, ...(inputsFile === undefined ? {} : { inputsFile }) };
    this.inputFiles = new Map(inputFiles(given).map((path) => [resolve(path), path]));
  }

  /** All files that something follows from, as far as they are known. */
  files(): ReadonlySet<string> {
    return new Set([
      resolve(this.of.file),
      ...this.inputFiles.keys(),
      ...(this.of.options.setFile ?? []).map((path) => resolve(path)),
      ...this.pipelinesAsked,
      ...this.modulesAsked,
      ...this.of.modules.files(),
      ...this.scripts,
    ]);
  }

  /**
   * Throws a `UsageError` for what is wrong with the command line, and with the inputs where the
   * pipeline is sound; rejects for bugs only.
   */
  async start(): Promise<void> {
    await this.reload();
    // Now it is known which modules there are.
    this.say(
      `watching ${listed(this.shown(this.files()), 'and', 5, quoted)}; press Ctrl-C to stop`,
    );
  }

  /** Follows files that have changed. Rejects for bugs only. */
  async follow(changed: ReadonlySet<string>): Promise<void> {
    this.say(`${listed(this.shown(changed), 'and', 5, quoted)} changed`);
    this.of.modules.forget(changed);
    const isInputOnly = [...changed].every((path) => this.inputFiles.has(path));
    try {
      if (isInputOnly && this.graph !== undefined && this.run !== undefined)
        this.setInputs(this.run, readInputsOf(this.graph, this.of.options));
      else await this.reload(changed);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.complain(error.message);
    }
  }

  stop(): void {
    this.run?.cancel();
  }

  private async reload(changed: ReadonlySet<string> = new Set()): Promise<void> {
    const { file, options, modules } = this.of;
    modules.asked.clear();
    const registry = await this.registry();
    const pipelines = new Set<string>();
    const loaded = await loadFile(file, {
      runners: registry,
      loadModule: modules.load,
      loadPipeline: (path, inner) => {
        pipelines.add(path);
        return loadFile(path, inner);
      },
      set: paramSettings(options),
    });
    // Of a file that could not be read so far, it is not known which modules and pipelines it names.
    if (E.isRight(loaded) || modules.asked.size > 0) this.modulesAsked = new Set(modules.files());
    if (E.isRight(loaded)) this.pipelinesAsked = pipelines;
    else this.pipelinesAsked = new Set([...this.pipelinesAsked, ...pipelines]);
    if (E.isLeft(loaded)) {
      this.tellFindings(loaded.left);
      return;
    }
    const graph = withoutThreads(withFlags(loaded.right.graph, options));
    // Both may complain, and nothing has changed then.
    const settings = runOptions(graph, options);
    const inputs = sameWhereEqual(this.inputs, readInputsOf(graph, options));
    this.tellOfFlags(loaded.right.findings, graph);
    this.renew(graph, settings, inputs, changed);
  }

  private async registry(): Promise<Registry> {
    let registry = shippedRunners;
    for (const path of this.of.options.runners)
      try {
        registry = registry.with(await this.of.modules.load(path, process.cwd()));
      } catch (error) {
        if (!(error instanceof RunnerModuleError)) throw error;
        throw new UsageError([error.message, ...error.help].join('\n  '));
      }
    return registry;
  }

  private renew(
    graph: Graph,
    settings: LiveOptions,
    inputs: Values,
    changed: ReadonlySet<string>,
  ): void {
    for (const component of graph.components)
      for (const path of commandWords(graph, component))
        if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) this.scripts.add(path);
    const { graph: before, run: last } = this;
    const kept = (component: Component): Kept | undefined => {
      const same = before?.components.find(({ name }) => name === component.name);
      if (before === undefined || last === undefined || same === undefined) return undefined;
      if (same.pruned || !isSameComponent([before, same], [graph, component])) return undefined;
      // Its program is another.
      if (commandWords(graph, component).some((path) => changed.has(path))) return undefined;
      return last.kept(component.name);
    };
    const taskWrappers = this.of.lookups?.(graph) ?? [];
    const options = { ...settings, kept, taskWrappers, sinks: this.sinks() };
    // With the first inputs: else what has a default would run with that first.
    const run = live({ graph }, concat(of(inputs), NEVER), options);
    // Not before the new one has asked what it held.
    last?.cancel();
    this.graph = graph;
    this.run = run;
    this.inputs = inputs;
  }

  private setInputs(run: LiveRun, read: Values): void {
    const inputs = sameWhereEqual(this.inputs, read);
    const names = Object.keys(inputs).filter((name) => inputs[name] !== this.inputs[name]);
    this.inputs = inputs;
    if (names.length === 0) this.say('  no input changed');
    else run.set(Object.fromEntries(names.map((name) => [name, inputs[name]])));
  }

  private sinks(): readonly Sink[] {
    const { options, stderr } = this.of;
    const write = (line: string): void => {
      stderr(`${line}\n`);
    };
    const print: Sink = (event) => {
      if (event.type === 'run-settled') this.print(event.outputs);
    };
    if (options.quiet || options.log === 'none') return [print];
    return [options.log === 'json' ? jsonLog(write) : watchLog(write, options.verbose), print];
  }

  // What reads the same as the last is no news, though the pipeline was loaded anew.
  private print(outputs: Values): void {
    // There are none yet where a task has failed from the start.
    if (Object.keys(outputs).length === 0) return;
    // What is printed may be shortened; what is compared is not.
    const whole = JSON.stringify(outputsData(outputs));
    if (whole === this.printed) return;
    this.printed = whole;
    const { text, problems } = resultText(outputs, this.of.options.output);
    this.of.stdout(text);
    for (const problem of problems) this.complain(problem);
  }

  private tellFindings(findings: Findings): void {
    this.of.stderr(findingsText(findings, paintFor(process.stderr)));
    this.tellStays();
  }

  private complain(message: string): void {
    this.of.stderr(`mlpipeline: ${visibleLines(message)}\n`);
    this.tellStays();
  }

  /** What the command line sets in vain, and has no store for; once, until it is another. */
  private tellOfFlags(findings: Findings, graph: Graph): void {
    const { file, options, lookups, stderr } = this.of;
    if (options.quiet) return;
    const uncached = lookups === undefined ? uncachedText([graph], file, options) : '';
    const text = warningsText(findings, options) + uncached;
    if (text !== this.saidOfFlags) stderr(noteText(text, options));
    this.saidOfFlags = text;
  }

  private tellStays(): void {
    this.say(
      this.run === undefined ? '  waiting for a change' : '  the previous version stays in use',
    );
  }

  private say(line: string): void {
    const { quiet, log } = this.of.options;
    if (!quiet && log !== 'json' && log !== 'none') this.of.stderr(`${line}\n`);
  }

  private shown(paths: ReadonlySet<string>): readonly string[] {
    return Array.from(paths, (path) =>
      path === resolve(this.of.file)
        ? this.of.file
        : (this.inputFiles.get(path) ?? relative(process.cwd(), path)),
    );
  }
}

/** A result among others: a line of JSON, a YAML document, or lines and an empty one. */
const resultText = (outputs: Values, format: RunCommandOptions['output']): OutputsText => {
  if (format === 'json') {
    const { data, problems } = outputsData(outputs);
    return { text: `${visibleJson(JSON.stringify(data))}\n`, problems };
  }
  const { text, problems } = outputsText(outputs, format);
  return { text: format === 'yaml' ? `---\n${text}` : `${text}\n`, problems };
};

const readInputsOf = (graph: Graph, options: RunCommandOptions): Values => {
  const { inputs = [], inputsFile } = options;
  const read = readInputs(graph, inputs, inputsFile, options);
  refuseUntyped(graph, inputNames(inputs));
  return read;
};

// What is read anew from a file is another object, even where it says the same. What is frozen once is the
// same in all runs: each would make a copy of its own.
const sameWhereEqual = (before: Values, now: Values): Values =>
  frozenValues(
    Object.fromEntries(
      Object.entries(now).map(([name, value]) => [
        name,
        Object.hasOwn(before, name) && isDeepStrictEqual(before[name], value)
          ? before[name]
          : value,
      ]),
    ),
  );
