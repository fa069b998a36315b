/*
 * What one task gives several may take, and what one of them changed the others would get changed, if
 * it came first. So plain data that is published is frozen: the change throws in the runner that makes
 * it. Instances of classes, maps, sets, dates and typed arrays are let be: those that can be frozen at
 * all would not be kept from changing. What is frozen already is taken to be so to its depth.
 */

type Data = Record<string | number, unknown>;

/** Freezes plain data where it stands: the whole of it, however deep. */
export const freeze = (value: unknown): void => {
  if (!isOpen(value)) return;
  const stack = [value];
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    try {
      Object.freeze(one);
    } catch {
      // A proxy may refuse it.
      continue;
    }
    if (Array.isArray(one)) {
      for (const part of one as unknown[]) if (isOpen(part)) stack.push(part);
    } else
      for (const key of Object.keys(one)) {
        const part = partOf(one, key);
        if (isOpen(part)) stack.push(part);
      }
  }
};

/**
 * A copy of plain data, frozen, of what is its giver's to change: what is not plain in it is the same.
 * What is frozen already is no copy.
 */
export const frozenCopy = (value: unknown): unknown => {
  const copies = new Map<Data, Data>();
  const open: Data[] = [];
  const copyOf = (part: unknown): unknown => {
    if (!isOpen(part)) return part;
    let copy = copies.get(part);
    if (copy === undefined) {
      copy = shallow(part);
      if (copy === undefined) return part;
      copies.set(part, copy);
      open.push(copy);
    }
    return copy;
  };
  const whole = copyOf(value);
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const key of Object.keys(one)) {
      const part = partOf(one, key);
      const copy = copyOf(part);
      if (copy !== part) one[key] = copy;
    }
    Object.freeze(one);
  }
  return whole;
};

type Values = Readonly<Record<string, unknown>>;

/** Values by name, of each a frozen copy. */
export const frozenValues = (values: Values): Values => {
  // Mostly there is nothing to copy, and a pipeline may be run for many items.
  for (const name in values) if (isOpen(values[name])) return frozenCopy(values) as Values;
  return values;
};

// What a getter throws is for those that ask it: who takes the value may never do so.
const partOf = (data: Data, key: string): unknown => {
  try {
    return data[key];
  } catch {
    return undefined;
  }
};

/** A copy of it alone; `undefined` where a getter in it throws. */
const shallow = (data: Data): Data | undefined => {
  if (Array.isArray(data)) return data.slice() as unknown as Data; // an array is taken by its indexes, as other data by its keys
  try {
    return Object.getPrototypeOf(data) === null
      ? Object.assign(Object.create(null) as Data, data)
      : { ...data };
  } catch {
    return undefined;
  }
};

/** Whether it is plain data that may still be changed. */
const isOpen = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && isPlain(value) && !Object.isFrozen(value);

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  // The namespace of a module has none either, and cannot be frozen or copied.
  if (prototype === null) return !(Symbol.toStringTag in value);
  return prototype === Object.prototype || prototype === Array.prototype;
};

/** What V8 says of a change of something frozen, with the key where it names one that is there. */
const refused =
  /^Cannot (?:assign to read only property '(.*)' of object|delete property '(.*)' of|add property|define property|redefine property|add\/remove sealed)/s;

/** Whether an error may be that of a change of this frozen data. */
export const refusesChange = (error: unknown, value: unknown): boolean => {
  if (!(error instanceof TypeError)) return false;
  const [found, assigned, deleted] = refused.exec(error.message) ?? [];
  return found !== undefined && holdsFrozen(value, assigned ?? deleted);
};

/** Whether an error may be that of giving this key of this frozen record another value. */
export const refusesAssignment = (error: unknown, record: Values, key: string): boolean => {
  if (!(error instanceof TypeError) || !Object.isFrozen(record)) return false;
  const [, assigned, deleted] = refused.exec(error.message) ?? [];
  return (assigned ?? deleted) === key;
};

const holdsFrozen = (value: unknown, key: string | undefined): boolean => {
  const seen = new Set<unknown>();
  const stack = [value];
  while (stack.length > 0) {
    const one = stack.pop();
    if (typeof one !== 'object' || one === null || seen.has(one)) continue;
    if (!isPlain(one) || !Object.isFrozen(one)) continue;
    if (key === undefined || Object.hasOwn(one, key)) return true;
    seen.add(one);
    for (const part of Object.values(one)) stack.push(part);
  }
  return false;
};
