import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

// It reads which groups live until this process is gone, however that came about; then it ends those
// that are left.
const script = `
trap '' INT TERM HUP
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2> /dev/null; done
`;

let survivor: ChildProcess | undefined;

const tell = (sign: '+' | '-', group: number): void => {
  if (survivor === undefined) {
    if (sign === '-' || process.platform === 'win32') return;
    survivor = started();
  }
  survivor.stdin?.write(`${sign} ${group}\n`);
};

// In a session of its own: what is sent to all processes of a terminal must not end it.
const started = (): ChildProcess => {
  const child = spawn('sh', ['-c', script, 'mlpipeline-survivor'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const gone = (): void => {
    if (survivor === child) survivor = undefined;
  };
  child.on('error', gone).on('exit', gone);
  child.stdin.on('error', gone);
  // It keeps nobody from ending.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
};

/**
 * A process group is ended by a small process that outlives this one, should this one not come to do
 * so itself: when it is killed, crashes or runs out of memory.
 */
export const willBeEnded = (group: number): void => {
  tell('+', group);
};

/** The group has ended: its number may be given to another. */
export const hasEnded = (group: number): void => {
  tell('-', group);
};
