import { useEffect, useState } from 'preact/hooks';

import type { ReportData } from '../../sinks/report/report-data.js';
import type { ServerSource } from '../source/source.js';

export interface FollowedRun {
  readonly data?: ReportData;
  readonly wrong?: string;
  readonly isConnected: boolean;
}

/** A run as the server tells of it. */
export const useFollowed = (source: ServerSource, run: string): FollowedRun => {
  const [followed, setFollowed] = useState<FollowedRun>({ isConnected: false });
  useEffect(() => {
    setFollowed({ isConnected: false });
    return source.follow(run, {
      show: (data) => {
        setFollowed((now) => ({ ...now, data }));
      },
      connected: (isConnected) => {
        setFollowed((now) => ({ ...now, isConnected }));
      },
      failed: (wrong) => {
        setFollowed((now) => ({ ...now, wrong }));
      },
    });
  }, [source, run]);
  return followed;
};
