/*
 * What each key of the format is, in the words that an editor shows where it is written: `docs/format.md`
 * says more.
 */

export const aboutDocument = { pipeline: 'The inputs, components and outputs of a pipeline.' };

export const aboutPipeline = {
  name: 'A title, any text.',
  inputs:
    'The inputs of a run: a list of names, or a map from names to type, default and description. For none, [].',
  outputs:
    'The outputs of a run: a list of references, or a map from names in the result to references or selectors.',
  components:
    'The components: a list with one component per item, or a map from names to components.',
  description: 'Any text.',
  runners: 'Modules with more runners: paths from the folder of this file.',
  concurrency: 'How many attempts may run at the same time. Without it there is no limit.',
  resources: 'How many units there are of each resource that components use while they run.',
  timeout: 'How long a whole run may take: 500ms, 30s, 5m, 1h, or a number of seconds.',
  defaults: 'Defaults for components that do not set their own.',
};

export const aboutDefaults = {
  timeout: 'How long one attempt of a component may take.',
  retry: 'What to do after a failed attempt of a component.',
  cache: 'Whether results of components may be reused by other runs.',
};

export const aboutInput = {
  type: 'The type of its values. Without a type they are passed on as they are given, from the command line as strings.',
  default: 'The value used where none is given. Without a default the input is required.',
  description: 'Any text.',
};

export const aboutComponent = {
  runner: 'The name of the runner that does the work.',
  pipeline: 'Another pipeline in place of a runner: the path of its file, from this one.',
  inputs:
    'Its inputs: a list of references, or a map from ports to references or selectors. For none, [].',
  outputs: 'Its outputs: a list of names, or a map from names to ports of the runner.',
  description: 'Any text.',
  when: 'A condition in CEL over inputs of the pipeline and outputs of components, such as ocr.confidence < 0.8. Where it does not hold the component is omitted, and its outputs are absent.',
  map: 'Runs it once for each element of a list: a port, a list of ports, or a map with over. Each output is the list of what the elements gave.',
  dependencies: 'Components that must have ended before it starts, without passing a value.',
  params: 'Settings for the runner.',
  timeout: 'How long one attempt may take: 500ms, 30s, 5m, 1h, or a number of seconds.',
  retry: 'What to do after a failed attempt: a number of further ones, or a map with attempts.',
  onFailure:
    'What happens when it fails: stop (the default) fails the run; with omit its outputs are absent and the run continues.',
  fallback: 'Other runners, tried in turn where all attempts of the one before have failed.',
  hedge:
    'After how long a second attempt is started beside one that has not ended. Not for what has side effects.',
  batch: 'How many calls are gathered for a runner that takes batches, and for how long.',
  repeat: 'Runs it again until a condition over its outputs holds.',
  resources: 'How many units of each resource of the pipeline it uses while it runs.',
  thread:
    'Runs its attempts in worker threads: true for one thread per processor, or a number of threads.',
  workers: 'The pool of workers that runs it, where the run has a queue.',
  cache: 'Whether its results may be reused by other runs, and their results by it.',
  version: 'The version of the code of its runner: change it when its results change.',
  store:
    'Outputs that must never be written to a store: none for all, or a map from outputs to none.',
};

export const aboutRetry = {
  attempts: 'How many further attempts, after the first.',
  delay: 'The wait before the first further attempt.',
  backoff: 'What each wait is multiplied by to give the next.',
  maxDelay: 'The longest wait.',
  jitter: 'The random part of each wait, from 0 to 1.',
};

export const aboutSelector = {
  first: 'The first, in this order, that is present. Absent where none is.',
  race: 'The one that is available first; what nothing else needs is stopped. Absent where none is.',
  all: 'A list of those that are present, in this order, when all have ended.',
  atLeast: 'With all: how many must be present. Fewer are a failure.',
  maybe: 'The value, or null where it is absent.',
};

export const aboutMap = {
  over: 'The port that takes one element each, or several whose lists have the same length.',
  concurrency: 'How many elements may run at the same time.',
  onFailure:
    'What happens when an element fails: stop (the default) fails the task; with omit null takes its place.',
};

export const aboutFallback = {
  runner: 'The name of the runner to fall back to.',
  params: 'Settings for this runner.',
  timeout: 'How long one attempt of this runner may take.',
  retry: 'What to do after a failed attempt of this runner.',
};

export const aboutRepeat = {
  until: 'A condition over the outputs of the component, by their names, such as score >= 0.9.',
  atMost:
    'How many rounds there may be. Where the condition does not hold after the last, the task fails.',
  carry:
    'What the next round receives in place of its inputs: a map from ports to outputs. For the same inputs again, {}.',
};

export const aboutBatch = {
  size: 'How many calls are gathered at most.',
  wait: 'How long the first call waits for others. Without it, not at all.',
};
