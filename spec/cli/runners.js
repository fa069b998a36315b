// Runners for trying out what goes wrong.
export const Fails = (_inputs, { attempt }) => {
  throw new Error(`no luck at attempt ${attempt}\u001b[2J`, {
    cause: new Error('the disk is full'),
  });
};

// A mistake in the code of a runner.
export const Slips = ({ x }) => ({ y: x.size.width });

// Ignores its signal, as badly written runners do.
export const Stuck = () => new Promise((resolve) => setTimeout(resolve, 600_000));

export const Binary = () => ({ bytes: new Uint8Array(5000), buffer: Buffer.alloc(3) });

export const Draws = (_inputs, { random }) => ({ y: random() });

export const Never = () => new Promise(() => {});

/** Gives its outputs, and leaves behind what nobody waits for. */
export const LeavesRejection = () => {
  Promise.reject(new Error('nobody heard'));
  return { y: 1 };
};

export const LeavesThrow = () => {
  globalThis.queueMicrotask(() => {
    throw new Error('nobody heard');
  });
  return { y: 1 };
};

/** Leaves two of them: the run ends by the first. */
export const LeavesTwo = () => {
  Promise.reject(new Error('nobody heard'));
  Promise.reject(new Error('nor this'));
  return new Promise(() => {});
};

export const ThrowsLater = () =>
  new Promise(() => {
    setTimeout(() => {
      throw new Error('too late');
    });
    // Keeps the process, as a request under way would.
    setTimeout(() => undefined, 600_000);
  });

/** Leaves others a moment to begin. */
export const Computes = async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.stderr.write('computing\n');
  for (;;);
};

/** What it throws has no async context: nobody can tell whose it is. */
export const ThrowsBeside = () =>
  new Promise(() => {
    globalThis.queueMicrotask(() => {
      throw new Error('too late');
    });
    setTimeout(() => undefined, 600_000);
  });

/** Waits in the system, where nothing can interrupt it. */
export const Waits = async () => {
  const { execSync } = await import('node:child_process');
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.stderr.write('computing\n');
  execSync('exec sleep 20');
};

export const NotJson = () => ({ score: NaN, text: 'fine' });

/** Fails in a while. */
export const FailsLater = async () => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  throw new Error('no luck');
};

/** A stream that gives nothing, and rejects a little after it is stopped. */
export const RejectsAtStop = () => ({
  [Symbol.asyncIterator]: () => ({
    next: () => new Promise(() => {}),
    return: async () => {
      await undefined;
      throw new Error('no way back');
    },
  }),
});

/** The same with a listener. */
export const RejectsAtAbort = (_inputs, { signal }) => {
  signal.addEventListener('abort', () => {
    void Promise.resolve().then(() => Promise.reject(new Error('no way back')));
  });
  return new Promise(() => {});
};
