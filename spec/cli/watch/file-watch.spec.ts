import { expect } from 'chai';
import { Subject } from 'rxjs';

import { FileWatch } from '../../../lib/cli/watch/file-watch.js';
import { virtualTime } from '../../engine/rig.js';

/** Files in virtual time, and what is told of them: `at: path, path`. */
class Disk {
  readonly told: string[] = [];
  readonly files = new Map<string, string>();
  readonly watched: (readonly string[])[] = [];
  private readonly scheduler = virtualTime();
  private readonly hints$ = new Subject<unknown>();
  private readonly watch: FileWatch;
  looks = 0;

  constructor(paths: readonly string[]) {
    for (const path of paths) this.files.set(path, 'first');
    this.watch = new FileWatch(
      (path) => {
        this.looks += 1;
        return this.files.get(path) ?? 'none';
      },
      { hints$: this.hints$, watch: (folders) => this.watched.push([...folders]) },
      this.scheduler,
    );
    this.watch.changes$.subscribe((changed) => {
      this.told.push(`${this.scheduler.now()}: ${[...changed].join(', ')}`);
    });
    this.set(paths);
  }

  set(paths: readonly string[]): void {
    this.watch.watch(new Set(paths));
  }

  /** At a time: writes, or removes with `undefined`. */
  write(at: number, path: string, text: string | undefined, isHinted = true): this {
    this.scheduler.schedule(() => {
      if (text === undefined) this.files.delete(path);
      else this.files.set(path, text);
      if (isHinted) this.hints$.next(path);
    }, at);
    return this;
  }

  at(time: number, act: () => void): this {
    this.scheduler.schedule(act, time);
    return this;
  }

  /** What was told until then. */
  until(time: number): readonly string[] {
    this.scheduler.maxFrames = time;
    this.scheduler.flush();
    return this.told;
  }

  close(): void {
    this.watch.close();
    this.scheduler.maxFrames = Infinity;
    this.scheduler.flush();
  }
}

describe('a watch of files', () => {
  it('tells a change when nothing more has changed for a moment', () => {
    const disk = new Disk(['/p/a', '/p/b']).write(100, '/p/a', 'second');
    expect(disk.until(500)).to.deep.equal(['220: /p/a']);
  });

  it('takes a file that is emptied and written, or deleted and made again, for one change', () => {
    const disk = new Disk(['/p/a'])
      .write(100, '/p/a', '')
      .write(150, '/p/a', 'second')
      .write(1000, '/p/a', undefined)
      .write(1050, '/p/a', 'third');
    expect(disk.until(2000)).to.deep.equal(['220: /p/a', '1120: /p/a']);
  });

  it('tells nothing where a file is again what it was', () => {
    const disk = new Disk(['/p/a']).write(100, '/p/a', undefined).write(150, '/p/a', 'first');
    expect(disk.until(3000)).to.deep.equal([]);
  });

  it('takes files that are saved together for one change', () => {
    const disk = new Disk(['/p/a', '/p/b', '/q/c']);
    disk.write(100, '/p/b', 'x').write(130, '/q/c', 'x').write(200, '/p/a', 'x');
    expect(disk.until(500)).to.deep.equal(['280: /p/a, /p/b, /q/c']);
  });

  it('tells that a file is gone, and that it has come back', () => {
    const disk = new Disk(['/p/a']).write(100, '/p/a', undefined).write(3000, '/p/a', 'first');
    expect(disk.until(5000)).to.deep.equal(['220: /p/a', '3120: /p/a']);
  });

  it('does not wait for ever for a file that is written all the time', () => {
    const disk = new Disk(['/p/a']);
    for (let at = 100; at < 4000; at += 40) disk.write(at, '/p/a', `at ${at}`);
    const told = disk.until(6000);
    expect(told).to.have.length(2);
    expect(parseInt(told[0] ?? '', 10)).to.be.within(2000, 2300);
  });

  it('sees a little later what no hint tells', () => {
    const disk = new Disk(['/p/a']).write(300, '/p/a', 'second', false);
    expect(disk.until(3000)).to.deep.equal(['1060: /p/a']);
  });

  it('watches other files when told to, and tells no change of those from before', () => {
    const disk = new Disk(['/p/a', '/p/b']);
    disk.at(100, () => {
      disk.files.set('/q/c', 'first');
      disk.set(['/p/a', '/q/c']);
    });
    disk.write(200, '/p/b', 'second').write(300, '/q/c', 'second');
    expect(disk.until(1000)).to.deep.equal(['420: /q/c']);
    expect(disk.watched).to.deep.equal([['/p'], ['/p', '/q']]);
  });

  it('looks no more when it is closed', () => {
    const disk = new Disk(['/p/a']);
    disk.until(100);
    const { looks } = disk;
    disk.close();
    expect(disk.looks).to.equal(looks);
  });
});
