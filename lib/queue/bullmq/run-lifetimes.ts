import { Lifetime } from '../../runners/lifetime.js';

/** How long what a run keeps on a worker stays when nothing of that run is at work, in milliseconds. */
const keptFor = 60_000;

interface Kept {
  readonly lifetime: Lifetime;
  used: number;
  users: number;
}

/** What the attempts of one run share on a worker, such as kept programs, for as long as there are some. */
export class RunLifetimes {
  private readonly kept = new Map<string, Kept>();

  /** For one attempt, which gives it back when it has ended. */
  take(run: string): { readonly lifetime: Lifetime; readonly giveBack: () => void } {
    let kept = this.kept.get(run);
    if (kept === undefined)
      this.kept.set(run, (kept = { lifetime: new Lifetime(), used: Date.now(), users: 0 }));
    const { lifetime } = kept;
    const taken = kept;
    taken.users += 1;
    return {
      lifetime,
      giveBack: () => {
        taken.users -= 1;
        taken.used = Date.now();
      },
    };
  }

  endUnused(): void {
    for (const [run, { lifetime, used, users }] of this.kept)
      if (users === 0 && Date.now() - used > keptFor) {
        this.kept.delete(run);
        lifetime.end();
      }
  }

  endAll(): void {
    for (const { lifetime } of this.kept.values()) lifetime.end();
  }
}
