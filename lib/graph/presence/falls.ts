import { type Decision, type Decisions, no, yes } from './decisions.js';
import type { Formula, Test } from './formula.js';
import type { Subjects } from './scope.js';
import { type State, there } from './state.js';
import { missing } from './subjects.js';

/** How a condition falls; else it fails. */
export interface Fall {
  readonly holds: Decision;
  readonly fails: Decision;
  readonly absent: Decision;
}

export const always: Fall = { holds: yes, fails: no, absent: no };

/** How conditions fall, by the states of what they name. */
export class Falls {
  private readonly decisions: Decisions;
  private readonly subjects: Subjects;

  constructor(decisions: Decisions, subjects: Subjects) {
    this.decisions = decisions;
    this.subjects = subjects;
  }

  of(formula: Formula, states: ReadonlyMap<string, State>): Fall {
    const { decisions } = this;
    switch (formula.kind) {
      case 'constant':
        return {
          holds: yesIf(formula.holds === true),
          fails: yesIf(formula.holds === false),
          absent: no,
        };
      case 'not': {
        const { holds, fails, absent } = this.of(formula.of, states);
        return { holds: fails, fails: holds, absent };
      }
      case 'and':
      case 'or': {
        const parts = formula.parts.map((part) => this.of(part, states));
        const absent = decisions.or(...parts.map((part) => part.absent));
        const [all, any] =
          formula.kind === 'and' ? (['holds', 'fails'] as const) : (['fails', 'holds'] as const);
        const some = decisions.or(...parts.map((part) => part[any]));
        const every = decisions.and(...parts.map((part) => part[all]));
        const fall = { [all]: every, [any]: some } as Pick<Fall, 'holds' | 'fails'>;
        return { ...fall, absent: decisions.and(absent, decisions.not(some)) };
      }
      case 'has': {
        const { there: isThere, absent } = states.get(formula.name) ?? there;
        if (formula.part === undefined) return { holds: isThere, fails: absent, absent: no };
        const { holds, fails } = this.of(formula.part, states);
        return { holds, fails: decisions.or(absent, fails), absent: no };
      }
      case 'test':
        return this.tested(formula, states);
    }
  }

  private tested(
    { variable, outcome, names, perhaps }: Test,
    states: ReadonlyMap<string, State>,
  ): Fall {
    const { decisions } = this;
    const all = names.map((name) => states.get(name) ?? there);
    const absent = decisions.or(...all.map((one) => one.absent));
    const isThere = decisions.and(...all.map((one) => one.there));
    const { samples } = this.subjects.all[variable] ?? { samples: [] };
    const by = (is: (sample: (typeof samples)[number]) => boolean): Decision => {
      decisions.look(samples.length);
      return decisions.and(
        isThere,
        decisions.by(
          variable,
          samples.map((sample) => yesIf(is(sample))),
        ),
      );
    };
    const lacks = decisions.and(
      by((sample) => sample === missing),
      decisions.or(...perhaps.map((name) => (states.get(name) ?? there).absent)),
    );
    return {
      holds: by((sample) => outcome(sample) === true),
      fails: decisions.and(
        by((sample) => outcome(sample) === false),
        decisions.not(lacks),
      ),
      absent: decisions.or(absent, lacks),
    };
  }
}

const yesIf = (is: boolean): Decision => (is ? yes : no);
