import { Observable } from 'rxjs';

import type { RunnerContext } from '../runner.js';
import type { CommandParams } from './command-params.js';
import { programOf } from './command-program.js';
import { type Call, KeptProgram } from './kept-program.js';

type Values = Readonly<Record<string, unknown>>;
type Context = RunnerContext<CommandParams>;

/** Has a program serve an attempt that is kept for all attempts of its component. */
export const runKept = (inputs: Values, context: Context): Observable<Values> =>
  context
    .keep(`the programs of ${context.component}`, () => new KeptPrograms(context))
    .call(inputs, context);

/** As many processes of one program as its params allow, started when they are needed. */
class KeptPrograms {
  private readonly context: Context;
  private readonly programs = new Set<KeptProgram>();
  private waiting: Call[] = [];

  constructor(context: Context) {
    this.context = context;
  }

  call(inputs: Values, context: Context): Observable<Values> {
    return new Observable<Values>((subscriber) => {
      const call: Call = {
        inputs,
        context,
        answered: (outputs) => {
          subscriber.next(outputs);
          subscriber.complete();
        },
        failed: (error) => {
          subscriber.error(error);
        },
      };
      this.waiting.push(call);
      this.proceed();
      return () => {
        this.waiting = this.waiting.filter((one) => one !== call);
        for (const program of this.programs) program.giveUp(call);
      };
    });
  }

  readonly close = (): void => {
    this.waiting = [];
    for (const program of [...this.programs]) program.end();
  };

  private readonly proceed = (): void => {
    for (const program of this.programs) if (program.isOver) this.programs.delete(program);
    while (this.waiting.length > 0) {
      const isRoom = this.programs.size < (this.context.params.processes ?? 1);
      const free = [...this.programs].find(({ isFree }) => isFree);
      if (free === undefined && !isRoom) return;
      const call = this.waiting.shift() as Call;
      try {
        (free ?? this.started()).serve(call);
      } catch (error) {
        call.failed(error);
      }
    }
  };

  private started(): KeptProgram {
    // Nothing of it depends on inputs.
    const asked = programOf({}, this.context);
    const program = new KeptProgram(asked, this.context.params, this.proceed);
    this.programs.add(program);
    return program;
  }
}
