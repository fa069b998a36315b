import { Problem, tryLater } from '../problem.js';

/** How many of the largest bodies may be in memory at once. */
const mostAtOnce = 4;

/** Reads bodies of requests, none larger than allowed, and no more of them at once than fit into memory. */
export class BodyReader {
  private readonly most: number;
  private atHand = 0;

  constructor(most: number) {
    this.most = most;
  }

  /** Throws a `Problem` for one that is too large, encoded, or cut short. */
  async read(request: Request): Promise<Uint8Array> {
    const encoding = request.headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity')
      throw new Problem(415, 'encoded', 'a body must be sent without `Content-Encoding`');
    if (Number(request.headers.get('content-length') ?? 0) > this.most) throw this.tooLarge();
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const piece of piecesOf(request)) {
        size += piece.length;
        this.atHand += piece.length;
        if (size > this.most) throw this.tooLarge();
        if (this.atHand > this.most * mostAtOnce)
          throw tryLater(503, 'busy', 'too much is being sent at once: try again later', 2);
        pieces.push(piece);
      }
      return Buffer.concat(pieces);
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Problem(400, 'cut-short', 'the body did not arrive completely');
    } finally {
      this.atHand -= size;
    }
  }

  private tooLarge(): Problem {
    return new Problem(
      413,
      'too-large',
      `the body has more than ${this.most.toLocaleString('en')} bytes`,
      {},
      // The rest of it is not read.
      { Connection: 'close' },
    );
  }
}

async function* piecesOf({ body }: Request): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const read = await reader.read();
      if (read.done) return;
      yield read.value as Uint8Array;
    }
  } finally {
    // Without waiting: what goes on sending is cut off by the server.
    reader.cancel().catch(() => undefined);
  }
}
