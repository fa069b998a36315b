import type { Hono } from 'hono';

import { html, policyOf } from '../../sinks/report/html.js';
import { loadPage } from '../../sinks/report/page-files.js';
import type { ServerState } from '../server-state.js';
import { Problem } from '../problem.js';

/** The page, which holds no data, and the door for a browser that has to send a token. */
export const pageRoutes = (app: Hono, served: ServerState): void => {
  let page: Promise<{ readonly text: string; readonly policy: string }> | undefined;
  app.get('/', async (context) => {
    page ??= loadPage().then((files) => ({
      text: html('MLPipeline', { server: true }, files, "'self'"),
      policy: `${policyOf(files, "'self'")}; frame-ancestors 'none'`,
    }));
    const { text, policy } = await page;
    context.header('Content-Security-Policy', policy);
    return context.html(text);
  });
  // A browser sends no header with what an address bar or an image asks for: a cookie stands for it.
  app.post('/session', served.guard.middleware, (context) => {
    served.guard.admit(context);
    return context.body(null, 204);
  });
  app.get('/favicon.ico', () => {
    throw new Problem(404, 'no-icon', 'there is no icon');
  });
};
