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

export const ThrowsLater = () =>
  new Promise(() => {
    setTimeout(() => {
      throw new Error('too late');
    });
    // Keeps the process, as a request under way would.
    setTimeout(() => undefined, 600_000);
  });

export const Computes = () => {
  for (;;);
};
