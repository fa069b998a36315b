/** What the process tells its caller. */
export const exitStatus = {
  done: 0,
  /** The run failed; of a command that checks, the declaration is unsound. */
  unsound: 1,
  /**
   * Nothing could be run or checked: the command line is wrong, names what cannot be read or written,
   * or what is to be run is unsound.
   */
  usage: 2,
  /** The run's time was up; the status that `timeout` of coreutils has. */
  timeout: 124,
  /** Interrupted: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];
