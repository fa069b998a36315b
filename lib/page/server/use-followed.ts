import { useEffect, useState } from 'preact/hooks';

import type { ReportData } from '../../sinks/report/report-data.js';
import type { ServerSource } from '../source/source.js';

export interface FollowedRun {
  readonly data?: ReportData;
  readonly wrong?: string;
  readonly isConnected: boolean;
  /** Nothing more comes of it, though it has not ended. */
  readonly isBrokenOff: boolean;
}

const nothing: FollowedRun = { isConnected: false, isBrokenOff: false };

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
  return followed;
};
