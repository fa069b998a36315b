import { connect } from 'node:net';

import type { PipelineServer } from '../../lib/server/server.js';

/** What comes back for bytes as they are, until the connection is closed. */
export const raw = ({ port }: PipelineServer, text: string, isEnded = false): Promise<string> =>
  new Promise((resolve) => {
    let told = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text);
      if (isEnded) socket.destroy();
    });
    socket.on('data', (data) => (told += data.toString()));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      resolve(told);
    });
  });
