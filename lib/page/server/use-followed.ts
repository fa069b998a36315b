import { useEffect, useMemo, useState } from 'preact/hooks';

import type { ReportData } from '../../sinks/report/report-data.js';
import type { WireState } from '../../server/wire.js';
import type { ServerSource } from '../source/source.js';
import { brokenOff } from './broken-off.js';
import { useAsked } from './use-asked.js';

interface Told {
  readonly data?: ReportData;
  readonly wrong?: string;
  readonly isConnected: boolean;
  /** Nothing more comes of it, though it has not ended. */
  readonly isBrokenOff: boolean;
}

export interface FollowedRun extends Told {
  readonly state: WireState;
}

const nothing: Told = { isConnected: false, isBrokenOff: false };

/** Whether a task has failed, and none is at work. */
const isStill = ({ outcome, tasks }: ReportData): boolean =>
  outcome === 'unfinished' &&
  tasks.some(({ state }) => state === 'failed') &&
  !tasks.some(({ state }) => state === 'running');

/** A run as the server tells of it; anew for each `turn`. */
export const useFollowed = (source: ServerSource, run: string, turn = 0): FollowedRun => {
  const [followed, setFollowed] = useState(nothing);
  useEffect(() => {
    setFollowed(nothing);
    return source.follow(run, {
      show: (data) => {
        setFollowed((now) => ({ ...now, data }));
      },
      connected: (isConnected) => {
        setFollowed((now) => ({ ...now, isConnected }));
      },
      brokeOff: () => {
        setFollowed((now) => ({ ...now, isBrokenOff: true }));
      },
      failed: (wrong) => {
        setFollowed((now) => ({ ...now, wrong }));
      },
    });
  }, [source, run, turn]);
  const { data, isBrokenOff } = followed;
  // No event tells that a run is held: where it may be, the server is asked.
  const still = data !== undefined && !isBrokenOff && isStill(data) ? data : undefined;
  const asked = useAsked(
    async (signal) =>
      still === undefined ? false : (await source.run(run, signal)).state === 'held',
    [source, run, still],
  );
  const goingOn = isBrokenOff ? 'interrupted' : asked.value === true ? 'held' : 'running';
  const outcome = data?.outcome ?? 'unfinished';
  const state = outcome === 'unfinished' ? goingOn : outcome;
  const shown = useMemo(
    () => (data !== undefined && state === 'interrupted' ? brokenOff(data) : data),
    [data, state],
  );
  return { ...followed, ...(shown === undefined ? {} : { data: shown }), state };
};
