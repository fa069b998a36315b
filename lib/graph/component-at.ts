import type { Component, Graph } from './graph.js';

/** The way to a task without the places of elements: of `read[3]/ocr` it is `read/ocr`. */
export const withoutElements = (task: string): string => task.replace(/\[\d+\]/g, '');

/** Whether a task is an element of a list, or is within another pipeline: no component has such a name. */
export const isInner = (task: string): boolean => task.includes('[') || task.includes('/');

/** The task of the pipeline itself that a task is, or is within: of `read[3]/ocr` it is `read`. */
export const outermost = (task: string): string => /^[^[/]*/.exec(task)?.[0] ?? task;

/** The components of a graph and of all pipelines within it, with the ways to them: `read/ocr`. */
export const allComponents = function* (
  { components }: Graph,
  prefix = '',
): Generator<readonly [path: string, component: Component]> {
  for (const component of components) {
    const path = prefix + component.name;
    yield [path, component];
    const { pipeline } = component.map?.element ?? component;
    if (pipeline !== undefined) yield* allComponents(pipeline, `${path}/`);
  }
};
