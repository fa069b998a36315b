import { Console } from 'node:console';
import { EventEmitter } from 'node:events';

import { expect } from 'chai';

import { liveTerminal } from '../../../lib/cli/terminal/live-terminal.js';
import { virtualTime } from '../../engine/rig.js';
import { clockOf, EmulatedScreen } from './emulated-screen.js';

// A stream to a screen, as Node has it of a terminal.
const streamTo = (screen: EmulatedScreen, isTTY = true): NodeJS.WriteStream =>
  Object.assign(new EventEmitter(), {
    isTTY,
    columns: screen.columns,
    rows: screen.rows,
    write: (text: string) => {
      screen.write(text);
      return true;
    },
  }) as unknown as NodeJS.WriteStream;

const signals = ['SIGTSTP', 'SIGCONT', 'exit'] as const;
const listeners = (): number[] => signals.map((signal) => process.listenerCount(signal));

describe('a terminal with a live area', () => {
  it('shows above it what modules of runners print, on either stream', () => {
    const scheduler = virtualTime();
    const screen = new EmulatedScreen();
    const [stderr, stdout] = [streamTo(screen), streamTo(screen)];
    const before = listeners();
    const live = liveTerminal(stderr, stdout, clockOf(scheduler));
    live.open(() => ['live']);
    scheduler.schedule(() => {
      new Console(stderr).log('from a console');
      stdout.write('from stdout\n');
      live.print('from the log\n');
      stderr.write('half a line');
    }, 150);
    scheduler.schedule(() => {
      expect(screen.shown).to.deep.equal(['from a console', 'from stdout', 'from the log', 'live']);
      live.close('the end');
      live.close('');
      stdout.write('{}\n');
    }, 250);
    scheduler.flush();
    expect(screen.shown).to.deep.equal([
      ...['from a console', 'from stdout', 'from the log', 'half a line'],
      ...['the end', '{}'],
    ]);
    expect(listeners()).to.deep.equal(before);
    expect(stderr.listenerCount('resize')).to.equal(0);
  });

  it('leaves stdout alone where that is no terminal', () => {
    const scheduler = virtualTime();
    const [screen, file] = [new EmulatedScreen(), new EmulatedScreen()];
    const stdout = streamTo(file, false);
    const live = liveTerminal(streamTo(screen), stdout, clockOf(scheduler));
    live.open(() => ['live']);
    stdout.write('half a line');
    expect(file.written).to.deep.equal(['half a line']);
    live.close('');
    expect(screen.written).to.deep.equal([]);
  });

  it('is drawn anew when the window changes', () => {
    const scheduler = virtualTime();
    const screen = new EmulatedScreen(60);
    const stderr = streamTo(screen);
    const live = liveTerminal(stderr, stderr, clockOf(scheduler));
    live.open(({ columns }) => ['='.repeat(columns)]);
    scheduler.schedule(() => {
      screen.narrow(20);
      stderr.columns = 20;
      stderr.emit('resize');
    }, 210);
    scheduler.schedule(() => {
      expect(screen.shown).to.deep.equal(['='.repeat(19)]);
      live.close('');
    }, 220);
    scheduler.flush();
    expect(screen.shown).to.deep.equal([]);
  });
});
