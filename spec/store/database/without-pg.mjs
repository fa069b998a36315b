import { register } from 'node:module';

// Loaded before all else: as if the package `pg` were not installed.
const hooks = `export const resolve = (name, context, next) => {
  if (name === 'pg') throw Object.assign(new Error("Cannot find package 'pg'"), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
};`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
