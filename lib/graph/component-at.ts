import type { Component, Graph } from './graph.js';

/** The way to a task without the places of elements: of `read[3]/ocr` it is `read/ocr`. */
export const withoutElements = (task: string): string => task.replace(/\[\d+\]/g, '');

/** Whether a task is an element of a list, or is within another pipeline: no component has such a name. */
export const isInner = (task: string): boolean => task.includes('[') || task.includes('/');

/** The task of the pipeline itself that a task is, or is within: of `read[3]/ocr` it is `read`. */
export const outermost = (task: string): string => /^[^[/]*/.exec(task)?.[0] ?? task;

/** The place of the outermost element that a task is, or is within: of `read[3]/ocr[1]` it is 3. */
export const elementOf = (task: string): number | undefined => {
  const [, at] = /^[^[/]*\[(\d+)\]/.exec(task) ?? [];
  return at === undefined ? undefined : Number(at);
};

/** Whether a graph has a task of that name, or may have one: an element of a list, or what is within a pipeline. */
export const hasTask = ({ components }: Graph, task: string): boolean => {
  const [, name, at, rest] = /^([^/]*?)(\[\d+\])?(?:\/([^]*))?$/.exec(task) ?? [];
  const component = components.find((one) => one.name === name);
  if (component === undefined || (at !== undefined && component.map === undefined)) return false;
  const { pipeline } = component.map?.element ?? component;
  return rest === undefined || (pipeline !== undefined && hasTask(pipeline, rest));
};

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
