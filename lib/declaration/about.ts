/*
 * What each key of the format is, in the words that an editor shows where it is written: `docs/format.md`
 * says more.
 */

export const aboutDocument = { pipeline: 'What goes in, what is done and what comes out.' };

export const aboutPipeline = {
  name: 'A title, any text.',
  inputs:
    'What a run is given: a list of names, or a map from names to what is known of them. For none, [].',
  outputs:
    'What a run gives: a list of references, or a map from names in the result to references or selectors.',
  components:
    'What is done: a list with one component to an item, or a map from names to components.',
  description: 'Any text.',
  runners: 'Modules with more runners: paths from the folder of this file.',
  concurrency: 'How many attempts may be at work at once. Without it there is no limit.',
  resources: 'How many there are of each resource that components take up while at work.',
  timeout: 'How long a whole run may take: 500ms, 30s, 5m, 1h, or a number of seconds.',
  defaults: 'What holds for components that do not say otherwise.',
};

export const aboutDefaults = {
  timeout: 'How long one attempt of a component may take.',
  retry: 'What to do after a failed attempt of a component.',
  cache: 'Whether results of components may serve other runs.',
};

export const aboutInput = {
  type: 'What values fit it. Without a type they are passed on as they are given, from the command line as strings.',
  default: 'Its value where none is given. Without one it must be given.',
  description: 'Any text.',
};

export const aboutComponent = {
  runner: 'The name of what does the work.',
  pipeline: 'Another pipeline in place of a runner: the path of its file, from this one.',
  inputs:
    'What it takes: a list of references, or a map from ports to references or selectors. For none, [].',
  outputs: 'What it publishes: a list of names, or a map from names to ports of the runner.',
  description: 'Any text.',
  when: 'A condition in CEL over inputs of the pipeline and outputs of components, such as ocr.confidence < 0.8. Where it does not hold the component is omitted, and its outputs are absent.',
  map: 'Runs it once for each element of a list: a port, a list of ports, or a map with over. Each output is the list of what the elements gave.',
  dependencies: 'Components that must have ended first, without passing a value.',
  params: 'Settings for the runner.',
  timeout: 'How long one attempt may take: 500ms, 30s, 5m, 1h, or a number of seconds.',
  retry: 'What to do after a failed attempt: a number of further ones, or a map with attempts.',
  onFailure:
    'What its failure does: stop (the default) fails the run; with omit its outputs are absent and the run goes on.',
  fallback: 'Other runners, tried in turn where all attempts of the one before have failed.',
  hedge:
    'After how long a second attempt is started beside one that has not ended. Not for what has side effects.',
  batch: 'How many calls are gathered for a runner that takes several at once, and for how long.',
  repeat: 'Runs it again and again until a condition holds over its outputs.',
  resources: 'How much it takes up of each resource of the pipeline while at work.',
  thread: 'Runs its attempts in worker threads: true for one to each processor, or how many.',
  workers: 'The pool of workers that it is run by, where the run has a queue.',
  cache: 'Whether its results may serve other runs, and theirs it.',
  version: 'Stands for the code of its runner: another one says that it gives other results.',
  store:
    'Outputs that must never be written to a store: none for all, or a map from outputs to none.',
};

export const aboutRetry = {
  attempts: 'How many further attempts, after the first.',
  delay: 'The wait before the first further attempt.',
  backoff: 'What each wait is multiplied by to give the next.',
  maxDelay: 'What no wait exceeds.',
  jitter: 'The part of each wait that is left to chance, from 0 to 1.',
};

export const aboutSelector = {
  first: 'The first in this order that is there. Absent where none is.',
  race: 'Whichever is there first in time; what nothing else needs is stopped. Absent where none is.',
  all: 'A list of those that are there, in this order, when all have come to an end.',
  atLeast: 'With all: how many are enough. Fewer in the end are a failure.',
  maybe: 'The value, or null where it is absent.',
};

export const aboutMap = {
  over: 'The port that takes one element each, or several whose lists have one length.',
  concurrency: 'How many elements may be at work at once.',
  onFailure:
    'What an element that fails does: stop (the default) fails the whole; with omit null stands in its place.',
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
    'How many rounds there may be. Where the condition does not hold after the last, the task has failed.',
  carry:
    'What the next round takes in place of what it was given: a map from ports to outputs. For the same again, {}.',
};

export const aboutBatch = {
  size: 'How many calls at most are gathered.',
  wait: 'For how long the first of them waits for others. Without it, not at all.',
};
