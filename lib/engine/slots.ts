/** What an attempt takes up while it is at work. */
export interface Claim {
  readonly resources: readonly { readonly name: string; readonly count: number }[];
  /** Called when there is room. Must not run anything that could claim or release at once. */
  readonly grant: () => void;
}

/**
 * How much may be at work at once: attempts in all, and of each resource. Claims are granted in
 * the order in which they came, with one exception: one that waits for a resource does not hold up
 * others that do not want that resource. It is never overtaken by others that do, however little
 * they want of it, so that none starves.
 */
export class Slots {
  private freeSlots: number;
  private readonly free: Map<string, number>;
  // Claims that want the same resources wait in one queue: granting looks at the heads only.
  private readonly queues = new Map<string, Queue>();
  private order = 0;

  constructor(slots: number | undefined, resources: ReadonlyMap<string, number>) {
    this.freeSlots = slots ?? Infinity;
    this.free = new Map(resources);
  }

  /** Grants the claim, now or when there is room. Gives a function that takes it back, once. */
  claim(claim: Claim): () => void {
    const key = claim.resources.map(({ name }) => name).join(' ');
    let queue = this.queues.get(key);
    if (queue === undefined) this.queues.set(key, (queue = new Queue()));
    const waiting: Waiting = { claim, order: this.order, state: 'waiting' };
    this.order += 1;
    queue.push(waiting);
    this.grantWaiting();
    return () => {
      const { state } = waiting;
      waiting.state = 'over';
      if (state !== 'granted') return;
      this.give(claim, 1);
      this.grantWaiting();
    };
  }

  private grantWaiting(): void {
    while (this.freeSlots > 0) {
      const next = this.nextThatFits()?.shift();
      if (next === undefined) return;
      next.state = 'granted';
      this.give(next.claim, -1);
      next.claim.grant();
    }
  }

  private nextThatFits(): Queue | undefined {
    if (this.queues.size === 1) {
      const [only] = this.queues.values();
      return only?.head !== undefined && this.fits(only.head.claim) ? only : undefined;
    }
    const heads = [...this.queues.values()].filter((queue) => queue.head !== undefined);
    heads.sort((a, b) => (a.head?.order ?? 0) - (b.head?.order ?? 0));
    const wanted = new Set<string>();
    for (const queue of heads) {
      const { claim } = queue.head as Waiting;
      const isHeldUp = claim.resources.some(({ name }) => wanted.has(name));
      if (!isHeldUp && this.fits(claim)) return queue;
      for (const { name } of claim.resources) wanted.add(name);
    }
    return undefined;
  }

  private fits({ resources }: Claim): boolean {
    return resources.every(({ name, count }) => (this.free.get(name) ?? 0) >= count);
  }

  private give({ resources }: Claim, sign: 1 | -1): void {
    this.freeSlots += sign;
    for (const { name, count } of resources)
      this.free.set(name, (this.free.get(name) ?? 0) + sign * count);
  }
}

interface Waiting {
  readonly claim: Claim;
  readonly order: number;
  state: 'waiting' | 'granted' | 'over';
}

/** First in, first out, in constant time; what is over by the time it is at the head is dropped. */
class Queue {
  private items: Waiting[] = [];
  private at = 0;

  get head(): Waiting | undefined {
    while (this.items[this.at]?.state === 'over') this.at += 1;
    return this.items[this.at];
  }

  push(item: Waiting): void {
    this.items.push(item);
  }

  shift(): Waiting | undefined {
    const item = this.head;
    this.at += 1;
    if (this.at * 2 > this.items.length) {
      this.items = this.items.slice(this.at);
      this.at = 0;
    }
    return item;
  }
}
