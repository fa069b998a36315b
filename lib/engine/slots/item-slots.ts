import { type Claim, Slots } from './slots.js';

/** Slots that the runs of many items share, as one item claims them: earlier items go first. */
export class ItemSlots extends Slots {
  private readonly shared: Slots;
  private readonly index: number;

  constructor(shared: Slots, index: number) {
    super(undefined, new Map());
    this.shared = shared;
    this.index = index;
  }

  override acquire(claim: Claim): void {
    claim.rank = this.index;
    this.shared.acquire(claim);
  }

  override release(claim: Claim): void {
    this.shared.release(claim);
  }
}
