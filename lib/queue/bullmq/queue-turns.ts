/** Whose turn it is among queues that hold something. */
export class QueueTurns {
  private next = 0;

  /** One of each after the other, as many as there is room for, going on behind the last. */
  deal(waiting: ReadonlyMap<string, number>, room: number): readonly string[] {
    const keys = [...waiting.keys()];
    const left = new Map(waiting);
    const all = [...waiting.values()].reduce((sum, one) => sum + one, 0);
    const dealt: string[] = [];
    for (; dealt.length < Math.min(room, all); this.next += 1) {
      const key = keys[this.next % keys.length] ?? '';
      const rest = left.get(key) ?? 0;
      if (rest === 0) continue;
      left.set(key, rest - 1);
      dealt.push(key);
    }
    return dealt;
  }
}
