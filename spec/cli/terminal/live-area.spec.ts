import { expect } from 'chai';
import { createLogUpdate } from 'log-update';

import { LiveArea } from '../../../lib/cli/terminal/live-area.js';
import { plain } from '../../../lib/diagnostics/paint.js';
import { progress } from '../../../lib/sinks/progress/progress.js';
import { textLog } from '../../../lib/sinks/log/text-log.js';
import { graphOf, taking, virtualTime, Watched } from '../../engine/rig.js';
import { clockOf, EmulatedScreen } from './emulated-screen.js';

// What happens at each of these times, in milliseconds, and what is then on the screen.
const onScreen = (columns?: number, rows?: number) => {
  const scheduler = virtualTime();
  const screen = new EmulatedScreen(columns, rows);
  const area = new LiveArea(screen, clockOf(scheduler), createLogUpdate);
  return {
    scheduler,
    screen,
    area,
    at: (time: number, call: () => void) => {
      scheduler.schedule(call, time);
    },
    /** The screen at this time. */
    shownAt: (time: number, seen: Record<number, readonly string[]>) => {
      scheduler.schedule(() => {
        seen[time] = screen.shown;
      }, time);
    },
  };
};

describe('the live area of a terminal', () => {
  it('is drawn at the end, with what is printed above it, and leaves just its last line', () => {
    const { scheduler, screen, area, at, shownAt } = onScreen();
    const seen: Record<number, readonly string[]> = {};
    area.print('before\n');
    area.open(({ now }) => ['a', `at ${now}`]);
    at(150, () => {
      area.print('printed\n');
    });
    at(700, () => {
      area.close('the end');
      area.print('after\n');
    });
    for (const time of [50, 101, 201, 460, 701]) shownAt(time, seen);
    scheduler.flush();
    expect(seen).to.deep.equal({
      50: ['before'],
      101: ['before', 'a', 'at 100'],
      201: ['before', 'printed', 'a', 'at 200'],
      460: ['before', 'printed', 'a', 'at 450'],
      701: ['before', 'printed', 'the end', 'after'],
    });
    expect(screen.shown).to.deep.equal(seen[701]);
  });

  it('is drawn ten times a second at most, however often there is something new', () => {
    const { scheduler, screen, area, at } = onScreen();
    let frames = 0;
    area.open(() => [`${(frames += 1)}`]);
    for (let time = 0; time < 1000; time += 1)
      at(time, () => {
        area.refresh(scheduler.now());
        area.print(`${time}\n`);
      });
    at(1000, () => {
      area.close();
    });
    scheduler.flush();
    expect(frames).to.equal(9);
    expect(screen.shown).to.deep.equal(Array.from({ length: 1000 }, (_, time) => `${time}`));
  });

  it('writes each drawing in one go, which terminals show at once', () => {
    const { scheduler, screen, area, at } = onScreen();
    area.open(({ now }) => [`${now}`, 'same']);
    at(90, () => {
      area.print('x\n');
    });
    at(300, () => {
      area.close('end');
    });
    scheduler.flush();
    // At 100 and at 300.
    expect(screen.written).to.have.length(2);
    for (const text of screen.written)
      expect([text.slice(0, 8), text.slice(-8)]).to.deep.equal(['\u001b[?2026h', '\u001b[?2026l']);
  });

  it('keeps no timer when it is closed', () => {
    const { scheduler, area, at } = onScreen();
    area.open(() => ['x']);
    at(500, () => {
      area.close();
    });
    scheduler.flush();
    expect(scheduler.now()).to.equal(500);
  });

  it('leaves nothing behind when the window becomes narrower and breaks its lines', () => {
    const { scheduler, screen, area, at } = onScreen(40);
    area.open(({ columns }) => ['='.repeat(columns), 'x']);
    area.print('before\n');
    at(210, () => {
      screen.narrow(15);
      area.refresh(scheduler.now());
    });
    at(400, () => {
      expect(screen.shown).to.deep.equal(['before', '='.repeat(14), 'x']);
      area.close('end');
    });
    scheduler.flush();
    expect(screen.shown).to.deep.equal(['before', 'end']);
  });

  it('goes on below what a shell wrote while the process was stopped', () => {
    const { scheduler, screen, area, at } = onScreen();
    area.open(() => ['a', 'b']);
    at(150, () => {
      area.clear();
      screen.write('[1]+  Stopped\n$ fg\n');
    });
    at(400, () => {
      area.close('end');
    });
    at(360, () => {
      expect(screen.shown).to.deep.equal(['[1]+  Stopped', '$ fg', 'a', 'b']);
    });
    scheduler.flush();
    expect(screen.shown).to.deep.equal(['[1]+  Stopped', '$ fg', 'end']);
  });

  it('never takes up more than three quarters of the window, and draws where its size is not known', () => {
    const heights: Record<number, number> = {};
    for (const rows of [0, 2, 10, 24, 50]) {
      const { scheduler, area, at } = onScreen(0, rows);
      area.open(({ columns, height }) => {
        heights[rows] = height;
        expect(columns).to.equal(79);
        return ['x'];
      });
      at(200, () => {
        area.close();
      });
      scheduler.flush();
    }
    expect(heights).to.deep.equal({ 0: 18, 2: 1, 10: 7, 24: 18, 50: 37 });
  });

  it('shows a whole run: its tasks, its log above them, and how it ended', () => {
    const { scheduler, screen, area, shownAt } = onScreen(60);
    const seen: Record<number, readonly string[]> = {};
    const graph = graphOf({
      ocr: { run: taking(1000, scheduler) },
      layout: { run: taking(3000, scheduler) },
      merged: { inputs: ['ocr.out', 'layout.out'], run: taking(500, scheduler) },
    });
    for (const time of [50, 620, 1020, 3120]) shownAt(time, seen);
    const watched = new Watched(graph, {
      scheduler,
      sinks: [
        textLog((line) => {
          area.print(`${line}\n`);
        }),
        progress(area, { paint: plain }),
      ],
    }).flush();
    expect(watched.outcome).to.equal('done');
    const first = '0 : pipeline : inputs - none';
    const second = '1 : ocr - Runner-ocr : inputs - none : outputs - out=ocr() : in 1.0 s';
    const third = '2 : layout - Runner-layout : inputs - none : outputs - out=layout() : in 3.0 s';
    expect(seen).to.deep.equal({
      50: [first],
      620: [
        first,
        '  ocr     Runner-ocr      0.6 s',
        '  layout  Runner-layout   0.6 s',
        '0.6 s  0 of 3 done, 2 running, 1 to come',
      ],
      1020: [
        first,
        second,
        '  layout  Runner-layout   1.0 s',
        '1.0 s  1 of 3 done, 1 running, 1 to come',
      ],
      3120: [
        first,
        second,
        third,
        '  merged  Runner-merged   0.1 s',
        '3.1 s  2 of 3 done, 1 running',
      ],
    });
    expect(screen.shown).to.deep.equal([
      first,
      second,
      third,
      '3 : merged - Runner-merged : inputs - ocr.out=ocr(), layout.out=layout() : outputs - out=merged(ocr(),layout()) : in 0.5 s',
      '4 : pipeline : outputs - ocr.out=ocr(), layout.out=layout(), merged.out=merged(ocr(),layout()) : in 3.5 s',
      'done: 3 of 3 tasks in 3.5 s',
    ]);
    expect(scheduler.now()).to.equal(3500);
  });
});
