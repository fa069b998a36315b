import { Observable } from 'rxjs';

// Runners for many items: one that reads a page, unless it is told by its text to do otherwise.
export const Read = async ({ page }, { outputs, signal }) => {
  if (page === 'torn') throw new Error('the page is torn\u001b[2J');
  if (page === process.env.STUCK_AT) {
    console.log('stuck');
    // At work as far as the process can see: it would end else, with nothing to wait for.
    setTimeout(() => undefined, 600_000);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  return Object.fromEntries(outputs.map((port) => [port, `text of ${page}`]));
};

export const Loop = ({ page }) => {
  const text = { page };
  text.itself = text;
  return { text };
};

/** Lets something fall that no promise of its own tells of, or waits for what never comes. */
export const Careless = ({ page }) => {
  if (page === 'later')
    return new Promise(() => {
      setTimeout(() => {
        throw new Error('too late');
      });
    });
  if (page === 'never') return new Promise(() => undefined);
  if (page === 'dropped') Promise.reject(new Error('nobody heard'));
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve({ text: page });
    }, 20);
  });
};

export const TearsDown = ({ page }) =>
  new Observable((subscriber) => {
    subscriber.next({ text: `text of ${page}` });
    subscriber.complete();
    return () => {
      throw new Error('the device is busy');
    };
  });

/** Computes without pause at a page. */
export const Stalls = ({ page }) => {
  while (page === 'endless');
  return { text: `text of ${page}` };
};

/** Gives its text, and throws where nobody can tell whose it is. */
export const Leaves = ({ page }) => {
  Promise.resolve().then(() => {
    globalThis.queueMicrotask(() => {
      throw new Error(`nobody heard of ${page}`);
    });
  });
  return { text: page };
};
