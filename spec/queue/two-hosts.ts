import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program and its arguments, more of which can follow. */
type Command = readonly [string, ...string[]];

/** One of two hosts, as its own network: what starts a program there, and its address. */
export interface Host {
  readonly inside: Command;
  readonly address: string;
}

/** Two hosts and the cable between them. */
export interface TwoHosts {
  readonly near: Host;
  readonly far: Host;
  /** Nothing that is sent arrives, and nobody is told so. */
  readonly cut: () => void;
  readonly join: () => void;
  readonly close: () => Promise<void>;
}

/** A network namespace stays for as long as a process has it: `cat` ends with this one, whatever ends that. */
const namespace = async (command: Command): Promise<ChildProcess> => {
  const [program, ...rest] = [...command, 'sh', '-c', 'echo there; exec cat'];
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
};

const inside = ({ pid }: ChildProcess): Command => [
  'nsenter',
  ...['--target', String(pid), '--user', '--preserve-credentials', '--net'],
];

const call = (command: Command, ...args: readonly string[]): void => {
  const [program, ...rest] = [...command, ...args];
  execFileSync(program, rest, { stdio: 'inherit' });
};

export const twoHosts = async (): Promise<TwoHosts> => {
  const one = await namespace(['unshare', '--map-root-user', '--net']);
  const other = await namespace([...inside(one), 'unshare', '--net']);
  const near = { inside: inside(one), address: '10.0.0.1' };
  const far = { inside: inside(other), address: '10.0.0.2' };
  call(
    near.inside,
    ...['ip', 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable'],
    ...['netns', String(other.pid)],
  );
  for (const host of [near, far]) {
    call(host.inside, 'ip', 'address', 'add', `${host.address}/24`, 'dev', 'cable');
    for (const device of ['lo', 'cable']) call(host.inside, 'ip', 'link', 'set', device, 'up');
  }
  const set = (state: 'up' | 'down') => (): void => {
    call(near.inside, 'ip', 'link', 'set', 'cable', state);
  };
  return {
    ...{ near, far, cut: set('down'), join: set('up') },
    close: async () => {
      for (const child of [one, other]) {
        const gone = once(child, 'exit');
        child.stdin?.end();
        await gone;
      }
    },
  };
};
