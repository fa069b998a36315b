/** A worker that is there. Times are in milliseconds since the epoch. */
export interface WorkerThere {
  readonly id: string;
  readonly name: string;
  /** Absent where it takes the tasks of components that name none. */
  readonly pool?: string;
  readonly host: string;
  /** Whose tasks it takes. */
  readonly runners: readonly string[];
  /** How many attempts it makes at once. */
  readonly concurrency: number;
  /** When it was started, by its own clock. */
  readonly since: number;
  /** Of all runs that have tasks made over the queue. */
  readonly atWork: readonly {
    readonly run: string;
    readonly task: string;
    readonly attempt: number;
    readonly since: number;
  }[];
  /** When it was last seen. One that is killed is listed for 10 seconds more. */
  readonly seen: number;
}
