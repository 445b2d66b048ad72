// Objects and arrays as JSON, if JSON gives back exactly what went in; everything else is refused.
import { typeError } from './errors.js';

// The same in every language, so that what one stores another can read.
const maxDepth = 200;

function refused(path: string, what: string): TypeError {
  return typeError(`the value cannot be stored: ${path} is ${what}, which JSON would change`);
}

// Also in other realms (vm contexts), whose Object.prototype is not this one.
function isPlainPrototype(prototype: object | null): boolean {
  return (
    prototype === Object.prototype ||
    (prototype !== null &&
      Object.getPrototypeOf(prototype) === null &&
      Object.hasOwn(prototype, 'isPrototypeOf'))
  );
}

function describe(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'no plain object';
}

function checkNumber(value: number, path: string): void {
  if (!Number.isFinite(value)) throw refused(path, String(value));
  if (Object.is(value, -0)) throw refused(path, '-0');
}

function checkArray(array: readonly unknown[], path: string, parents: object[]): void {
  if (!Array.isArray(Object.getPrototypeOf(array))) throw refused(path, describe(array));
  const keys = Reflect.ownKeys(array);
  // The indexes and `length`: fewer means a hole, more means a property of another name.
  if (keys.length !== array.length + 1) throw refused(path, 'an array with holes or properties');
  for (let index = 0; index < array.length; index++) {
    checkMember(array, String(index), `${path}[${index}]`, parents);
  }
}

function checkObject(object: object, path: string, parents: object[]): void {
  if (!isPlainPrototype(Object.getPrototypeOf(object) as object | null)) {
    throw refused(path, describe(object));
  }
  for (const key of Reflect.ownKeys(object)) {
    const memberPath = `${path}[${typeof key === 'symbol' ? String(key) : JSON.stringify(key)}]`;
    if (typeof key === 'symbol') throw refused(memberPath, 'named by a symbol');
    checkMember(object, key, memberPath, parents);
  }
}

function checkMember(holder: object, key: string, path: string, parents: object[]): void {
  const property = Object.getOwnPropertyDescriptor(holder, key);
  if (property === undefined) throw refused(path, 'a hole');
  if (!('value' in property)) throw refused(path, 'an accessor');
  if (property.enumerable !== true) throw refused(path, 'not enumerable');
  checkValue(property.value, path, parents);
}

function checkValue(value: unknown, path: string, parents: object[]): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') return checkNumber(value, path);
  if (typeof value !== 'object') throw refused(path, `of type ${typeof value}`);
  if (parents.includes(value)) throw refused(path, 'inside itself');
  if (parents.length === maxDepth) throw refused(path, `more than ${maxDepth} levels deep`);
  parents.push(value);
  if (Array.isArray(value)) checkArray(value, path, parents);
  else checkObject(value, path, parents);
  parents.pop();
}

/**
 * The JSON of an object or array.
 * @throws TypeError naming the member that would not come back equal: Date, Map and other classes,
 *   undefined, functions, symbols, bigint, NaN, Infinity, -0, accessors, holes, cycles
 * @internal
 */
export function toJson(value: object): string {
  checkValue(value, 'value', []);
  return JSON.stringify(value);
}
