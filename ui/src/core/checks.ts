/** Whether a value from the wire has the type it should have; small checks that make larger ones. */

export type Check<T> = (value: unknown) => value is T;
export type Shape<M> = { readonly [K in Exclude<keyof M, 'type'>]-?: Check<M[K]> };

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const text = (value: unknown): value is string => typeof value === 'string';
export const count = (value: unknown): value is number => Number.isSafeInteger(value);
export const flag = (value: unknown): value is boolean => typeof value === 'boolean';
export const nullable =
  <T>(check: Check<T>): Check<T | null> =>
  (value): value is T | null =>
    value === null || check(value);
export const maybe =
  <T>(check: Check<T>): Check<T | null | undefined> =>
  (value): value is T | null | undefined =>
    value === undefined || value === null || check(value);
export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || check(value);
export const listOf =
  <T>(check: Check<T>): Check<T[]> =>
  (value): value is T[] =>
    Array.isArray(value) && value.every(check);
export const recordOf =
  <T>(check: Check<T>): Check<Record<string, T>> =>
  (value): value is Record<string, T> =>
    isObject(value) && Object.values(value).every(check);
export const oneOf =
  <const T extends string>(...allowed: T[]): Check<T> =>
  (value): value is T =>
    allowed.some((word) => word === value);
export const objectOf =
  <T extends object>(shape: Shape<T>): Check<T> =>
  (value): value is T =>
    isObject(value) && Object.entries<(field: unknown) => boolean>(shape).every(([field, fits]) => fits(value[field]));

export const settingValue: Check<string | boolean | number | string[]> = (value) =>
  text(value) || flag(value) || count(value) || listOf(text)(value);
