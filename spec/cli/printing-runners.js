import { stdout } from 'node:process';

process.stdout.write('loading\n');

/** Prints as libraries of models do. */
export const Prints = ({ x }) => {
  process.stdout.write(`at work on ${x}\n`);
  stdout.write('by its name\n');
  console.log('on the console');
  return { y: x };
};
