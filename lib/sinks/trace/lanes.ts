/** A place on a lane, from `start` on. */
export interface Place {
  /** From 1. */
  readonly lane: number;
  readonly start: number;
}

/** As few lanes as there is at work at once: what is on one does not overlap. */
export class Lanes {
  private readonly free: Place[] = [];
  private lanes = 0;

  /** Of what has no length on the clock, one thing begins where the one before it ends. */
  take(start: number): Place {
    const place = this.free.pop();
    if (place !== undefined) return { lane: place.lane, start: Math.max(start, place.start) };
    this.lanes += 1;
    return { lane: this.lanes, start };
  }

  /** It is free again from `start` on. */
  release(place: Place): void {
    this.free.push(place);
  }
}
