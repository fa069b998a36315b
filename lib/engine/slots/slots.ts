/** What an attempt takes up while it is at work; made once for each. */
export interface Claim {
  readonly resources: readonly { readonly name: string; readonly count: number }[];
  /** Those of a lower rank go first, however late they come. */
  rank: number;
  /** Its place among those of its rank. */
  order: number;
  state: 'waiting' | 'granted' | 'over';
  /** Called when there is room. */
  readonly grant: () => void;
}

/**
 * How much may be at work at once: attempts in all, and of each resource. Claims are granted in
 * the order of their ranks, then in that in which they came, with one exception: one that waits for
 * a resource does not hold up others that do not want that resource. It is never overtaken by others
 * that do, however little they want of it, so that none starves.
 */
export class Slots {
  private readonly slots: number;
  private freeSlots: number;
  private readonly total: ReadonlyMap<string, number>;
  private readonly free: Map<string, number>;
  // Claims that want the same resources wait in one queue: granting looks at the heads only.
  private readonly queues = new Map<string, Queue>();
  // The only one of them, as long as all claims want the same.
  private only: Queue | undefined;
  private order = 0;
  private isGranting = false;

  /** `slots` attempts at once, without a limit by default, and so many of each resource. */
  constructor(slots?: number, resources: ReadonlyMap<string, number> = new Map<string, number>()) {
    this.slots = slots ?? Infinity;
    this.freeSlots = this.slots;
    this.total = resources;
    this.free = new Map(resources);
  }

  /** How many claims of these resources there can be at once. */
  most(resources: Claim['resources']): number {
    return resources.reduce(
      (most, { name, count }) =>
        Math.min(most, Math.floor((this.total.get(name) ?? Infinity) / count)),
      this.slots,
    );
  }

  /** Grants the claim, now or when there is room. */
  acquire(claim: Claim): void {
    claim.order = this.order;
    this.order += 1;
    this.queueFor(claim).push(claim);
    this.grantWaiting();
  }

  private queueFor({ resources }: Claim): Queue {
    const { only } = this;
    if (resources.length === 0 && only?.key === '') return only;
    const key = resources.map(({ name }) => name).join(' ');
    let queue = this.queues.get(key);
    if (queue === undefined) {
      this.queues.set(key, (queue = new Queue(key)));
      this.only = this.queues.size === 1 ? queue : undefined;
    }
    return queue;
  }

  /** Takes a claim back, whatever has come of it; once is enough. */
  release(claim: Claim): void {
    const { state } = claim;
    claim.state = 'over';
    if (state !== 'granted') return;
    this.add(claim, 1);
    this.grantWaiting();
  }

  /** Runs `act`; what is released in it is granted behind it, to whoever waits by then. */
  grantAfter(act: () => void): void {
    const { isGranting } = this;
    this.isGranting = true;
    try {
      act();
    } finally {
      this.isGranting = isGranting;
      this.grantWaiting();
    }
  }

  // One loop at a time: work that is granted may be done and release before `grant` returns, and
  // where runs share slots each of those that wait would be granted inside the one before.
  private grantWaiting(): void {
    if (this.isGranting) return;
    this.isGranting = true;
    try {
      while (this.freeSlots > 0) {
        const next = this.nextThatFits()?.shift();
        if (next === undefined) return;
        next.state = 'granted';
        this.add(next, -1);
        next.grant();
      }
    } finally {
      this.isGranting = false;
    }
  }

  private nextThatFits(): Queue | undefined {
    const { only } = this;
    if (only !== undefined)
      return only.head !== undefined && this.fits(only.head) ? only : undefined;
    const heads = [...this.queues.values()].filter((queue) => queue.head !== undefined);
    heads.sort((a, b) => before(a.head as Claim, b.head as Claim));
    const wanted = new Set<string>();
    for (const queue of heads) {
      const claim = queue.head as Claim;
      const isHeldUp = claim.resources.some(({ name }) => wanted.has(name));
      if (!isHeldUp && this.fits(claim)) return queue;
      for (const { name } of claim.resources) wanted.add(name);
    }
    return undefined;
  }

  private fits({ resources }: Claim): boolean {
    for (const { name, count } of resources) if ((this.free.get(name) ?? 0) < count) return false;
    return true;
  }

  private add({ resources }: Claim, sign: 1 | -1): void {
    this.freeSlots += sign;
    for (const { name, count } of resources)
      this.free.set(name, (this.free.get(name) ?? 0) + sign * count);
  }
}

const before = (a: Claim, b: Claim): number => a.rank - b.rank || a.order - b.order;

/**
 * By rank, and in each rank first in, first out: in constant time where nothing of a higher rank
 * waits. What is over by the time it is at the head is dropped.
 */
class Queue {
  /** The names of the resources that are wanted. */
  readonly key: string;
  private items: (Claim | undefined)[] = [];
  private at = 0;

  constructor(key: string) {
    this.key = key;
  }

  get head(): Claim | undefined {
    while (this.items[this.at]?.state === 'over') this.pass();
    return this.items[this.at];
  }

  push(item: Claim): void {
    let place = this.items.length;
    while (place > this.at && (this.items[place - 1]?.rank ?? 0) > item.rank) place -= 1;
    if (place === this.items.length) this.items.push(item);
    else this.items.splice(place, 0, item);
  }

  shift(): Claim | undefined {
    const item = this.head;
    if (item !== undefined) this.pass();
    return item;
  }

  // Nothing is kept of what has gone until those that wait behind it have gone too.
  private pass(): void {
    const { items } = this;
    if (items.length === 1) {
      items.pop();
      return;
    }
    items[this.at] = undefined;
    this.at += 1;
    if (this.at * 2 > items.length) {
      this.items = items.slice(this.at);
      this.at = 0;
    }
  }
}
