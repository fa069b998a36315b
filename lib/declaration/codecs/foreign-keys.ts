// What other tools (Airflow, Argo, GitHub Actions, Kubernetes, Compose, make) call our keys.
const words: Readonly<Record<string, string>> = {
  atMost: 'max maxIterations maxRounds iterations limit times',
  attempts: 'retries times count limit max maxAttempts maxRetries tries',
  backoff: 'factor multiplier exponent',
  cache: 'cached caching memo memoize',
  components: 'steps tasks jobs stages nodes services processors',
  concurrency: 'parallelism parallel maxParallel maxConcurrency workers maxWorkers',
  default: 'value',
  defaults: 'policies policy',
  delay: 'interval wait pause sleep retryDelay',
  dependencies: 'depends dependsOn deps needs requires require after waitFor runAfter upstream',
  description: 'doc docs documentation comment summary help',
  deviation: 'std stddev sd sigma',
  fallback: 'else otherwise',
  inputs: 'in inlets consumes source sources',
  map: 'forEach each withItems withParam matrix expand',
  maxDelay: 'maxInterval maxWait',
  mean: 'average avg mu',
  name: 'id title',
  onFailure: 'onError continueOnError allowFailure ignoreErrors',
  outputs: 'out outlets produces publishes returns result results artifacts',
  params: 'args arguments parameters with config configuration options settings kwargs',
  pipeline: 'workflow dag flow',
  repeat: 'loop until while',
  resources: 'pool pools semaphores',
  retry: 'retries retryPolicy retryStrategy attempts maxAttempts maxRetries restart',
  runner: 'module uses type class kind model function operator executor image run runs',
  runners: 'modules plugins imports',
  store: 'persist persistence keep',
  thread: 'threads threaded worker',
  timeout: 'deadline timeLimit timeoutSeconds timeoutMinutes executionTimeout',
  until: 'while condition',
  version: 'revision rev cacheVersion codeVersion',
  when: 'if condition cond',
  workers: 'workerPool queue',
};

// However the parts of a word are joined.
const plain = (word: string): string => word.replace(/[_-]/g, '').toLowerCase();

const meanings = new Map<string, string[]>();
for (const [key, all] of Object.entries(words))
  for (const word of all.split(' ').map(plain))
    meanings.set(word, [...(meanings.get(word) ?? []), key]);

/** The keys that are known in other tools by this word. */
export const foreignKeys = (word: string): readonly string[] => meanings.get(plain(word)) ?? [];
